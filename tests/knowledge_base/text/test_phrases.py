from knowledge_base.text.phrases import Phrases


def test_the_longest_phrase_is_replaced() -> None:
    phrases = Phrases({"chi": "gì", "chi rứa": "gì vậy"})
    assert phrases.apply(["cần", "chi", "rứa"]) == ["cần", "gì", "vậy"]


def test_phrases_to_keep_win() -> None:
    phrases = Phrases({"chi": "gì"}, keep=["chi phí"])
    assert phrases.apply(["chi", "phí", "chi"]) == ["chi", "phí", "gì"]


def test_a_part_of_a_phrase_is_left() -> None:
    assert Phrases({"mần răng": "làm sao"}).apply(["răng"]) == ["răng"]
