"""Fallback that asks more certainty of some intents than of others."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CautiousFallback(FallbackClassifier):
    """Turns a doubtful intent into `nlu_fallback`, which the rules send to the search.

    `at_least` names the intents that need more than `threshold`. A refusal such as
    `out_of_scope` is worth saying only when the classifier is sure: search answers the rest.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The options of Rasa's fallback, and no intent with a threshold of its own."""
        return {**FallbackClassifier.get_default_config(), "at_least": {}}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse thresholds that are no probability."""
        for intent, least in config.get("at_least", {}).items():
            if not 0.0 <= least <= 1.0:
                raise InvalidConfigException(f"{cls.__name__}: at_least.{intent} is {least}.")

    @classmethod
    def required_components(cls) -> list[type]:
        """Any intent classifier may stand before it."""
        return []

    def _nlu_confidence_below_threshold(self, message: Message) -> tuple[bool, float]:
        intent = message.data[INTENT]
        confidence = intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0
        least = self.component_config["at_least"].get(
            intent.get(INTENT_NAME_KEY), self.component_config["threshold"]
        )
        return confidence < least, confidence
