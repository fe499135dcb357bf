"""Complaints for staff on the command line: ``python -m api.complaints list``."""

from __future__ import annotations

import argparse
import sys

from api.clock import SystemClock
from api.complaints.desk import ComplaintDesk
from api.database import Database
from api.errors import ApiError
from api.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Runs one command.

    Returns:
        0, or 1 where it was refused.
    """
    parser = argparse.ArgumentParser(prog="python -m api.complaints", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="what is not closed, the most urgent first")
    answer = commands.add_parser("answer", help="answer; the author reads it by the receipt")
    answer.add_argument("receipt")
    answer.add_argument("text")
    close = commands.add_parser("close", help="end the matter, delete how to reach the person")
    close.add_argument("receipt")
    chosen = parser.parse_args(arguments)
    database = Database(Settings().database_url)
    database.migrate()
    desk = ComplaintDesk(database, SystemClock())
    try:
        if chosen.command == "list":
            for complaint in desk.open_complaints():
                print(complaint.model_dump_json(exclude_none=True))
        elif chosen.command == "answer":
            print(desk.answer_complaint(chosen.receipt, chosen.text).state)
        else:
            print(desk.close_complaint(chosen.receipt).state)
    except ApiError as refused:
        print(refused.text, file=sys.stderr)
        return 1
    finally:
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
