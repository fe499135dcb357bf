"""The command ``python -m knowledge_base export``."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge_base.catalogue import load_catalogue
from knowledge_base.exports.texts import say
from knowledge_base.files import write_atomically
from knowledge_base.versions import changes_between


def add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the command line."""
    parser = commands.add_parser("export", help="write the catalogue for people")
    kinds = parser.add_subparsers(dest="kind", required=True)
    board = kinds.add_parser("notice-board", help="the list for the notice board (.xlsx)")
    board.add_argument("out", type=Path)
    board.set_defaults(run=run_notice_board)
    changes = kinds.add_parser("changes", help="new, amended, abolished (.xlsx or .json)")
    changes.add_argument("out", type=Path)
    changes.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    changes.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
    changes.set_defaults(run=run_changes)


def run_notice_board(arguments: argparse.Namespace) -> int:
    """Writes the list for the notice board."""
    from knowledge_base.exports.notice_board import notice_board  # openpyxl is slow to load

    if _wrong_ending(arguments.out, ".xlsx"):
        return 2
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    catalogue = load_catalogue(arguments.catalogue)
    found = (catalogue.in_force_on(item.code, today) for item in catalogue)
    procedures = [item for item in found if item]
    return _write(arguments.out, notice_board(procedures, today), len(procedures))


def run_changes(arguments: argparse.Namespace) -> int:
    """Writes the public list of changes between two days."""
    from knowledge_base.exports.changes import changes_json, changes_workbook, public_changes

    first, last = arguments.first, arguments.last
    if _wrong_ending(arguments.out, ".xlsx", ".json"):
        return 2
    if first > last:
        sys.stderr.write(say("wrong_dates", first=first, last=last) + "\n")
        return 2
    catalogue = load_catalogue(arguments.catalogue)
    changes = public_changes(changes_between(catalogue, first, last), first, last)
    if arguments.out.suffix == ".json":
        document = changes_json(changes, first, last)
        content = json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
    else:
        content = changes_workbook(changes, first, last)
    return _write(arguments.out, content, len(changes))


def _wrong_ending(path: Path, *endings: str) -> bool:
    if path.suffix in endings:
        return False
    sys.stderr.write(say("wrong_ending", name=path.name, endings=", ".join(endings)) + "\n")
    return True


def _write(path: Path, content: bytes, count: int) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, content)
    sys.stdout.write(say("written", name=path, count=count) + "\n")
    return 0
