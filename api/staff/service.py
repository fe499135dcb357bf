"""Signs staff in and out, and keeps their accounts."""

from __future__ import annotations

import hmac
import math
from datetime import timedelta
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from api.clock import Clock
from api.database import Database
from api.errors import NotSignedIn, SignInRefused, TooManySignIns
from api.ids import digest, new_id, new_token
from api.staff import repository
from api.staff.lock_out import locked_until
from api.staff.repository import StaffRow, StaffSessionRow, WrongSignInRow
from api.staff.roles import Role
from api.staff.schemas import SHORTEST_PASSWORD, SignIn, Staff, StaffSession

# OWASP's least for Argon2id: an old PC checks a password in a tenth of a second with 19 MiB.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY: Final = _HASHER.hash("no account has this password")


class StaffService:
    """Accounts and sessions of the staff."""

    def __init__(self, database: Database, clock: Clock, session_time: timedelta) -> None:
        """Takes where accounts are kept and how long a sign-in lasts."""
        self._database = database
        self._clock = clock
        self._session_time = session_time

    def sign_in(self, request: SignIn) -> tuple[str, StaffSession]:
        """Checks the password; gives the session's token and who is signed in.

        Raises:
            SignInRefused: No such account, or another password.
            TooManySignIns: Too many wrong passwords in a row.
        """
        user_name = request.user_name.strip().casefold()
        now, name_digest = self._clock.now(), digest(user_name)
        with self._database.read() as session:
            self._check_lock(session, name_digest)
            row = repository.find_by_name(session, user_name)
        # Checked outside of a transaction: it takes long, and as long for a name without account.
        known = row.password_hash if row is not None and row.active else _NOBODY
        fits = _fits(known, request.password.get_secret_value())
        with self._database.write() as session:
            self._check_lock(session, name_digest)
            if row is None or not row.active or not fits:
                repository.count_wrong(session, name_digest, now)
            else:
                repository.forget_wrong(session, name_digest)
                token = new_token()
                session.add(
                    StaffSessionRow(
                        token_digest=digest(token),
                        staff_id=row.id,
                        expires_at=now + self._session_time,
                    )
                )
                return token, _session(token, row)
        raise SignInRefused

    def session(self, token: str | None) -> StaffSession:
        """Says who is signed in with a token.

        Raises:
            NotSignedIn: Nobody is.
        """
        with self._database.read() as session:
            row = (
                repository.find_by_token(session, digest(token), self._clock.now())
                if token
                else None
            )
        if row is None or token is None:
            raise NotSignedIn
        return _session(token, row)

    def sign_out(self, token: str) -> None:
        """Ends a session."""
        with self._database.write() as session:
            repository.end_session(session, digest(token))

    def names(self, session: Session) -> dict[str, str]:
        """Gives the names of all accounts by their ids."""
        return repository.names_of_staff(session)

    def create_user(self, user_name: str, name: str, role: Role, password: str) -> Staff:
        """Makes an account.

        Raises:
            ValueError: The name is taken or empty, or the password is too short.
        """
        user_name = user_name.strip().casefold()
        if not user_name or not name.strip():
            raise ValueError("a name is empty")
        hashed = _hash(password)
        with self._database.write() as session:
            if repository.find_by_name(session, user_name) is not None:
                raise ValueError(f"there is an account {user_name} already")
            row = StaffRow(
                id=new_id(),
                user_name=user_name,
                name=name.strip(),
                role=role,
                password_hash=hashed,
                active=True,
                created_at=self._clock.now(),
            )
            session.add(row)
            return _staff(row)

    def set_password(self, user_name: str, password: str) -> None:
        """Gives an account another password; whoever is signed in with it is signed out.

        Raises:
            ValueError: No such account, or the password is too short.
        """
        hashed = _hash(password)
        with self._database.write() as session:
            row = self._account(session, user_name)
            row.password_hash = hashed
            repository.end_sessions_of(session, row.id)

    def set_active(self, user_name: str, active: bool) -> None:
        """Lets an account sign in or not; a closed one is signed out at once.

        Raises:
            ValueError: No such account.
        """
        with self._database.write() as session:
            row = self._account(session, user_name)
            row.active = active
            repository.end_sessions_of(session, row.id)

    def _account(self, session: Session, user_name: str) -> StaffRow:
        row = repository.find_by_name(session, user_name.strip().casefold())
        if row is None:
            raise ValueError(f"there is no account {user_name}")
        return row

    def _check_lock(self, session: Session, name_digest: str) -> None:
        now, wrong = self._clock.now(), session.get(WrongSignInRow, name_digest)
        until = locked_until(wrong.count, wrong.last_at) if wrong else None
        if until is not None and until > now:
            seconds = math.ceil((until - now).total_seconds())
            raise TooManySignIns(headers={"Retry-After": str(seconds)})


def csrf_token(token: str) -> str:
    """Gives what pages of a session send with every change: derived from it, so nothing is kept."""
    return digest(f"csrf:{token}")


def is_csrf_token(token: str, sent: str | None) -> bool:
    """Says whether a page of this session sent it."""
    return sent is not None and hmac.compare_digest(csrf_token(token).encode(), sent.encode())


def _session(token: str, row: StaffRow) -> StaffSession:
    return StaffSession(staff=_staff(row), csrf_token=csrf_token(token))


def _staff(row: StaffRow) -> Staff:
    return Staff(id=row.id, name=row.name, role=Role(row.role))


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
    return _HASHER.hash(password)


def _fits(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
