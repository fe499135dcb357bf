"""The search of a running service: a changed record is found without a restart."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from knowledge_base.catalogue import FOLDER, Catalogue
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.search.aspects import AskedAspects
from knowledge_base.search.engine import Search, SearchOutcome, open_search

logger = logging.getLogger(__name__)

_FEW_RECORDS = 20
"""So many changed records are indexed here, beside the visitors; for more it takes too long."""

FileState = tuple[str, int, int, int]
"""A file's path, number, size and time."""


class LiveSearch:
    """Searches with the newest index that could be built.

    Attributes:
        catalogue: The records; one object for good, which takes over what a newer index holds.
    """

    def __init__(self, search: Search) -> None:
        """Begins with an opened search."""
        self._search = search
        self.catalogue: Catalogue = search.catalogue

    def search(self, text: str, limit: int = 5) -> SearchOutcome:
        """Searches for a question: see ``Search.search``."""
        return self._search.search(text, limit)

    def detect_aspects(self, text: str) -> AskedAspects:
        """Detects what is asked of a procedure: see ``Search.detect_aspects``."""
        return self._search.detect_aspects(text)

    def take_over(self, newer: Search) -> None:
        """Searches with another index from now on; a search under way ends with the old one."""
        self._search = newer
        self.catalogue.become(newer.catalogue)


class Refresher:
    """Notices that records or policies changed, has them indexed and takes the index over.

    A few changed records are searched at once: the index in use is renewed in memory. A build of
    its own follows. So it does for all other changes; another process makes it, because it would
    slow every visitor for seconds. What fails changes nothing. Each service that shares an index
    folder does so by itself; of the builds the first is made, the others are opened.

    Attributes:
        live: The search that is kept up to date.
    """

    def __init__(
        self,
        index_dir: Path,
        catalogue_dir: Path = FOLDER,
        ward_dir: Path | None = None,
        encoder: str | None = None,
    ) -> None:
        """Opens the search: see ``open_search``."""
        self._index_dir = index_dir
        self._catalogue_dir = catalogue_dir
        self._ward_dir = ward_dir
        self._encoder = encoder
        self._alone = threading.Lock()
        # Before the files are read: what is written meanwhile counts as changed.
        self._seen = frozenset(self._files())
        self._settled = self._seen
        self._search = open_search(index_dir, catalogue_dir, ward_dir, encoder)
        self.live = LiveSearch(self._search)
        _give_back_memory()

    def refresh(self) -> bool:
        """Takes over a few records that changed; for who published them, or for a clock.

        Returns:
            Whether a newer index is in use.
        """
        with self._alone:
            files = frozenset(self._files())
            changed = {Path(path) for path, *_ in files ^ self._seen}
            self._seen = files
            records = all(path.is_relative_to(self._catalogue_dir) for path in changed)
            if not changed or not records or len(changed) > _FEW_RECORDS:
                return False
            if self._reopen():
                return True
            self._settled = files  # a build would fail too
            return False

    def settle(self) -> bool:
        """Has a build made of what changed, if anything did; takes from seconds to minutes.

        Returns:
            Whether it is in use.
        """
        with self._alone:
            seen = self._seen
        if seen == self._settled:
            return False
        built = self._indexed_aside()
        with self._alone:
            if self._seen != seen:  # what was built is old by now
                return False
            self._settled = seen  # a build that fails is not tried again before the next change
            return built and self._reopen()

    def _reopen(self) -> bool:
        try:
            newer = open_search(
                self._index_dir, self._catalogue_dir, self._ward_dir, previous=self._search
            )
        except (KnowledgeBaseError, OSError, ValueError):
            logger.exception("what changed is not used")
            return False
        self._search = newer
        self.live.take_over(newer)
        _give_back_memory()
        logger.info("what changed is in use: %d procedures", len(newer.catalogue))
        return True

    def _indexed_aside(self) -> bool:
        nice = ["nice"] if shutil.which("nice") else []
        command = [*nice, sys.executable, "-m", "knowledge_base", "--index", str(self._index_dir)]
        command += ["--catalogue", str(self._catalogue_dir)]
        if self._ward_dir:
            command += ["--ward", str(self._ward_dir)]
        if self._encoder:
            command += ["--encoder", self._encoder]
        built = subprocess.run([*command, "index"], capture_output=True, text=True, check=False)  # noqa: S603
        if built.returncode:
            logger.error("what changed is not built:\n%s", built.stderr[-2000:])
        return built.returncode == 0

    def _files(self) -> Iterator[FileState]:
        """Yields the files with their sizes and times: to read 560 twice a second costs more."""
        folders = [entry.path for entry in os.scandir(self._catalogue_dir) if entry.is_dir()]
        for folder in [*folders, *([str(self._ward_dir)] if self._ward_dir else [])]:
            with contextlib.suppress(FileNotFoundError):  # removed since it was listed
                for entry in os.scandir(folder):
                    if entry.name.endswith(".yaml"):
                        status = entry.stat()
                        yield entry.path, status.st_ino, status.st_size, status.st_mtime_ns


def _give_back_memory() -> None:
    """Returns freed memory to the system, where the C library can: 30 to 80 MB."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
