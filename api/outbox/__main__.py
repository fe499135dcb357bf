"""The outbox for administrators: ``python -m api.outbox list``."""

from __future__ import annotations

import argparse
import sys

from api.clock import SystemClock
from api.database import Database
from api.outbox.policy import load_outbox_policy
from api.outbox.service import OutboxService
from api.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Runs one command."""
    parser = argparse.ArgumentParser(prog="python -m api.outbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="what has not arrived, with its last fault")
    commands.add_parser("retry", help="try everything again now, also what was given up")
    chosen = parser.parse_args(arguments)
    settings = Settings()
    database = Database(settings.database_url)
    database.migrate()
    outbox = OutboxService(database, SystemClock(), load_outbox_policy(settings.ward_dir))
    if chosen.command == "list":
        for stream, state, created_at, fault in outbox.undelivered():
            print(stream, state, created_at.isoformat(), fault or "", sep="\t")
    else:
        print(outbox.try_again())
    database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
