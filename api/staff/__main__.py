"""Keeps accounts from the command line: ``python -m api.staff create-user …``."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import timedelta

from api.clock import SystemClock
from api.database import Database
from api.settings import Settings
from api.staff.roles import Role
from api.staff.service import StaffService


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; gives the exit status."""
    options = _parser().parse_args(arguments)
    settings = Settings()
    database = Database(settings.database_url)
    database.migrate()
    staff = StaffService(database, SystemClock(), timedelta(hours=settings.staff_hours))
    try:
        match options.command:
            case "create-user":
                role = Role(options.role)
                staff.create_user(options.user, options.name or options.user, role, _password())
            case "set-password":
                staff.set_password(options.user, _password())
            case "close-user":
                staff.set_active(options.user, active=False)
            case "open-user":
                staff.set_active(options.user, active=True)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        database.close()
    print(f"done: {options.command} {options.user}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api.staff", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    texts = {
        "create-user": "make an account; the password is asked for, or read from a pipe",
        "set-password": "give an account another password",
        "close-user": "let an account sign in no more",
        "open-user": "let a closed account sign in again",
    }
    for name, text in texts.items():
        command = commands.add_parser(name, help=text)
        command.add_argument("user", help="the name that is typed to sign in")
        if name == "create-user":
            command.add_argument("--name", help="the name shown at the counter")
            command.add_argument("--role", choices=list(Role), default=Role.CLERK)
    return parser


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise ValueError("the passwords differ")
    return password


if __name__ == "__main__":
    sys.exit(main())
