"""The command ``python -m knowledge_base import FILE``."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tqdm import tqdm

from knowledge_base.catalogue import load_catalogue
from knowledge_base.imports.texts import say

DRAFTS = Path("var/drafts")


def add_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the command line."""
    parser = commands.add_parser(
        "import", help="make drafts from a portal JSON, an Excel list, a Word or HTML sheet"
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--drafts", type=Path, default=DRAFTS, help="folder for the drafts")
    parser.add_argument("--json", action="store_true", help="the report as one JSON object")
    parser.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace) -> int:
    """Imports a file and prints the report.

    Returns:
        0 with a report, 1 when the file was refused as a whole, 2 when the drafts would lie in the
        catalogue.
    """
    # Readers of Excel, Word and HTML take a second to load, which no other command should pay.
    from knowledge_base.imports.intake import import_path

    folder = arguments.drafts.resolve()
    if folder.is_relative_to(arguments.catalogue.resolve()):
        sys.stderr.write(say("drafts_in_catalogue", folder=folder) + "\n")
        return 2
    catalogue = load_catalogue(arguments.catalogue)
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    with tqdm(desc=arguments.file.name, unit=" bước", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        report = import_path(arguments.file, catalogue, arguments.drafts, today, progress)
    if arguments.json:
        sys.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(report.as_text())
    return 0 if report.accepted else 1
