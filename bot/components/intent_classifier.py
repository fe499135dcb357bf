"""Intent classifier for Vietnamese: logistic regression on tf-idf of words and characters.

Words and characters are read without accents, so that "ho tich" and "hộ tịch" are one; the words
with their accents are read beside them, because "tốt" is not "tờ". Every example is learnt a
second time without accents, as people type on a telephone.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.vietnamese import fold, folded_words, spelled_out

_NUMBERS_FILE, _TERMS_FILE = "intent_classifier.npz", "intent_classifier.json"
_NUMBER = re.compile(r"\d+")
_NEGATIONS = frozenset({"khong", "chua", "chang", "khoi", "deo", "not", "no", "don"})
_NEGATION_REACH = 4
_LEAST_TEXTS = 3
"""In how many texts an n-gram must be to count; every example is there twice."""
_STRETCHED = re.compile(r"([a-z])\1{2,}")


def folded_form(text: str) -> str:
    """Fold accents, squeeze "ơiiii" to "oi", write shorthand out, make long numbers one word."""
    squeezed = _STRETCHED.sub(r"\1", fold(text))
    numbered = _NUMBER.sub(lambda found: found[0] if len(found[0]) == 1 else "00", squeezed)
    return " ".join(spelled_out(folded_words(numbered)))


def with_negations(folded: str) -> str:
    """Add "not-lay not-so" to "khong lay so": what follows a negation is another word."""
    words = folded.split()
    negated = [
        f"not_{word}"
        for i, negation in enumerate(words)
        if negation in _NEGATIONS
        for word in words[i + 1 : i + 1 + _NEGATION_REACH]
    ]
    return " ".join(words + negated)


@dataclass
class Learnt:
    """The parts of a trained classifier."""

    words: TfidfVectorizer
    characters: TfidfVectorizer
    accented: TfidfVectorizer
    regression: LogisticRegression

    def fit(self, texts: list[str], intents: list[str]) -> "Learnt":
        """Learn from every text as it is written and without its accents."""
        both, labels = texts + [fold(text) for text in texts], intents + intents
        folded = [folded_form(text) for text in both]
        self.words.fit([with_negations(text) for text in folded])
        self.characters.fit(folded)
        self.accented.fit([_composed(text) for text in both])
        self.regression.fit(self._features(both), labels)
        return self

    def probabilities(self, text: str) -> np.ndarray[Any, Any]:
        """One probability for each of `regression.classes_`."""
        found: np.ndarray[Any, Any] = self.regression.predict_proba(self._features([text]))[0]
        return found

    def save(self, directory: Path) -> None:
        """Write terms as JSON and numbers as plain arrays: loading them executes nothing."""
        terms = {name: _terms(vectorizer) for name, vectorizer in self._vectorizers()}
        numbers = {f"idf_{name}": vectorizer.idf_ for name, vectorizer in self._vectorizers()}
        regression = self.regression
        numbers.update(coefficients=regression.coef_, intercepts=regression.intercept_)
        np.savez_compressed(directory / _NUMBERS_FILE, **numbers)
        content = {"terms": terms, "intents": regression.classes_.tolist()}
        (directory / _TERMS_FILE).write_text(json.dumps(content, ensure_ascii=False), "utf-8")

    def load(self, directory: Path) -> "Learnt":
        """Read what `save` wrote."""
        content = json.loads((directory / _TERMS_FILE).read_text("utf-8"))
        with np.load(directory / _NUMBERS_FILE, allow_pickle=False) as numbers:
            for name, vectorizer in self._vectorizers():
                vectorizer.vocabulary = content["terms"][name]
                vectorizer.idf_ = numbers[f"idf_{name}"]
            self.regression.coef_ = numbers["coefficients"]
            self.regression.intercept_ = numbers["intercepts"]
        self.regression.classes_ = np.array(content["intents"])
        return self

    def _vectorizers(self) -> list[tuple[str, TfidfVectorizer]]:
        return [
            ("words", self.words),
            ("characters", self.characters),
            ("accented", self.accented),
        ]

    def _features(self, texts: list[str]) -> scipy.sparse.csr_matrix:
        folded = [folded_form(text) for text in texts]
        composed = [_composed(text) for text in texts]
        return scipy.sparse.hstack(
            [
                self.words.transform([with_negations(text) for text in folded]),
                self.characters.transform(folded),
                self.accented.transform(composed),
            ],
            format="csr",
        )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FoldedTextClassifier(IntentClassifier, GraphComponent):
    """Reads the text itself: needs neither tokenizer nor featurizer before it."""

    @classmethod
    def required_components(cls) -> list[type]:
        """No component has to run before this one."""
        return []

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be installed."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Inverse regularisation, n-gram sizes and length of the ranking."""
        return {"C": 20.0, "words": [1, 2], "characters": [1, 4], "ranking_length": 5}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse unknown keys, which Rasa would swallow, and values out of range."""
        known = {**cls.get_default_config(), "name": None}
        unknown = {key for key in config if not key.startswith("__")} - known.keys()
        if unknown:
            raise InvalidConfigException(f"{cls.__name__} has no option {sorted(unknown)}.")
        if config.get("C", 1.0) <= 0:
            raise InvalidConfigException(f"{cls.__name__}: C must be above 0.")

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        learnt: Learnt | None = None,
    ) -> None:
        """Hold what was `learnt`, or nothing before training."""
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._learnt = learnt

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FoldedTextClassifier":
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of free text; "/intent" examples only declare buttons."""
        texts, intents = _free_text_examples(training_data)
        if texts:
            self._learnt = self._untrained().fit(texts, intents)
            with self._model_storage.write_to(self._resource) as directory:
                self._learnt.save(directory)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "FoldedTextClassifier":
        """Load what was learnt."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            classifier._learnt = classifier._untrained().load(directory)
        return classifier

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of every message."""
        for message in messages:
            ranking = self._rank(message.get(TEXT) or "")
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as they are: nothing after this component reads them."""
        return training_data

    def _rank(self, text: str) -> list[dict[str, Any]]:
        if self._learnt is None or not folded_form(text):
            return [{"name": None, "confidence": 0.0}]
        probabilities = self._learnt.probabilities(text)
        best_first = np.argsort(probabilities)[::-1][: self._config["ranking_length"]]
        names = self._learnt.regression.classes_
        return [{"name": str(names[i]), "confidence": float(probabilities[i])} for i in best_first]

    def _untrained(self) -> Learnt:
        words, characters = self._config["words"], self._config["characters"]
        return Learnt(
            words=_tf_idf("word", words),
            characters=_tf_idf("char_wb", characters),
            accented=_tf_idf("word", words),
            regression=LogisticRegression(
                C=self._config["C"],
                class_weight="balanced",
                # More steps and rarer n-grams cost four times the time for the same accuracy.
                max_iter=60,
                tol=1e-3,
                random_state=42,
            ),
        )


def _tf_idf(analyzer: str, sizes: list[int]) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=analyzer,
        ngram_range=(sizes[0], sizes[1]),
        token_pattern=r"(?u)\b\w+\b" if analyzer == "word" else None,
        min_df=_LEAST_TEXTS,
        sublinear_tf=True,
        lowercase=False,
    )


def _terms(vectorizer: TfidfVectorizer) -> list[str]:
    """The terms of a vectorizer in the order of their columns."""
    return sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())


def _free_text_examples(training_data: TrainingData) -> tuple[list[str], list[str]]:
    examples = [
        (example.get(TEXT), example.get(INTENT))
        for example in training_data.intent_examples
        if example.get(TEXT) and not example.get(TEXT).startswith("/")
    ]
    return [text for text, _ in examples], [intent for _, intent in examples]
