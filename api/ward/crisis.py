"""Hears a cry for help among the questions of an ordinary day.

A sign is a few words in order, written in a small language of its own (``crisis.yaml``):

    a/b     one of several; words of one alternative are joined by ``_``
    <name>  one of a list that stands under ``lists``
    word?   may be missing
    ~       up to three words of any kind
    |       the beginning or the end of a sentence; a comma stands for itself

A text typed without marks is compared without them. In any other text the marks must be the same:
"cháy" is not "chạy".
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from knowledge_base.answers.texts import Locale
from knowledge_base.policy import policy_file
from knowledge_base.schema import Slug, Text
from knowledge_base.text.normalise import normalise, strip_diacritics
from knowledge_base.yaml_file import read_yaml

Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{3,11}$")]
_END_OF_SENTENCE = re.compile(r"[.!?;…]+(?=\s|$)")
_TOKEN = re.compile(r"[|,]|[^\W_]+(?:[/.\-'’][^\W_]+)*")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_WITHOUT_MARKS = {
    ord(mark): None for mark in "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
} | {ord("đ"): "d"}
_GAP = r"(?: [^ |,]+){0,3}"
_FEW_MARKS = 1 / 2
"""A smaller share of words with marks: typed without them. Ordinary text has three of four."""


class Hotline(BaseModel):
    """A number to call."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Number
    name: Text
    name_en: Text

    def called(self, locale: Locale) -> str:
        """Says whose number it is."""
        return self.name_en if locale is Locale.EN else self.name


class CrisisTopic(BaseModel):
    """One kind of danger.

    Attributes:
        say: What is said first: calm, and what to do.
        call: The numbers, the most important first.
        always: Signs that count whatever else is said.
        signs: Signs that count unless the text is a calm question.
        never: What takes the signs back, such as "mệt muốn chết".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Slug
    say: Text
    say_en: Text
    call: list[Number] = Field(min_length=1)
    always: list[Text] = Field(default_factory=list)
    signs: list[Text] = Field(default_factory=list)
    never: list[Text] = Field(default_factory=list)

    def said(self, locale: Locale) -> str:
        """Gives what is said first."""
        return self.say_en if locale is Locale.EN else self.say


class Crisis(BaseModel):
    """The data file ``crisis.yaml``.

    Attributes:
        otherwise: Slug of the topic for a danger of no known kind.
        calm: What shows that a procedure is asked for, or that something is long past.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    hotlines: list[Hotline]
    lists: dict[str, list[Text]]
    calm: list[Text]
    otherwise: Slug
    topics: list[CrisisTopic] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        slugs = [topic.slug for topic in self.topics]
        if len(slugs) != len(set(slugs)):
            raise ValueError("two topics have the same slug")
        if self.otherwise not in slugs:
            raise ValueError(f"otherwise: no such topic: {self.otherwise}")
        known = {line.number for line in self.hotlines}
        unknown = {number for topic in self.topics for number in topic.call} - known
        if unknown:
            raise ValueError(f"call: no such hotline: {', '.join(sorted(unknown))}")
        _ = self._signs, self._calm  # each sign can be read
        return self

    def detect(self, text: str) -> CrisisTopic | None:
        """Gives the danger that a text speaks of; of several, the one that stands first.

        Args:
            text: What was said, without invisible characters.
        """
        text = _END_OF_SENTENCE.sub(" | ", _DRAWN_OUT.sub(r"\1", text.lower().replace("’", "'")))
        # Without marks first: it is quick, and nearly every text has no sign even so.
        plain = _TOKEN.findall(_without_marks(text))
        near = self._met(self._signs, plain, plain)
        if not near:
            return None
        words = _TOKEN.findall(normalise(text))
        if sum(typed != bare for typed, bare in zip(words, plain, strict=False)) < (
            _FEW_MARKS * len(words)
        ):
            words = plain
        met = self._met(self._signs, plain, words)
        calm = bool(self._met(self._calm, plain, words))
        for topic in self.topics:
            parts = {sign.part for sign in met if sign.topic == topic.slug}
            if "never" not in parts and ("always" in parts or ("signs" in parts and not calm)):
                return topic
        return None

    @property
    def unnamed(self) -> CrisisTopic:
        """The topic for a danger of no known kind."""
        return next(topic for topic in self.topics if topic.slug == self.otherwise)

    def hotlines_of(self, topic: CrisisTopic) -> list[Hotline]:
        """Gives the numbers to call."""
        by_number = {line.number: line for line in self.hotlines}
        return [by_number[number] for number in topic.call]

    @staticmethod
    def _met(signs: dict[str, list[_Sign]], plain: list[str], words: list[str]) -> list[_Sign]:
        """Gives the signs that a text meets.

        Args:
            signs: By the words of their rarest part.
            plain: The words of the text without marks.
            words: The words as they are compared; with marks, or the same.
        """
        line, there = f" | {' '.join(words)} | ", set(plain)
        return [
            sign
            for word in there & signs.keys()
            for sign in signs[word]
            if not any(part.isdisjoint(there) for part in sign.parts)
            and (sign.plain_pattern if words is plain else sign.pattern).search(line)
        ]

    @cached_property
    def _signs(self) -> dict[str, list[_Sign]]:
        return self._by_word(
            (topic.slug, part, sign)
            for topic in self.topics
            for part in ("always", "signs", "never")
            for sign in getattr(topic, part)
        )

    @cached_property
    def _calm(self) -> dict[str, list[_Sign]]:
        return self._by_word(("", "calm", sign) for sign in self.calm)

    def _by_word(self, written: Iterable[tuple[str, str, str]]) -> dict[str, list[_Sign]]:
        """Compiles signs; each stands under the words of its rarest part."""
        by_word: dict[str, list[_Sign]] = defaultdict(list)
        for topic, part, sign in written:
            compiled = _compile(topic, part, sign, self.lists)
            for word in min(compiled.parts, key=len):
                by_word[word].append(compiled)
        return dict(by_word)


