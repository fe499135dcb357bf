"""Builds the index of a catalogue, taking over what did not change since an earlier one.

A build is a folder of its own, named by the digest of all it is made from, written aside and
renamed: a reader or a crash never sees half of one. Whoever comes first builds; other processes
wait, and open what was built.

A service in use does not wait for a build: it renews its index in memory, analysing, counting and
encoding only the texts that are new. What was learnt from all texts, how words carry their marks,
stays as it was until the build is there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

import numpy as np

from knowledge_base.files import alone_in
from knowledge_base.search.dense import DenseIndex
from knowledge_base.search.encoder import Encoder, Vectors
from knowledge_base.search.index import (
    MODEL,
    VECTORS,
    IndexSources,
    SearchIndex,
    Store,
    diacritics_model,
    stored_vectors,
)
from knowledge_base.search.lexical import LexicalIndex, runs, terms
from knowledge_base.search.texts import TextKind
from knowledge_base.text.analyser import AnalysedText, Analyser

_BATCH = 256
_NAMES = (TextKind.NAME, TextKind.ENGLISH_NAME)
_COPIED_AT_ONCE = 2048
_KEPT_BUILDS = 2
"""The one in use and the one before, which another process may still be reading."""

Progress = Callable[[int, int], None]
"""Called with the texts encoded so far and the number of all texts to encode."""


def build_index(
    sources: IndexSources,
    folder: Path,
    progress: Progress | None = None,
    previous: SearchIndex | None = None,
) -> SearchIndex:
    """Opens the index of a catalogue, building it where the folder does not hold it.

    Args:
        sources: What it is made from.
        folder: Where the builds are kept; made when missing.
        progress: Told how far the encoding is.
        previous: An index in use, to renew in memory in place of a build.

    Raises:
        OSError: The folder cannot be written.
    """
    build = folder / sources.digest[:16]
    try:
        return SearchIndex.load(sources, build)
    except (OSError, ValueError):  # not there yet, or damaged
        pass
    if previous is not None and previous.rules == sources.rules:
        store = previous.keys, previous.vectors
        with tempfile.TemporaryFile(dir=folder) as file:
            return _made(sources, previous.analyser, previous, [store], file, None)
    with alone_in(folder):
        try:
            return SearchIndex.load(sources, build)  # another process was quicker
        except (OSError, ValueError):
            _build(sources, build, progress)
    return SearchIndex.load(sources, build)


def _build(sources: IndexSources, build: Path, progress: Progress | None) -> None:
    stores = [stored for other in _builds(build.parent) if (stored := stored_vectors(other))]
    model = diacritics_model(sources.catalogue)
    analyser = sources.analyser(model)
    aside = Path(tempfile.mkdtemp(dir=build.parent, prefix="building-"))
    try:
        with (aside / VECTORS).open("w+b") as file:
            _made(sources, analyser, None, stores, file, progress).save(aside)
        (aside / MODEL).write_text(model.model_dump_json(), encoding="utf-8")
        shutil.rmtree(build, ignore_errors=True)  # what a crash left of it
        aside.rename(build)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    others = [other for other in _builds(build.parent) if other != build]
    for old in others[_KEPT_BUILDS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _builds(folder: Path) -> list[Path]:
    """Lists the builds, the newest first."""
    found = [last.parent for last in folder.glob(f"*/{VECTORS}")]
    return sorted(found, key=lambda build: build.stat().st_mtime, reverse=True)


@dataclass(frozen=True)
class _Entry:
    """The texts of one procedure or topic.

    Attributes:
        was: Its position in the earlier index; -1 where it is new or changed.
        views: Its texts as analysed; empty where it was there before.
        keys: As in the index.
        name: As in the index.
    """

    was: int
    views: list[AnalysedText]
    keys: list[bytes]
    name: list[str]


def _made(
    sources: IndexSources,
    analyser: Analyser,
    earlier: SearchIndex | None,
    stores: list[Store],
    file: BinaryIO,
    progress: Progress | None,
) -> SearchIndex:
    """Makes an index; the file holds its vectors."""
    entries = list(_entries(sources, analyser, earlier))
    vectors = _vectors(entries, stores, sources.encoder, file, progress)
    starts = np.array([0, *accumulate(len(entry.keys) for entry in entries)])
    nothing = LexicalIndex.empty()
    accented = earlier.accented if earlier else nothing
    plain = earlier.plain if earlier else nothing
    letters = earlier.letters if earlier else nothing
    return SearchIndex(
        rules=sources.rules,
        procedures=list(sources.catalogue),
        texts=[text for texts in sources.texts.values() for text in texts],
        starts=starts,
        keys=np.array([key for entry in entries for key in entry.keys]),
        names=[entry.name for entry in entries],
        accented=_counted(accented, entries, lambda view: terms(view.words)),
        plain=_counted(plain, entries, lambda view: terms(view.plain)),
        letters=_counted(letters, entries, lambda view: runs(view.plain)),
        dense=DenseIndex.build(vectors, starts, sources.dense),
        # Mapped anew: the pages that were just written count as memory of this process.
        vectors=np.memmap(file, np.float32, "r", vectors.offset, vectors.shape),
        analyser=analyser,
        encoder_identity=sources.encoder.identity,
    )


def _entries(
    sources: IndexSources, analyser: Analyser, earlier: SearchIndex | None
) -> Iterator[_Entry]:
    """Yields what there is of each procedure and topic, analysing what is new or changed."""
    positions: dict[str, int] = {}
    if earlier is not None:
        firsts = earlier.starts[:-1].tolist()
        positions = {earlier.texts[first].code: at for at, first in enumerate(firsts)}
    for owner, texts in sources.texts.items():
        was = positions.get(owner)
        if earlier is not None and was is not None:
            span = slice(earlier.starts[was], earlier.starts[was + 1])
            if earlier.texts[span] == texts:
                yield _Entry(was, [], earlier.keys[span].tolist(), earlier.names[was])
                continue
        views = [sources.analysed(text, analyser) for text in texts]
        keys = [_key(sources.encoder, view) for view in views]
        named = zip(texts, views, strict=True)
        names = [view.plain for text, view in named if text.kind in _NAMES]
        yield _Entry(-1, views, keys, list(names[-1]) if names else [])


def _key(encoder: Encoder, view: AnalysedText) -> bytes:
    return hashlib.sha256(f"{encoder.identity}\n{view.text}".encode()).hexdigest()[:32].encode()


def _counted(
    earlier: LexicalIndex,
    entries: list[_Entry],
    split: Callable[[AnalysedText], list[str]],
) -> LexicalIndex:
    """Counts the terms of the new entries beside those of the earlier index."""
    kept = np.full(earlier.size, -1, dtype=np.int32)
    for at, entry in enumerate(entries):
        if entry.was >= 0:
            kept[entry.was] = at
    new = (
        (at, [term for view in entry.views for term in split(view)])
        for at, entry in enumerate(entries)
        if entry.was < 0
    )
    return earlier.changed(kept, new, len(entries))


def _vectors(
    entries: list[_Entry],
    stores: list[Store],
    encoder: Encoder,
    file: BinaryIO,
    progress: Progress | None,
) -> np.memmap[tuple[int, int], np.dtype[np.float32]]:
    """Writes the vectors of all texts to a file, as far as possible from earlier builds."""
    keys = [key for entry in entries for key in entry.keys]
    shape = (len(keys), encoder.dimensions)
    header = {"descr": "<f4", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    vectors = np.memmap(file, np.float32, "r+", file.tell(), shape)
    left = list(range(len(keys)))
    for stored_keys, stored in stores:
        if not left:
            break
        rows = {key: row for row, key in enumerate(stored_keys.tolist())}
        found = [at for at in left if keys[at] in rows]
        for start in range(0, len(found), _COPIED_AT_ONCE):
            some = found[start : start + _COPIED_AT_ONCE]
            vectors[some] = stored[[rows[keys[at]] for at in some]]
        left = [at for at in left if keys[at] not in rows]
    texts = {
        key: view.text
        for entry in entries
        for key, view in zip(entry.keys, entry.views, strict=False)
    }
    wanted = list(dict.fromkeys(keys[at] for at in left))
    encoded = dict(
        zip(wanted, _encoded([texts[key] for key in wanted], encoder, progress), strict=True)
    )
    for at in left:
        vectors[at] = encoded[keys[at]]
    return vectors


def _encoded(texts: list[str], encoder: Encoder, progress: Progress | None) -> Iterator[Vectors]:
    # One by one where they are few: a batch would make the encoder keep more memory for good.
    size = _BATCH if len(texts) > _BATCH else 1
    batches = [texts[start : start + size] for start in range(0, len(texts), size)]
    done = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # a batch uses one core
        for vectors in pool.map(encoder.encode_passages, batches):
            yield from vectors
            done += len(vectors)
            if progress:
                progress(done, len(texts))
