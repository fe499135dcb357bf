"""Carries the language of each message from its metadata into the slot `locale`."""

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

ENTITY = "locale"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LocaleReader(GraphComponent):
    """Adds the entity `locale`, so that the slot changes with the message, in the same turn.

    A button's message ("/greet") is parsed after this component and keeps only the entities
    written in its text, so there the locale goes into the text.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The languages that are taken over; the first one stands for all others."""
        return {"locales": ["vi", "en"]}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse an empty list of languages."""
        if not config.get("locales", ["vi"]):
            raise InvalidConfigException(f"{cls.__name__} needs at least one locale.")

    def __init__(self, config: dict[str, Any]) -> None:
        """Keep the list of languages."""
        self._locales: list[str] = config["locales"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LocaleReader":
        """Create the component."""
        return cls({**cls.get_default_config(), **config})

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the locale of the metadata to every message that states one."""
        for message in messages:
            stated = (message.get("metadata") or {}).get("locale")
            if stated is not None:
                self._add(message, stated if stated in self._locales else self._locales[0])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples carry no locale."""
        return training_data

    @staticmethod
    def _add(message: Message, locale: str) -> None:
        text = message.get(TEXT) or ""
        if text.startswith("/"):
            message.set(TEXT, _with_entity(text, locale))
        entity = {"entity": ENTITY, "value": locale, "start": 0, "end": 0}
        message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)


def _with_entity(payload: str, locale: str) -> str:
    """`/rate{"rating":"4"}` with the locale among its entities."""
    intent, brace, rest = payload.partition("{")
    entities = json.loads(brace + rest) if brace else {}
    return intent + json.dumps({**entities, ENTITY: locale}, ensure_ascii=False)