class _Sign(NamedTuple):
    """A compiled sign; of each part that must be there, the unmarked words that may begin it."""

    topic: str
    part: str
    pattern: re.Pattern[str]
    plain_pattern: re.Pattern[str]
    parts: list[frozenset[str]]


def load_crisis(ward_dir: Path | None = None) -> Crisis:
    """Reads the policy.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    path = policy_file("crisis.yaml", ward_dir, Path(__file__).parent.parent / "policy")
    return read_yaml(path, Crisis)


def _without_marks(text: str) -> str:
    """Does for a small text what ``strip_diacritics`` does, at a tenth of its time."""
    return unicodedata.normalize("NFD", text).translate(_WITHOUT_MARKS)


def _compile(topic: str, part_of: str, sign: str, lists: dict[str, list[str]]) -> _Sign:
    """Compiles a sign.

    Raises:
        ValueError: It names no word that must be there, or a list that does not exist.
    """
    pattern = ""
    parts: list[frozenset[str]] = []
    for part in sign.split():
        if part in ("~", "|"):
            pattern += _GAP if part == "~" else r" \|"
            continue
        needed = not part.endswith("?")
        phrases = _alternatives(part.removesuffix("?"), lists)
        either = "|".join(map(re.escape, phrases))
        pattern += rf" (?:{either})" if needed else rf"(?: (?:{either}))?"
        if needed and not {"|", ","} & set(phrases):
            parts.append(frozenset(strip_diacritics(phrase.split()[0]) for phrase in phrases))
    if not parts:
        raise ValueError(f"a sign needs a word that must be there: {sign}")
    pattern += "(?= )"
    return _Sign(topic, part_of, re.compile(pattern), re.compile(strip_diacritics(pattern)), parts)


def _alternatives(part: str, lists: dict[str, list[str]]) -> list[str]:
    found: list[str] = []
    for alternative in part.split("/"):
        if alternative.startswith("<"):
            name = alternative[1:-1]
            if name not in lists:
                raise ValueError(f"no such list: {name}")
            found += lists[name]
        else:
            found.append(alternative.replace("_", " "))
    return [normalise(phrase) for phrase in found]
