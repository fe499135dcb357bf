"""Small readings of Vietnamese words: which option, which rating, and what a number is for."""

import re
from dataclasses import dataclass
from pathlib import Path
from re import Pattern

import yaml

from bot.vietnamese import folded_words, spelled_out


@dataclass(frozen=True)
class _Words:
    """The data file `words.yml`; all of it is written without accents."""

    positions: dict[str, int]
    first: list[str]
    last: list[str]
    of_choosing: frozenset[str]
    of_taking_a_number: frozenset[str]
    of_correcting: frozenset[str]
    of_a_checklist: frozenset[str]
    for_sweets: frozenset[str]
    for_there: frozenset[str]

    @classmethod
    def load(cls) -> "_Words":
        """Read the file."""
        data = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
        return cls(
            positions={
                str(word): position
                for position, words in data["positions"].items()
                for word in words
            },
            first=data["first"],
            last=data["last"],
            of_choosing=frozenset(data["of_choosing"].split()),
            of_taking_a_number=frozenset(data["of_taking_a_number"].split()),
            of_correcting=frozenset(data["of_correcting"]),
            of_a_checklist=frozenset(data["of_a_checklist"].split()),
            for_sweets=frozenset(data["for_sweets"].split()),
            for_there=frozenset(data["for_there"].split()),
        )


_WORDS = _Words.load()
_FEW_WORDS = 5
_COUNTED_ONE = re.compile(r"\b(first|second|third|fourth|last) one\b")

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


def chosen_index(text: str, count: int) -> int | None:
    """Which of `count` options the words name, from 0; -1 when it is beyond them.

    None when the words name no position ("cái đăng ký lại").
    """
    sentence = _COUNTED_ONE.sub(r"\1", " ".join(folded_words(text)))
    if any(phrase in sentence for phrase in _WORDS.first):
        return 0
    if any(phrase in sentence for phrase in _WORDS.last):
        return count - 1 if count else -1
    numbers = [_WORDS.positions[word] for word in sentence.split() if word in _WORDS.positions]
    if not numbers:
        return None
    return numbers[-1] - 1 if numbers[-1] <= count else -1


def chosen_option(text: str, titles: list[str]) -> int | None:
    """Which of the options the words name: by position, or by what only its title has.

    From 0; -1 for a position beyond them; None when the words name none, or several alike.
    """
    named = named_option(text, titles)
    # "Tôi tự đi làm" is a title, and "tư" is four.
    if named is not None and len(set(folded_words(text)) - _WORDS.of_choosing) > 1:
        return named
    index = chosen_index(text, len(titles))
    return named if index is None else index


def named_option(text: str, titles: list[str]) -> int | None:
    """Which of the options a few words name: all of them stand in its title, and in no other.

    A longer text is a new description, which the search reads better.
    """
    words = set(folded_words(text)) - _WORDS.of_choosing
    if not 0 < len(words) <= _FEW_WORDS:
        return None
    named = [at for at, title in enumerate(titles) if words <= set(folded_words(title))]
    return named[0] if len(named) == 1 else None


def without_correction(text: str) -> str | None:
    """What follows "không phải, ý tôi là"; None when nothing does."""
    words = text.split()
    folded = [" ".join(spelled_out(folded_words(word))) for word in words]
    kept = [word for word, plain in zip(words, folded, strict=True) if plain]
    folded = [plain for plain in folded if plain]
    start, moved = 0, True
    while moved:
        moved = False
        for length in range(4, 0, -1):
            if " ".join(folded[start : start + length]) in _WORDS.of_correcting:
                start, moved = start + length, True
                break
    return " ".join(kept[start:]) or None


def listed_for(text: str) -> str | None:
    """What a checklist is wished for; None where the words say only that one is wished for."""
    kept = [
        word
        for word in text.split()
        if any(plain not in _WORDS.of_a_checklist for plain in folded_words(word))
    ]
    return " ".join(kept) or None


def means_there(text: str) -> bool:
    """Whether the words point to a place that was spoken of before."""
    return bool(_WORDS.for_there & set(text.lower().split()))


def wanted_treat(text: str) -> str:
    """`sweets` where sweets are asked for, else `water`."""
    return "sweets" if _WORDS.for_sweets & set(folded_words(text)) else "water"


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
    beyond: list[str] = [w for w in folded_words(text) if w not in _WORDS.of_taking_a_number]
    return text if beyond else None
