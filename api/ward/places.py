"""The map of the ward's centre: its places, what people call them, and where they are."""

from __future__ import annotations

import logging
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.ward.phrases import Phrases, words_of
from api.ward.words import number_at, ward_words
from knowledge_base.answers.texts import Locale
from knowledge_base.policy import policy_file
from knowledge_base.schema import Slug, Text
from knowledge_base.yaml_file import read_yaml

logger = logging.getLogger(__name__)

Point = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-]{1,60}$")]
_POLICY = Path(__file__).parent.parent / "policy"


class Place(BaseModel):
    """One place.

    Attributes:
        counter: Its number, where it is a counter.
        words: What people call it, in both languages.
        where: Where it is; ``None`` where the centre has no such place.
        point: Its point on the robot's map.
        robot_guides: Whether a robot may guide there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Slug
    name: Text
    name_en: Text
    counter: int | None = Field(None, ge=1, le=9999)
    words: list[Text] = Field(default_factory=list)
    where: Text | None
    where_en: Text | None
    point: Point | None = None
    robot_guides: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.where is None) != (self.where_en is None):
            raise ValueError("where is told in one language only")
        if self.robot_guides and (self.point is None or self.where is None):
            raise ValueError("a robot can guide only to a place that exists, with its point")
        return self

    def called(self, locale: Locale) -> str:
        """Gives its name in a language."""
        return self.name_en if locale is Locale.EN else self.name

    def told(self, locale: Locale) -> str | None:
        """Says where it is in a language."""
        return self.where_en if locale is Locale.EN else self.where


class Places(BaseModel):
    """The data file ``places.yaml``.

    Attributes:
        sample: Whether this is the product's example and not the map of a real ward.
        waiting_area: Where a robot offers water and sweets.
        water: Where visitors find water themselves.
        sweets: Where they find sweets; ``None``: nowhere without a robot.
        dock: Where robots rest and are charged.
        often_asked: Places offered when it is not clear which is meant.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sample: bool = False
    waiting_area: Slug
    water: Slug | None
    sweets: Slug | None
    dock: Slug | None
    often_asked: list[Slug] = Field(max_length=6)
    places: list[Place] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        slugs = [place.slug for place in self.places]
        if len(slugs) != len(set(slugs)):
            raise ValueError("two places have the same slug")
        counters = [place.counter for place in self.places if place.counter is not None]
        if len(counters) != len(set(counters)):
            raise ValueError("two counters have the same number")
        named = {self.waiting_area, self.water, self.sweets, self.dock, *self.often_asked} - {None}
        if unknown := named - set(slugs):
            raise ValueError(f"no such place: {', '.join(sorted(map(str, unknown)))}")
        return self

    def get(self, slug: str) -> Place | None:
        """Gives the place of that slug."""
        return self._by_slug.get(slug)

    @property
    def counters(self) -> list[int]:
        """The numbers of the counters, in order."""
        return sorted(place.counter for place in self.places if place.counter is not None)

    def named_in(self, text: str) -> list[Place]:
        """Finds the places that a text names, each once, in the text's order."""
        words = words_of(text)
        number = counter_in(words)
        slugs = [found.meaning for found in self._phrases.find(words)]
        by_number = [place.slug for place in self.places if number and place.counter == number]
        # The number says which counter; words beside it only say what it is for.
        slugs = by_number or ([] if number else slugs)
        return [self._by_slug[slug] for slug in dict.fromkeys(slugs)]

    @cached_property
    def _by_slug(self) -> dict[str, Place]:
        return {place.slug: place for place in self.places}

    @cached_property
    def _phrases(self) -> Phrases[str]:
        return Phrases(
            (phrase, place.slug)
            for place in self.places
            for phrase in (place.name, place.name_en, *place.words)
        )


_COUNTER = Phrases((phrase, None) for phrase in ward_words().counter)


def counter_in(words: list[str]) -> int | None:
    """Reads the number of the counter that is named: "quầy 3", "quầy số ba", "counter three"."""
    for found in _COUNTER.find(words):
        number = number_at(words, found.after)
        if number is not None:
            return number.meaning
    return None


def load_places(ward_dir: Path | None = None) -> Places:
    """Reads the map.

    Raises:
        KnowledgeBaseError: The file cannot be used.
    """
    places = read_yaml(policy_file("places.yaml", ward_dir, _POLICY), Places)
    if places.sample:
        logger.warning("places.yaml is the product's sample map: write the ward's own (WARD_DIR)")
    return places
