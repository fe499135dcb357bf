"""Publishes changes of the catalogue, so that what counted before stays known with its dates.

The former version is written aside first, then the newest one replaced. Cut off in between, the
newest file still holds the former version, which holds good; publishing again mends the rest.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from knowledge_base.catalogue import catalogue_files
from knowledge_base.errors import Fault, KnowledgeBaseError
from knowledge_base.files import alone_in
from knowledge_base.record_file import write_record
from knowledge_base.schema import Procedure, Status
from knowledge_base.text.normalise import slug
from knowledge_base.versions import ONE_DAY, former_name
from knowledge_base.yaml_file import read_yaml

_LONGEST_FOLDER = 40


def publish_version(folder: Path, new: Procedure, on: date) -> Path:
    """Makes a record what counts from a day on, and keeps the former version up to that day.

    Args:
        folder: The catalogue's folder.
        new: The record; its first day is set to ``on``.
        on: First day of the new version; it may lie ahead.

    Returns:
        The file of the new version.

    Raises:
        KnowledgeBaseError: The day is not after the first day of the newest version, the record
            would end before it begins, or nothing would change.
    """
    new = _with_dates(new, on, new.effective.to)
    # Two at once would lose the version of one of them.
    with alone_in(folder):
        path = _newest_file(folder, new.code)
        if path is None:
            path = _folder_of(folder, new.field) / f"{new.code}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_record(path, new)
            return path
        former = read_yaml(path, Procedure)
        _refuse_unless_later(former, new, on)
        ended = former.effective.to
        last = on - ONE_DAY if ended is None else min(ended, on - ONE_DAY)
        closed = _with_dates(former, former.effective.from_, last)
        write_record(path.with_name(former_name(former)), closed)
        write_record(path, new)
        return path


def abolish(folder: Path, code: str, on: date, replaced_by: str | None = None) -> Path:
    """Publishes that a procedure is abolished from a day on.

    Args:
        folder: The catalogue's folder.
        code: The procedure.
        on: First day on which it is no longer carried out.
        replaced_by: The procedure that takes its place, where there is one.

    Returns:
        The file that says so.

    Raises:
        KnowledgeBaseError: There is no such procedure, it is abolished already, what replaces it
            is not there or abolished itself, or the day is too early.
    """
    former = _read_newest(folder, code)
    if former.status is Status.ABOLISHED:
        raise _refused(code, "status", "is abolished already")
    if replaced_by == code:
        raise _refused(code, "replaced_by", "names the procedure itself")
    if replaced_by and _read_newest(folder, replaced_by).status is Status.ABOLISHED:
        raise _refused(code, "replaced_by", f"{replaced_by} is abolished itself")
    gone = former.model_copy(update={"status": Status.ABOLISHED, "replaced_by": replaced_by})
    return publish_version(folder, _with_dates(gone, former.effective.from_, None), on)


def _with_dates(procedure: Procedure, first: date | None, last: date | None) -> Procedure:
    data = procedure.model_dump(by_alias=True) | {"effective": {"from": first, "to": last}}
    try:
        return Procedure.model_validate(data)
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise _refused(procedure.code, "effective", reason) from error


def _refuse_unless_later(former: Procedure, new: Procedure, on: date) -> None:
    first = former.effective.from_
    if first is not None and on <= first:
        raise _refused(
            new.code,
            "effective.from",
            f"{on} is not after {first}, the first day of the newest version",
        )
    if on == date.min:
        raise _refused(new.code, "effective.from", "leaves no day to the former version")
    same_end = former.effective.to == new.effective.to
    if same_end and _with_dates(former, on, new.effective.to) == new:
        raise _refused(new.code, "", "is the same as the newest version; nothing to publish")


def _newest_file(folder: Path, code: str) -> Path | None:
    found = [path for path in catalogue_files(folder) if path.stem == code]
    if len(found) > 1:
        raise _refused(code, "code", f"stands in {found[0]} and {found[1]}")
    return found[0] if found else None


def _read_newest(folder: Path, code: str) -> Procedure:
    path = _newest_file(folder, code)
    if path is None:
        raise _refused(code, "code", "is not in the catalogue")
    return read_yaml(path, Procedure)


def _folder_of(folder: Path, field: str) -> Path:
    """Gives the folder in which the records of a field stand, or a new one for a new field."""
    for path in catalogue_files(folder):
        if read_yaml(path, Procedure).field == field:
            return path.parent
    return folder / slug(field)[:_LONGEST_FOLDER].rstrip("-")


def _refused(code: str, field: str, message: str) -> KnowledgeBaseError:
    return KnowledgeBaseError([Fault(code, field, message)])
