"""Takes in one file: reads it, compares it with the catalogue and writes drafts and a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path, PurePath

from knowledge_base.catalogue import Catalogue
from knowledge_base.imports.detail_sheet import read_detail_sheets
from knowledge_base.imports.difference import compare
from knowledge_base.imports.drafts import changed_draft, new_draft, write_draft
from knowledge_base.imports.excel_list import read_excel_list
from knowledge_base.imports.facts import FileReading, ImportedFacts, Remark
from knowledge_base.imports.guard import FileKind, OpenedFile, RefusedFile, open_file
from knowledge_base.imports.portal_json import Progress, read_portal_json
from knowledge_base.imports.readings import folded
from knowledge_base.imports.report import Listed, Report
from knowledge_base.imports.texts import say
from knowledge_base.schema import Procedure, Status
from knowledge_base.text.normalise import clean

_READERS: dict[FileKind, Callable[[OpenedFile, Progress], FileReading]] = {
    FileKind.JSON: read_portal_json,
    FileKind.XLSX: read_excel_list,
    FileKind.DOCX: read_detail_sheets,
    FileKind.HTML: read_detail_sheets,
}


def import_path(
    path: Path, catalogue: Catalogue, drafts: Path, on: date, progress: Progress
) -> Report:
    """Imports a file from the disk; see :func:`import_file`."""
    try:
        opened = open_file(path)
    except RefusedFile as refusal:
        return Report(clean(path.name), reason=str(refusal))
    return import_file(opened, catalogue, drafts, on, progress)


def import_file(
    opened: OpenedFile, catalogue: Catalogue, drafts: Path, on: date, progress: Progress
) -> Report:
    """Imports a file that passed the guard. The catalogue is only read.

    Args:
        opened: The file.
        catalogue: What to compare it with.
        drafts: Folder for the drafts; made when there are any.
        on: The day on which the source was read.
        progress: Told how far the reading is.

    Returns:
        The report; a file that cannot be used is in it too.
    """
    try:
        # Reading is the first half of the work, comparing and drafting the second.
        reading = _READERS[opened.kind](opened, lambda done, total: progress(done, 2 * total))
    except RefusedFile as refusal:
        return Report(opened.name, reason=str(refusal))
    report = Report(
        opened.name,
        format=reading.format,
        reason=None if reading.facts else say("nothing_read"),
        read=len(reading.facts),
        refused=reading.refused,
        remarks=reading.remarks,
    )
    for number, facts in enumerate(reading.facts, start=1):
        procedure = catalogue.get(facts.code)
        if procedure is None:
            source_name = say(f"source_{reading.format}", file=PurePath(opened.name).stem)
            draft = write_draft(new_draft(facts, catalogue, source_name, on), drafts)
            report.new.append(Listed(facts.code, facts.name, facts.field, draft))
        else:
            _compare(procedure, facts, report, drafts, on)
        progress(len(reading.facts) + number, 2 * len(reading.facts))
    report.missing = _missing(reading, catalogue)
    report.drafts = str(drafts) if report.new or report.changed else None
    return report


def _compare(
    procedure: Procedure, facts: ImportedFacts, report: Report, drafts: Path, on: date
) -> None:
    """Puts a procedure of the catalogue into the report, with a draft where it differs."""
    difference = compare(procedure, facts)
    for doubt in difference.doubts:
        report.remarks.append(Remark(facts.spot, facts.code, doubt))
    if not difference.changes:
        report.unchanged += 1
        return
    draft = write_draft(changed_draft(procedure, facts, difference, on), drafts)
    name, field = procedure.name, procedure.field
    report.changed.append(Listed(facts.code, name, field, draft, difference.changes))


def _missing(reading: FileReading, catalogue: Catalogue) -> list[Listed]:
    """Lists procedures in force of the fields of the list that are not in it."""
    if not reading.is_list or not reading.facts:
        return []
    # A list without a column for the field speaks of the fields of its procedures all the same.
    known = (catalogue.get(code) for code in reading.codes)
    fields = {folded(facts.field) for facts in reading.facts if facts.field}
    fields |= {folded(item.field) for item in known if item}
    return [
        Listed(item.code, item.name, item.field)
        for item in catalogue
        if item.status is Status.IN_FORCE
        and item.code not in reading.codes
        and folded(item.field) in fields
    ]
