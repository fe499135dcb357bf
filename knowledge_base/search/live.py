"""The search of a running service: a changed record is found without a restart."""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys
from pathlib import Path

from knowledge_base.catalogue import Catalogue, catalogue_files
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.search.aspects import AskedAspects
from knowledge_base.search.engine import Search, SearchOutcome, open_search

logger = logging.getLogger(__name__)


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

    The index is built by another process: building here would slow every visitor for seconds. A
    build that fails changes nothing.
    """

    def __init__(
        self,
        live: LiveSearch,
        index_dir: Path,
        catalogue_dir: Path,
        ward_dir: Path | None = None,
        encoder: str | None = None,
    ) -> None:
        """Takes what was opened, and from where: see ``open_search``."""
        self._live = live
        self._index_dir = index_dir
        self._catalogue_dir = catalogue_dir
        self._ward_dir = ward_dir
        self._encoder = encoder
        self._seen = self._sources()

    def refresh(self) -> bool:
        """Takes over what changed, if anything did.

        Returns:
            Whether a newer index is in use.
        """
        sources = self._sources()
        if sources == self._seen:
            return False
        self._seen = sources  # a build that fails is not tried again before the next change
        built = subprocess.run(self._command(), capture_output=True, text=True, check=False)  # noqa: S603
        if built.returncode:
            logger.error("the changed catalogue is not used:\n%s", built.stderr[-2000:])
            return False
        try:
            newer = open_search(self._index_dir, self._catalogue_dir, self._ward_dir, self._encoder)
        except (KnowledgeBaseError, OSError, ValueError):
            logger.exception("the changed catalogue is not used")
            return False
        self._live.take_over(newer)
        logger.info("the changed catalogue is in use: %d procedures", len(newer.catalogue))
        return True

    def _command(self) -> list[str]:
        command = [sys.executable, "-m", "knowledge_base", "--index", str(self._index_dir)]
        command += ["--catalogue", str(self._catalogue_dir)]
        if self._ward_dir:
            command += ["--ward", str(self._ward_dir)]
        if self._encoder:
            command += ["--encoder", self._encoder]
        return [*command, "index"]

    def _sources(self) -> str:
        """Gives a digest of names, sizes and times: reading 560 files each second costs more."""
        files = catalogue_files(self._catalogue_dir)
        if self._ward_dir:
            files += sorted(self._ward_dir.glob("*.yaml"))
        total = hashlib.sha256()
        for path in files:
            try:
                status = path.stat()
            except FileNotFoundError:  # removed since it was listed
                continue
            total.update(f"{path}\n{status.st_size}\n{status.st_mtime_ns}\n".encode())
        return total.hexdigest()
