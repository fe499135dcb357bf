"""Carries what the API knows of a conversation from a message's metadata into slots."""

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

_ENTITY_OF = {"procedure_code": "known_procedure", "ticket_id": "known_ticket"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContextReader(GraphComponent):
    """Adds the language, the procedure and the ticket in hand as entities, which fill slots.

    So the language changes with the message, in the same turn, and a conversation goes on where it
    was after a restart. A button's message ("/greet") is parsed after this component and keeps only
    the entities written in its text, so there they go into the text.
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
    ) -> "ContextReader":
        """Create the component."""
        return cls({**cls.get_default_config(), **config})

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what the metadata of a message state."""
        for message in messages:
            stated = self._stated(message.get("metadata") or {})
            if stated:
                _add(message, stated)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples carry no context."""
        return training_data

    def _stated(self, metadata: dict[str, Any]) -> dict[str, str]:
        stated = {}
        if metadata.get("locale") is not None:
            locale = metadata["locale"]
            stated["locale"] = locale if locale in self._locales else self._locales[0]
        for name, entity in _ENTITY_OF.items():
            if isinstance(metadata.get(name), str):
                stated[entity] = metadata[name]
        return stated


def _add(message: Message, stated: dict[str, str]) -> None:
    text = message.get(TEXT) or ""
    if text.startswith("/"):
        message.set(TEXT, _with_entities(text, stated))
    entities = [
        {"entity": entity, "value": value, "start": 0, "end": 0} for entity, value in stated.items()
    ]
    message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)


def _with_entities(payload: str, stated: dict[str, str]) -> str:
    """`/rate{"rating":"4"}` with the context among its entities."""
    intent, brace, rest = payload.partition("{")
    entities = json.loads(brace + rest) if brace else {}
    return intent + json.dumps({**entities, **stated}, ensure_ascii=False)
