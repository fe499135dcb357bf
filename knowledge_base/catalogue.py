"""The catalogue in memory: all procedures of the ward by their codes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from knowledge_base.errors import Fault, KnowledgeBaseError
from knowledge_base.schema import Procedure, Status
from knowledge_base.yaml_file import read_yaml

FOLDER = Path(__file__).parent / "catalogue"


class Catalogue:
    """Procedures by code, in the order of their codes."""

    def __init__(self, procedures: list[Procedure], digest: str) -> None:
        """Takes procedures with distinct codes and the digest of the files they came from."""
        self._by_code = {item.code: item for item in sorted(procedures, key=lambda p: p.code)}
        self.digest = digest

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[Procedure]:
        return iter(self._by_code.values())

    def get(self, code: str) -> Procedure | None:
        """Gives the procedure of that code, whatever its status."""
        return self._by_code.get(code)

    def in_force(self) -> list[Procedure]:
        """Gives the procedures that may be answered."""
        return [item for item in self if item.status is Status.IN_FORCE]


def catalogue_files(folder: Path = FOLDER) -> list[Path]:
    """Lists the record files, a folder per field."""
    return sorted(folder.glob("*/*.yaml"))


def catalogue_digest(folder: Path = FOLDER) -> str:
    """Gives the SHA-256 of the names and contents of all record files."""
    digest = hashlib.sha256()
    for path in catalogue_files(folder):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def load_catalogue(folder: Path = FOLDER) -> Catalogue:
    """Reads every record.

    Raises:
        KnowledgeBaseError: With every fault of every file.
    """
    faults: list[Fault] = []
    by_code: dict[str, tuple[str, Procedure]] = {}
    for path in catalogue_files(folder):
        name = str(path.relative_to(folder))
        try:
            procedure = read_yaml(path, Procedure, name)
        except KnowledgeBaseError as error:
            faults.extend(error.faults)
            continue
        if path.stem != procedure.code:
            faults.append(Fault(name, "code", f"is {procedure.code}; the file's name must be it"))
        if procedure.code in by_code:
            faults.append(Fault(name, "code", f"stands also in {by_code[procedure.code][0]}"))
        by_code[procedure.code] = (name, procedure)
    if faults:
        raise KnowledgeBaseError(faults)
    return Catalogue([procedure for _, procedure in by_code.values()], catalogue_digest(folder))
