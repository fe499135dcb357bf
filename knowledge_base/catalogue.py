"""The catalogue in memory: all procedures of the ward by their codes, with their versions."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge_base.errors import Fault, KnowledgeBaseError
from knowledge_base.schema import Procedure, Status
from knowledge_base.versions import (
    History,
    code_of,
    in_order,
    is_former,
    name_faults,
    overlap_faults,
    remains_of_publishing,
)
from knowledge_base.yaml_file import parse_yaml

FOLDER = Path(__file__).parent / "catalogue"


@dataclass(frozen=True)
class RecordFile:
    """One record file as it was read.

    Attributes:
        name: Its path in the catalogue's folder.
        digest: SHA-256 of its content.
        version: What it holds.
    """

    name: str
    digest: str
    version: Procedure


class Catalogue:
    """Procedures by code, in the order of their codes; as a sequence it gives the newest versions.

    It reads no clock: who answers somebody names the day.

    Attributes:
        digest: Of the names and contents of all record files.
        files: The files, so that reading again costs what changed only.
    """

    def __init__(
        self, versions: Iterable[Procedure], digest: str, files: Iterable[RecordFile] = ()
    ) -> None:
        """Takes all versions of all procedures and the files they came from."""
        by_code: dict[str, list[Procedure]] = defaultdict(list)
        for version in versions:
            by_code[version.code].append(version)
        self._histories = {code: History(in_order(by_code[code])) for code in sorted(by_code)}
        self.digest = digest
        self.files = tuple(files)

    def become(self, newer: Catalogue) -> None:
        """Holds from now on what a newer catalogue holds, for all who were given this one."""
        self._histories, self.digest, self.files = newer._histories, newer.digest, newer.files

    def __len__(self) -> int:
        return len(self._histories)

    def __iter__(self) -> Iterator[Procedure]:
        return (history.newest for history in self._histories.values())

    def get(self, code: str, as_of: date | None = None) -> Procedure | None:
        """Gives a procedure, whatever its status.

        Args:
            code: Its code.
            as_of: Gives the version that counts on that day; without a day the newest.
        """
        history = self._histories.get(code)
        if history is None:
            return None
        return history.newest if as_of is None else history.on(as_of)

    def current(self, code: str, today: date) -> Procedure | None:
        """Gives what to tell of a procedure today: the version that counts, else the newest.

        The newest may have ended or not have begun; its dates say so.
        """
        return self.get(code, today) or self.get(code)

    def in_force_on(self, code: str, day: date) -> Procedure | None:
        """Gives the version by which the procedure could be carried out on a day."""
        history = self._histories.get(code)
        return history.in_force_on(day) if history else None

    def history(self, code: str) -> History:
        """Gives all versions of a procedure.

        Raises:
            KeyError: There is no such procedure.
        """
        return self._histories[code]

    def in_force(self) -> list[Procedure]:
        """Gives the procedures that may be answered, by the status of their newest version."""
        return [item for item in self if item.status is Status.IN_FORCE]

    def replacement(self, procedure: Procedure, today: date | None = None) -> Procedure | None:
        """Gives what an abolished procedure was replaced by, also over several abolitions.

        Returns:
            A procedure that is not abolished itself, or ``None`` where there is none.
        """
        seen = {procedure.code}
        found: Procedure | None = procedure
        while found is not None and found.status is Status.ABOLISHED:
            code = found.replaced_by
            if code is None or code in seen:
                return None
            seen.add(code)
            found = self.current(code, today) if today else self.get(code)
        return None if found is procedure else found

    def offered(self, procedures: Iterable[Procedure], today: date) -> list[Procedure]:
        """Gives what to let somebody choose from in place of procedures that were found.

        An abolished one gives way to what replaced it, or is left out.
        """
        offered: dict[str, Procedure] = {}
        for procedure in procedures:
            found = self.current(procedure.code, today)
            if found is not None and found.status is Status.ABOLISHED:
                found = self.replacement(found, today)
            if found is not None:
                offered.setdefault(found.code, found)
        return list(offered.values())


def catalogue_files(folder: Path = FOLDER) -> list[Path]:
    """Lists the record files, a folder per field; former versions are among them."""
    return sorted(folder.glob("*/*.yaml"))


def load_catalogue(folder: Path = FOLDER, known: Iterable[RecordFile] = ()) -> Catalogue:
    """Reads every record.

    Args:
        folder: The record files.
        known: Files that were read before; those that are still the same are not parsed again.

    Raises:
        KnowledgeBaseError: With every fault of every file.
    """
    parsed = {file.name: file for file in known}
    faults: list[Fault] = []
    files: list[RecordFile] = []
    total = hashlib.sha256()
    paths = catalogue_files(folder)
    newest = {path.stem for path in paths if not is_former(path.stem)}
    by_code: dict[str, list[tuple[str, Procedure]]] = defaultdict(list)
    for path in paths:
        name = str(path.relative_to(folder))
        if (code := code_of(path.stem)) not in newest:
            faults.append(Fault(name, "", f"is a former version without {code}.yaml"))
        try:
            file = _read_record(path, name, parsed.get(name))
        except KnowledgeBaseError as error:
            faults.extend(error.faults)
            continue
        total.update(name.encode())
        total.update(bytes.fromhex(file.digest))
        faults.extend(name_faults(name, path.stem, file.version))
        files.append(file)
        by_code[file.version.code].append((name, file.version))
    versions: list[Procedure] = []
    for named in by_code.values():
        standing, found = _told_apart(named)
        faults.extend(found)
        versions.extend(standing)
    if faults:
        raise KnowledgeBaseError(faults)
    return Catalogue(versions, total.hexdigest(), files)


def _read_record(path: Path, name: str, known: RecordFile | None) -> RecordFile:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KnowledgeBaseError([Fault(name, "", f"cannot be read: {error.strerror}")]) from error
    digest = hashlib.sha256(content).hexdigest()
    if known is not None and known.digest == digest:
        return known
    return RecordFile(name, digest, parse_yaml(content, Procedure, name))


def _told_apart(named: list[tuple[str, Procedure]]) -> tuple[list[Procedure], list[Fault]]:
    """Gives the versions of one code, without remains, and what is wrong between their files."""
    newest = [item for item in named if not is_former(Path(item[0]).stem)]
    faults = [Fault(name, "code", f"stands also in {newest[0][0]}") for name, _ in newest[1:]]
    former = [item for item in named if item not in newest]
    if newest and not faults:
        former = [item for item in former if not remains_of_publishing(item[1], newest[0][1])]
        faults = list(overlap_faults([*former, newest[0]]))
        versions = in_order(version for _, version in [*former, newest[0]])
        if not faults and versions[-1] is not newest[0][1]:
            faults = [Fault(newest[0][0], "effective.from", "is before a former version's")]
    return [version for _, version in [*former, *newest]], faults
