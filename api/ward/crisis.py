"""Hears a cry for help among the questions of an ordinary day.

A sign is a few words in order, written in a small language of its own (``crisis.yaml``):

    a/b     one of several; words of one alternative are joined by ``_``
    <name>  one of a list that stands under ``lists``
    word?   may be missing
    ~       up to three words of any kind
    |       the beginning or the end of a sentence

A word typed without marks fits; a word with other marks does not ("cháy" is not "chạy").
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
_END_OF_SENTENCE = re.compile(r"[.!?;:,…]+(?=\s|$)|\n")
_TOKEN = re.compile(r"\||[^\W_]+(?:[/.\-'’][^\W_]+)*")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_WITHOUT_MARKS = {
    ord(mark): None for mark in "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
} | {ord("đ"): "d"}
_GAP = r"(?: [^ |]+){0,3}"


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
        any: Slug of the topic for a danger of no known kind.
        calm: What shows that a procedure is asked for, or that something is long past.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    hotlines: list[Hotline]
    lists: dict[str, list[Text]]
    calm: list[Text]
    any: Slug
    topics: list[CrisisTopic] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        slugs = [topic.slug for topic in self.topics]
        if len(slugs) != len(set(slugs)):
            raise ValueError("two topics have the same slug")
        if self.any not in slugs:
            raise ValueError(f"any: no such topic: {self.any}")
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
        text = _DRAWN_OUT.sub(r"\1", text.lower())
        words = _plain_words(text)
        near = list(self._near(words, self._signs))
        if not near:  # so it is with nearly every text: what follows costs ten times as much
            return None
        line = _line(text)
        met = [sign for sign in near if sign.pattern.search(line)]
        if not met:
            return None
        calm = any(sign.pattern.search(line) for sign in self._near(words, self._calm))
        for topic in self.topics:
            parts = {sign.part for sign in met if sign.topic == topic.slug}
            if "never" not in parts and ("always" in parts or ("signs" in parts and not calm)):
                return topic
        return None

    @property
    def unnamed(self) -> CrisisTopic:
        """The topic for a danger of no known kind."""
        return next(topic for topic in self.topics if topic.slug == self.any)

    def hotlines_of(self, topic: CrisisTopic) -> list[Hotline]:
        """Gives the numbers to call."""
        by_number = {line.number: line for line in self.hotlines}
        return [by_number[number] for number in topic.call]

    @staticmethod
    def _near(words: set[str], signs: dict[str, list[_Sign]]) -> Iterator[_Sign]:
        """Gives the signs of which each part could be met."""
        for word in words & signs.keys():
            for sign in signs[word]:
                if not any(part.isdisjoint(words) for part in sign.parts):
                    yield sign

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
            pattern, parts = _compile(sign, self.lists)
            for word in min(parts, key=len):
                by_word[word].append(_Sign(topic, part, pattern, parts))
        return dict(by_word)


class _Sign(NamedTuple):
    topic: str
    part: str
    pattern: re.Pattern[str]
    parts: list[frozenset[str]]


def load_crisis(ward_dir: Path | None = None) -> Crisis:
    """Reads the policy.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    path = policy_file("crisis.yaml", ward_dir, Path(__file__).parent.parent / "policy")
    return read_yaml(path, Crisis)


def _plain_words(text: str) -> set[str]:
    decomposed = unicodedata.normalize("NFD", text)
    return set(_PLAIN_WORD.findall(decomposed.translate(_WITHOUT_MARKS)))


def _line(text: str) -> str:
    """Gives the words of a text, with ``|`` around its sentences."""
    return f" | {' '.join(_TOKEN.findall(normalise(_END_OF_SENTENCE.sub(' | ', text))))} | "


def _compile(
    sign: str, lists: dict[str, list[str]]
) -> tuple[re.Pattern[str], list[frozenset[str]]]:
    """Compiles a sign.

    Returns:
        The pattern, and for each part that must be there the unmarked words of which one begins it.

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
        alternatives = _alternatives(part.removesuffix("?"), lists)
        either = "|".join(" ".join(_word(word) for word in words) for words in alternatives)
        pattern += rf" (?:{either})" if needed else rf"(?: (?:{either}))?"
        if needed and ["|"] not in alternatives:
            parts.append(frozenset(strip_diacritics(words[0]) for words in alternatives))
    if not parts:
        raise ValueError(f"a sign needs a word that must be there: {sign}")
    return re.compile(pattern + "(?= )"), parts


def _alternatives(part: str, lists: dict[str, list[str]]) -> list[list[str]]:
    found: list[list[str]] = []
    for alternative in part.split("/"):
        if alternative.startswith("<"):
            name = alternative[1:-1]
            if name not in lists:
                raise ValueError(f"no such list: {name}")
            found += [normalise(phrase).split() for phrase in lists[name]]
        else:
            found.append(normalise(alternative).split("_"))
    return found


def _word(word: str) -> str:
    plain = strip_diacritics(word)
    return re.escape(word) if word == plain else f"(?:{re.escape(word)}|{re.escape(plain)})"
