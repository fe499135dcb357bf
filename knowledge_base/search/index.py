"""What search needs of the catalogue, kept in a folder.

``building.py`` makes it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.elsewhere import Elsewhere
from knowledge_base.schema import Procedure
from knowledge_base.search.dense import DenseIndex, DensePolicy
from knowledge_base.search.encoder import Encoder, Vectors
from knowledge_base.search.lexical import LexicalIndex
from knowledge_base.search.texts import IndexedText, indexed_texts, topic_texts
from knowledge_base.text.abbreviations import Abbreviations
from knowledge_base.text.analyser import AnalysedText, Analyser, english
from knowledge_base.text.diacritics import DiacriticsModel, DiacriticsRestorer, learn
from knowledge_base.text.normalise import normalise, syllables

_FORMAT = "5"
MODEL, VECTORS = "diacritics.json", "vectors.npy"
_NAMES, _KEYS = "names.json", "keys.npy"
_ACCENTED, _PLAIN, _LETTERS = "accented.npz", "plain.npz", "letters.npz"

Store = tuple[NDArray[np.bytes_], Vectors]
"""The keys of analysed texts, and their vectors."""


@dataclass(frozen=True)
class IndexSources:
    """All that an index is made from."""

    catalogue: Catalogue
    elsewhere: Elsewhere
    abbreviations: Abbreviations
    encoder: Encoder
    dense: DensePolicy
    in_english: bool = False

    @cached_property
    def rules(self) -> str:
        """Digest of all but the texts: where it differs, nothing of an older index fits."""
        dense = self.dense.model_dump_json()
        language = "english" if self.in_english else "vietnamese"
        rules = [_FORMAT, language, self.abbreviations.digest, self.encoder.identity, dense]
        return hashlib.sha256("\n".join(rules).encode()).hexdigest()

    @cached_property
    def digest(self) -> str:
        """Digest of everything."""
        parts = [self.rules, self.catalogue.digest, self.elsewhere.digest]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def texts(self) -> dict[str, list[IndexedText]]:
        """The texts of each procedure by its code, then of each topic by its slug."""
        owned: dict[str, list[IndexedText]] = {}
        for text in self._everything:
            if text.in_english == self.in_english:
                owned.setdefault(text.code, []).append(text)
        return owned

    @cached_property
    def _everything(self) -> list[IndexedText]:
        return [*indexed_texts(self.catalogue), *topic_texts(self.elsewhere)]

    def analyser(self, model: DiacriticsModel) -> Analyser:
        """Makes what analyses Vietnamese texts, and questions in both languages."""
        in_english = (text.text for text in self._everything if text.in_english)
        return Analyser(self.abbreviations, DiacriticsRestorer(model), in_english)

    def analysed(self, text: IndexedText, analyser: Analyser) -> AnalysedText:
        """Analyses a text in its language."""
        return english(text.text) if text.in_english else analyser.analyse(text.text)


@dataclass(frozen=True)
class SearchIndex:
    """The searchable form of a catalogue.

    Attributes:
        rules: See ``IndexSources``.
        procedures: What was indexed, in the order of all arrays; topics come after them.
        texts: Every text by which a procedure or a topic may be found, by what it belongs to.
        starts: Where the texts of each procedure and topic begin, and the end of the last.
        keys: Names the analysed form of each text, and so its vector.
        names: The words of each procedure's name without marks (the short one, if there is one);
            empty for topics.
        accented: BM25 over words with their marks.
        plain: BM25 over words without marks.
        letters: BM25 over runs of letters.
        dense: The vectors, as they are searched.
        vectors: The unit vectors in full, on the disk; shape ``(texts, dimensions)``.
        analyser: Analyses questions as the texts were analysed.
        encoder_identity: Which encoder made the vectors.
    """

    rules: str
    procedures: list[Procedure]
    texts: list[IndexedText]
    starts: NDArray[np.int64]
    keys: NDArray[np.bytes_]
    names: list[list[str]]
    accented: LexicalIndex
    plain: LexicalIndex
    letters: LexicalIndex
    dense: DenseIndex
    vectors: Vectors
    analyser: Analyser
    encoder_identity: str

    @classmethod
    def load(cls, sources: IndexSources, folder: Path) -> SearchIndex:
        """Opens a build that was made from these sources.

        Raises:
            OSError: A file is missing.
            ValueError: A file is damaged.
        """
        model = DiacriticsModel.model_validate_json((folder / MODEL).read_bytes())
        starts = np.array([0, *accumulate(map(len, sources.texts.values()))])
        return cls(
            rules=sources.rules,
            procedures=list(sources.catalogue),
            texts=[text for texts in sources.texts.values() for text in texts],
            starts=starts,
            keys=np.load(folder / _KEYS),
            names=json.loads((folder / _NAMES).read_bytes()),
            accented=LexicalIndex.load(folder / _ACCENTED),
            plain=LexicalIndex.load(folder / _PLAIN),
            letters=LexicalIndex.load(folder / _LETTERS),
            dense=DenseIndex.load(folder, starts),
            vectors=np.load(folder / VECTORS, mmap_mode="r"),
            analyser=sources.analyser(model),
            encoder_identity=sources.encoder.identity,
        )

    def save(self, folder: Path) -> None:
        """Writes all but the vectors and the model of the analyser into a folder."""
        (folder / _NAMES).write_text(json.dumps(self.names), encoding="utf-8")
        np.save(folder / _KEYS, self.keys)
        self.accented.save(folder / _ACCENTED)
        self.plain.save(folder / _PLAIN)
        self.letters.save(folder / _LETTERS)
        self.dense.save(folder)


def stored_vectors(build: Path) -> Store | None:
    """Gives the vectors of a build; ``None`` where a file is missing or damaged."""
    try:
        keys = np.load(build / _KEYS)
        vectors = np.load(build / VECTORS, mmap_mode="r")
    except (OSError, ValueError, EOFError):
        return None
    return (keys, vectors) if len(keys) == len(vectors) else None


def diacritics_model(catalogue: Catalogue) -> DiacriticsModel:
    """Learns from all that is written in the catalogue how words carry their marks."""
    sentences = [text.text for text in indexed_texts(catalogue) if not text.in_english]
    for procedure in catalogue:
        sentences += [*procedure.steps, *procedure.conditions, *procedure.results]
        sentences += [neighbour.when for neighbour in procedure.not_to_confuse]
        sentences += [paper.name for case in procedure.documents for paper in case.items]
    return learn(syllables(normalise(sentence)) for sentence in sentences)
