"""Small readings of Vietnamese words: which option, which rating, and what a number is for."""

import re
from re import Pattern

from bot.vietnamese import folded_words

_NUMBERS: dict[str, int] = {
    **{str(n): n for n in range(1, 10)},
    **{"mot": 1, "nhat": 1, "hai": 2, "nhi": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5},
    **{"sau": 6, "bay": 7, "tam": 8, "chin": 9},
    **{"first": 1, "one": 1, "second": 2, "two": 2, "third": 3, "three": 3},
    **{"fourth": 4, "four": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4},
}
_COUNTED_ONE = re.compile(r"\b(first|second|third|fourth|last) one\b")
_FIRST = ("dau tien", "cai dau", "muc dau", "dong dau", "o tren cung", "cai tren", "dong tren")
_LAST = ("cuoi", "sau cung", "chot", "cai duoi", "dong duoi", "last", "bottom")

# Four levels as on the counters of one-stop services: very satisfied, satisfied, average, not.
# The first pattern found decides, so what is negated stands before what it negates.
_NOT = r"(?:khong|chua|chang|cha|ko|k|hong|hok|dau co|not|never)(?: \w+){0,2}?"
_LIKED = r"(?:hai long|tot|on|ung|vui|duoc|thich|satisfied|good|happy)"
_RATINGS: tuple[tuple[Pattern[str], int], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), rating)
    for pattern, rating in (
        (rf"{_NOT} (?:te|che|phan nan|bad)", 3),
        (rf"{_NOT} {_LIKED}|unsatisfied|dissatisfied|unhappy", 1),
        (r"(?:rat|qua|cuc|cuc ky|vo cung|het suc|very|really) (?:la )?" + _LIKED, 4),
        (_LIKED + r" (?:lam|tuyet doi|het y|vo cung|cuc)|tuyet|tuyet voi|xuat sac|so mot", 4),
        (r"excellent|great|perfect|wonderful", 4),
        (r"(?:tam|cung) \w+|tam|tam tam|binh thuong|trung binh|bt|so so|vua vua|average|fair", 2),
        (r"te|kem|chan|that vong|buc|buc minh|do qua|qua do|xau|cham chap|khung khiep", 1),
        (r"terrible|bad|poor|awful|horrible", 1),
        (_LIKED + r"|ok|oke|okay|fine", 3),
    )
)
_RATING_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "one": 1, "two": 2, "three": 3, "four": 4}

_BARE_TICKET_TEXT = """
    a ah o oi u uh um vang da dung roi duoc co ok oke yes phai the thi la ma nhe nha nhen hen ha di
    voi giup gium ho cho chi anh em toi minh tui tao con chau bac co chu ong ban cai ngay luon nua
    nay do lay xin boc bam in cap phat dang ky mot 1 so thu tu ve phieu stt hang xep doi luot muon
    can tien the viec tuc nhanh moi truoc lam phien i want to would like need please take get give
    me an my queue number ticket one for this it
"""
_BARE_TICKET_WORDS = frozenset(_BARE_TICKET_TEXT.split())


def chosen_index(text: str, count: int) -> int | None:
    """Which of `count` options the words name, from 0; -1 when it is beyond them.

    None when the words name no position ("cái đăng ký lại").
    """
    sentence = _COUNTED_ONE.sub(r"\1", " ".join(folded_words(text)))
    if any(phrase in sentence for phrase in _FIRST):
        return 0
    if any(phrase in sentence for phrase in _LAST):
        return count - 1 if count else -1
    numbers = [_NUMBERS[word] for word in sentence.split() if word in _NUMBERS]
    if not numbers:
        return None
    return numbers[-1] - 1 if numbers[-1] <= count else -1


def rating_of(text: str) -> int | None:
    """The rating from 1 to 4 that the words give, or None when they give none."""
    words = folded_words(text)
    digits = [word for word in words if word.isdigit()]
    if digits:
        return int(digits[0]) if len(digits) == 1 and digits[0] in "1234" else None
    sentence = " ".join(words)
    for pattern, rating in _RATINGS:
        if pattern.search(sentence):
            return rating
    spoken = [_RATING_NUMBERS[word] for word in words if word in _RATING_NUMBERS]
    return spoken[0] if len(spoken) == 1 else None


def errand_in(text: str | None) -> str | None:
    """`text` if it says what the number is for, None if it only asks for a number."""
    if text is None:
        return None
    beyond: list[str] = [w for w in folded_words(text) if w not in _BARE_TICKET_WORDS]
    return text if beyond else None
