"""What search needs of the catalogue, built once and kept in a folder.

A build is a folder of its own, named by the digest of all it is made from, written aside and
renamed: a reader or a crash never sees half of one. A new build takes over the vectors of unchanged
texts, so that a changed record costs the encoding of its own changed texts only.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.elsewhere import Elsewhere
from knowledge_base.search.encoder import Encoder, Vectors
from knowledge_base.search.lexical import LexicalIndex, runs, terms
from knowledge_base.search.texts import IndexedText, TextKind, indexed_texts, topic_texts
from knowledge_base.text.abbreviations import Abbreviations
from knowledge_base.text.analyser import AnalysedText, Analyser, english
from knowledge_base.text.diacritics import DiacriticsModel, DiacriticsRestorer, learn
from knowledge_base.text.normalise import normalise, syllables

_BATCH = 256
_FORMAT = "4"
_VECTORS = "vectors.npy"
_KEPT_BUILDS = 2
"""The one in use and the one before, which another process may still be reading."""

Progress = Callable[[int, int], None]
"""Called with the texts encoded so far and the number of all texts to encode."""


@dataclass(frozen=True)
class TextIndex:
    """The searchable form of the texts of one language.

    Attributes:
        texts: Every text by which a procedure or a topic may be found.
        owners: Position of what each text belongs to: procedures first, then topics.
        vectors: Their unit vectors, shape ``(texts, dimensions)``.
        names: The words of each procedure's name without marks (the short one, if there is one);
            empty for topics.
        accented: BM25 over words with their marks.
        plain: BM25 over words without marks.
        letters: BM25 over runs of letters.
    """

    texts: list[IndexedText]
    owners: list[int]
    vectors: Vectors
    names: list[list[str]]
    accented: LexicalIndex
    plain: LexicalIndex
    letters: LexicalIndex


@dataclass(frozen=True)
class SearchIndex:
    """The searchable form of a catalogue.

    Attributes:
        vietnamese: The texts with which Vietnamese questions are compared.
        english: Those of English questions: beside others they would be strangers to everything.
        analyser: Analyses questions as the texts were analysed.
        encoder_identity: Which encoder made the vectors.
    """

    vietnamese: TextIndex
    english: TextIndex
    analyser: Analyser
    encoder_identity: str


def diacritics_model(catalogue: Catalogue) -> DiacriticsModel:
    """Learns from all that is written in the catalogue how words carry their marks."""
    sentences = [text.text for text in indexed_texts(catalogue) if not text.in_english]
    for procedure in catalogue:
        sentences += [*procedure.steps, *procedure.conditions, *procedure.results]
        sentences += [neighbour.when for neighbour in procedure.not_to_confuse]
        sentences += [paper.name for case in procedure.documents for paper in case.items]
    return learn(syllables(normalise(sentence)) for sentence in sentences)


def build_index(
    catalogue: Catalogue,
    elsewhere: Elsewhere,
    abbreviations: Abbreviations,
    encoder: Encoder,
    folder: Path,
    progress: Progress | None = None,
) -> SearchIndex:
    """Opens the index of a catalogue, building it where the folder does not hold it.

    Args:
        catalogue: The procedures to find.
        elsewhere: The topics that no procedure answers.
        abbreviations: The ward's table.
        encoder: Makes the vectors.
        folder: Where the builds are kept; made when missing.
        progress: Told how far the encoding is.

    Raises:
        OSError: The folder cannot be written.
    """
    made_from = [_FORMAT, catalogue.digest, elsewhere.digest, abbreviations.digest]
    digest = hashlib.sha256("\n".join([*made_from, encoder.identity]).encode())
    build = folder / digest.hexdigest()[:16]
    owned = [*indexed_texts(catalogue), *topic_texts(elsewhere)]
    owners = [item.code for item in catalogue] + [topic.slug for topic in elsewhere.topics]
    try:
        return _open(owned, owners, abbreviations, encoder, build)
    except (OSError, ValueError):  # not there yet, or damaged
        model = diacritics_model(catalogue)
        _build(owned, owners, model, abbreviations, encoder, build, progress)
        _remove_old(folder, build)
        return _open(owned, owners, abbreviations, encoder, build)


def _open(
    texts: list[IndexedText],
    owners: list[str],
    abbreviations: Abbreviations,
    encoder: Encoder,
    build: Path,
) -> SearchIndex:
    model = DiacriticsModel.model_validate_json((build / "diacritics.json").read_bytes())
    vectors = np.load(build / _VECTORS)
    positions = {owner: at for at, owner in enumerate(owners)}

    def part(folder: Path, in_english: bool) -> TextIndex:
        rows = [at for at, text in enumerate(texts) if text.in_english == in_english]
        return TextIndex(
            texts=[texts[row] for row in rows],
            owners=[positions[texts[row].code] for row in rows],
            vectors=vectors[rows],
            names=json.loads((folder / "names.json").read_bytes()),
            accented=LexicalIndex.load(folder / "accented"),
            plain=LexicalIndex.load(folder / "plain"),
            letters=LexicalIndex.load(folder / "letters"),
        )

    return SearchIndex(
        vietnamese=part(build / "vietnamese", False),
        english=part(build / "english", True),
        analyser=_analyser(texts, model, abbreviations),
        encoder_identity=encoder.identity,
    )


def _analyser(
    texts: list[IndexedText], model: DiacriticsModel, abbreviations: Abbreviations
) -> Analyser:
    in_english = (text.text for text in texts if text.in_english)
    return Analyser(abbreviations, DiacriticsRestorer(model), in_english)


def _build(
    texts: list[IndexedText],
    owners: list[str],
    model: DiacriticsModel,
    abbreviations: Abbreviations,
    encoder: Encoder,
    build: Path,
    progress: Progress | None,
) -> None:
    analyser = _analyser(texts, model, abbreviations)
    analysed = [
        english(text.text) if text.in_english else analyser.analyse(text.text) for text in texts
    ]
    vectors = _encoded([views.text for views in analysed], encoder, build.parent, progress)
    build.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=build.parent, prefix="building-"))
    pairs = list(zip(texts, analysed, strict=True))
    try:
        _save_words(
            [pair for pair in pairs if not pair[0].in_english], owners, aside / "vietnamese"
        )
        _save_words([pair for pair in pairs if pair[0].in_english], owners, aside / "english")
        (aside / "diacritics.json").write_text(model.model_dump_json(), encoding="utf-8")
        keys = [_key(encoder, views.text) for views in analysed]
        (aside / "keys.json").write_text(json.dumps(keys), encoding="utf-8")
        np.save(aside / _VECTORS, vectors)
        shutil.rmtree(build, ignore_errors=True)  # what a crash left of it
        aside.rename(build)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _save_words(
    analysed: list[tuple[IndexedText, AnalysedText]], owners: list[str], folder: Path
) -> None:
    accented: dict[str, list[str]] = {owner: [] for owner in owners}
    plain: dict[str, list[str]] = {owner: [] for owner in owners}
    letters: dict[str, list[str]] = {owner: [] for owner in owners}
    names: dict[str, list[str]] = {owner: [] for owner in owners}
    for text, views in analysed:
        accented[text.code] += terms(views.words)
        plain[text.code] += terms(views.plain)
        letters[text.code] += runs(views.plain)
        if text.kind in (TextKind.NAME, TextKind.ENGLISH_NAME):
            names[text.code] = list(views.plain)
    for name, documents in (("accented", accented), ("plain", plain), ("letters", letters)):
        LexicalIndex.build(list(documents.values())).save(folder / name)
    (folder / "names.json").write_text(json.dumps(list(names.values())), encoding="utf-8")


def _encoded(
    texts: list[str], encoder: Encoder, folder: Path, progress: Progress | None
) -> Vectors:
    """Gives the vectors of the texts, as far as possible from earlier builds."""
    keys = [_key(encoder, text) for text in texts]
    known = _known_vectors(folder)
    wanted = [
        (key, text) for key, text in dict(zip(keys, texts, strict=True)).items() if key not in known
    ]
    batches = [wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH)]
    passages = [[text for _, text in batch] for batch in batches]
    done = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # a batch uses one core
        for batch, vectors in zip(
            batches, pool.map(encoder.encode_passages, passages), strict=True
        ):
            known |= {key: vector for (key, _), vector in zip(batch, vectors, strict=True)}
            done += len(batch)
            if progress:
                progress(done, len(wanted))
    return np.stack([known[key] for key in keys])


def _key(encoder: Encoder, text: str) -> str:
    return hashlib.sha256(f"{encoder.identity}\n{text}".encode()).hexdigest()[:32]


def _known_vectors(folder: Path) -> dict[str, Vectors]:
    known: dict[str, Vectors] = {}
    for build in _builds(folder):
        try:
            keys = json.loads((build / "keys.json").read_bytes())
            known |= dict(zip(keys, np.load(build / _VECTORS), strict=True))
        except (OSError, ValueError):  # cut off: its texts are encoded anew
            continue
    return known


def _builds(folder: Path) -> list[Path]:
    """Lists the builds, the newest first."""
    return sorted(
        (last.parent for last in folder.glob(f"*/{_VECTORS}")),
        key=lambda build: build.stat().st_mtime,
        reverse=True,
    )


def _remove_old(folder: Path, newest: Path) -> None:
    others = [build for build in _builds(folder) if build != newest]
    for build in others[_KEPT_BUILDS - 1 :]:
        shutil.rmtree(build, ignore_errors=True)
