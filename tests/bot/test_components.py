"""The graph components, trained and run as Rasa does."""

import json
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.cautious_fallback import CautiousFallback
from bot.components.context_reader import ContextReader
from bot.components.intent_classifier import FoldedTextClassifier, folded_form, with_negations

CONTEXT = ExecutionContext(GraphSchema({}), "test")
EXAMPLES = {
    "greet": ["xin chào", "chào em", "chào cán bộ", "hello"],
    "ask": ["làm giấy khai sinh", "đăng ký kết hôn", "xin xác nhận độc thân", "làm căn cước"],
    "take": ["lấy số", "cho tôi lấy số", "bốc số thứ tự", "tôi muốn lấy số"],
    "cancel": ["không lấy số", "tôi không lấy số nữa", "thôi không lấy số", "hủy số"],
    "button": ["/button"],
}


@pytest.fixture
def trained(tmp_path: Path) -> tuple[FoldedTextClassifier, FoldedTextClassifier]:
    """A classifier that has learnt, and the same one loaded from its storage."""
    storage, resource = LocalModelStorage(tmp_path), Resource("classifier")
    examples = [
        Message({"text": text, "intent": intent})
        for intent, texts in EXAMPLES.items()
        for text in texts
    ]
    classifier = FoldedTextClassifier.create({}, storage, resource, CONTEXT)
    classifier.train(TrainingData(examples))
    return classifier, FoldedTextClassifier.load({}, storage, resource, CONTEXT)


def classify(classifier: FoldedTextClassifier, text: str) -> dict[str, Any]:
    message = classifier.process([Message({"text": text})])[0]
    return dict(message.get("intent"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [("LAM GIAY KHAI SINH", "ask"), ("chào bạn", "greet"), ("tôi ko lấy số đâu", "cancel")],
)
def test_intents_are_found_without_accents_and_with_negations(
    trained: tuple[FoldedTextClassifier, FoldedTextClassifier], text: str, intent: str
) -> None:
    assert classify(trained[0], text)["name"] == intent


def test_a_loaded_classifier_predicts_as_the_trained_one(
    trained: tuple[FoldedTextClassifier, FoldedTextClassifier],
) -> None:
    learnt, loaded = trained
    assert classify(learnt, "lấy số giúp tôi") == classify(loaded, "lấy số giúp tôi")


def test_button_examples_are_not_learnt(
    trained: tuple[FoldedTextClassifier, FoldedTextClassifier],
) -> None:
    message = trained[0].process([Message({"text": "button"})])[0]
    assert "button" not in [entry["name"] for entry in message.get("intent_ranking")]


@pytest.mark.parametrize("text", ["", "???", "👍"])
def test_a_message_without_words_has_no_intent(
    trained: tuple[FoldedTextClassifier, FoldedTextClassifier], text: str
) -> None:
    assert classify(trained[0], text) == {"name": None, "confidence": 0.0}


@pytest.mark.parametrize("config", [{"c": 5}, {"C": 0}, {"C": -1.0}])
def test_a_misspelt_or_impossible_option_of_the_classifier_is_refused(
    config: dict[str, Any],
) -> None:
    with pytest.raises(InvalidConfigException):
        FoldedTextClassifier.validate_config(config)


def test_stretched_letters_numbers_and_shorthand_are_evened_out() -> None:
    assert folded_form("Aloooo em ơiiii") == "alo em oi"
    assert folded_form("mã 123456 số 2") == "ma 00 so 2"
    assert folded_form("ko cần j") == "khong can gi"


def test_what_follows_a_negation_becomes_another_word() -> None:
    assert with_negations("khong lay so") == "khong lay so not_lay not_so"
    assert with_negations("lay so") == "lay so"


def fall_back(intent: str, confidence: float) -> str:
    fallback = CautiousFallback(
        {**CautiousFallback.get_default_config(), "threshold": 0.3, "at_least": {"refuse": 0.6}}
        | {"ambiguity_threshold": 0.0}
    )
    found = {"name": intent, "confidence": confidence}
    message = Message({"text": "x", "intent": found, "intent_ranking": [found]})
    return str(fallback.process([message])[0].get("intent")["name"])


def test_a_refusal_needs_more_certainty_than_an_answer() -> None:
    assert fall_back("answer", 0.4) == "answer"
    assert fall_back("answer", 0.2) == "nlu_fallback"
    assert fall_back("refuse", 0.59) == "nlu_fallback"
    assert fall_back("refuse", 0.61) == "refuse"


def test_a_threshold_that_is_no_probability_is_refused() -> None:
    with pytest.raises(InvalidConfigException):
        CautiousFallback.validate_config({"at_least": {"refuse": 6}})


def read(text: str, metadata: dict[str, Any] | None) -> Message:
    reader = ContextReader.create({}, None, Resource("context"), CONTEXT)  # type: ignore[arg-type]
    return reader.process([Message({"text": text, "metadata": metadata})])[0]


@pytest.mark.parametrize(("stated", "taken"), [("en", "en"), ("vi", "vi"), ("fr", "vi")])
def test_the_locale_of_the_metadata_becomes_an_entity(stated: str, taken: str) -> None:
    entities = read("xin chào", {"locale": stated}).get("entities")
    assert [(e["entity"], e["value"]) for e in entities] == [("locale", taken)]


def test_the_locale_goes_into_the_text_of_a_button() -> None:
    assert read("/greet", {"locale": "en"}).get("text") == '/greet{"locale": "en"}'
    tapped = read('/rate{"rating":"4"}', {"locale": "en"}).get("text")
    assert tapped == '/rate{"rating": "4", "locale": "en"}'


@pytest.mark.parametrize("metadata", [None, {}])
def test_a_message_without_locale_keeps_the_language(metadata: dict[str, Any] | None) -> None:
    message = read("/greet", metadata)
    assert message.get("text") == "/greet"
    assert not message.get("entities")


def test_the_procedure_and_the_ticket_in_hand_become_entities() -> None:
    known = {"procedure_code": "1.001193", "ticket_id": "t-1", "message_id": "m-1"}
    entities = read("lệ phí bao nhiêu", known).get("entities")
    assert [(e["entity"], e["value"]) for e in entities] == [
        ("known_procedure", "1.001193"),
        ("known_ticket", "t-1"),
    ]


def test_what_is_in_hand_goes_into_the_text_of_a_button_without_breaking_it() -> None:
    tapped = read('/rate{"rating":"4"}', {"locale": "vi", "ticket_id": 'a"b'}).get("text")
    assert json.loads(tapped.removeprefix("/rate")) == {
        "rating": "4",
        "locale": "vi",
        "known_ticket": 'a"b',
    }


def test_what_is_no_text_is_not_taken_over() -> None:
    assert not read("xin chào", {"procedure_code": 5, "ticket_id": None}).get("entities")


def test_a_reader_without_languages_is_refused() -> None:
    with pytest.raises(InvalidConfigException):
        ContextReader.validate_config({"locales": []})
