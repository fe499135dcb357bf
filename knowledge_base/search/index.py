"""What search needs of the catalogue, built once and kept in a folder.

The folder holds the vectors of the texts, keyed by a digest of each text, so that a changed record
costs the encoding of its own changed texts only.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge_base.catalogue import Catalogue
from knowledge_base.search.encoder import Encoder, Vectors
from knowledge_base.search.texts import IndexedText, indexed_texts
from knowledge_base.text.abbreviations import Abbreviations
from knowledge_base.text.analyser import AnalysedText, Analyser
from knowledge_base.text.diacritics import DiacriticsModel, DiacriticsRestorer, learn
from knowledge_base.text.normalise import normalise, syllables

_BATCH = 32
_FILE = "index.npz"
_FORMAT = "1"

Progress = Callable[[int, int], None]
"""Called with the texts encoded so far and the number of all texts to encode."""


@dataclass(frozen=True)
class SearchIndex:
    """The searchable form of a catalogue.

    Attributes:
        texts: Every text by which a procedure may be found.
        analysed: The same texts in the views that search compares.
        vectors: Their unit vectors, shape ``(texts, dimensions)``.
        analyser: Analyses questions as the texts were analysed.
        encoder_identity: Which encoder made the vectors.
    """

    texts: list[IndexedText]
    analysed: list[AnalysedText]
    vectors: Vectors
    analyser: Analyser
    encoder_identity: str


def diacritics_model(catalogue: Catalogue) -> DiacriticsModel:
    """Learns from all that is written in the catalogue how words carry their marks."""
    sentences = [text.text for text in indexed_texts(catalogue)]
    for procedure in catalogue:
        sentences += [*procedure.steps, *procedure.conditions, *procedure.results]
        sentences += [neighbour.when for neighbour in procedure.not_to_confuse]
        sentences += [paper.name for case in procedure.documents for paper in case.items]
    return learn(syllables(normalise(sentence)) for sentence in sentences)


def build_index(
    catalogue: Catalogue,
    abbreviations: Abbreviations,
    encoder: Encoder,
    folder: Path,
    progress: Progress | None = None,
) -> SearchIndex:
    """Builds the index, reusing the vectors of unchanged texts that the folder holds.

    Args:
        catalogue: The procedures to find.
        abbreviations: The ward's table.
        encoder: Makes the vectors.
        folder: Where the vectors are kept; made when missing.
        progress: Told how far the encoding is.

    Raises:
        OSError: The folder cannot be written.
    """
    analyser = Analyser(abbreviations, DiacriticsRestorer(diacritics_model(catalogue)))
    texts = indexed_texts(catalogue)
    analysed = [analyser.analyse(text.text) for text in texts]
    keys = [_key(encoder, text.text) for text in analysed]
    known = _read_vectors(folder)
    wanted = {key: text.text for key, text in zip(keys, analysed, strict=True) if key not in known}
    if wanted or known.keys() - set(keys):
        pending = list(wanted.items())
        for start in range(0, len(pending), _BATCH):
            batch = pending[start : start + _BATCH]
            vectors = encoder.encode_passages([text for _, text in batch])
            known |= {key: vector for (key, _), vector in zip(batch, vectors, strict=True)}
            if progress:
                progress(start + len(batch), len(pending))
        known = {key: known[key] for key in keys}
        _write_vectors(folder, known)
    return SearchIndex(
        texts, analysed, np.stack([known[key] for key in keys]), analyser, encoder.identity
    )


def _key(encoder: Encoder, text: str) -> str:
    return hashlib.sha256(f"{_FORMAT}\n{encoder.identity}\n{text}".encode()).hexdigest()[:32]


def _read_vectors(folder: Path) -> dict[str, Vectors]:
    try:
        with (folder / _FILE).open("rb") as file, np.load(file) as data:
            keys = json.loads(str(data["keys"]))
            return dict(zip(keys, data["vectors"], strict=True))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):  # none yet, or cut off: build anew
        return {}


def _write_vectors(folder: Path, vectors: dict[str, Vectors]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed, so that a reader or a crash never sees half a file.
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".tmp", delete=False) as file:
        np.savez(
            file, keys=np.array(json.dumps(list(vectors))), vectors=np.stack(list(vectors.values()))
        )
    Path(file.name).replace(folder / _FILE)
