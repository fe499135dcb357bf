"""Who may call an endpoint of the staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, APIKeyHeader

from api.context import ContextOf
from api.errors import CsrfRefused, NotSignedIn, RoleRefused
from api.staff.roles import Role
from api.staff.schemas import Staff
from api.staff.service import is_csrf_token

COOKIE = "ward_session"
_SAFE = {"GET", "HEAD", "OPTIONS"}

Token = Annotated[str | None, Depends(APIKeyCookie(name=COOKIE, auto_error=False))]
CsrfToken = Annotated[str | None, Depends(APIKeyHeader(name="X-CSRF-Token", auto_error=False))]


def staff_as(role: Role) -> Callable[..., Staff]:
    """Makes a dependency that gives who is signed in, with at least a role.

    A change needs the header ``X-CSRF-Token`` too: browsers send the cookie by themselves.
    """

    def signed_in(request: Request, context: ContextOf, token: Token, csrf: CsrfToken) -> Staff:
        session = context.staff.session(token)
        if token is None:
            raise NotSignedIn
        if request.method not in _SAFE and not is_csrf_token(token, csrf):
            raise CsrfRefused
        if not session.staff.role.includes(role):
            raise RoleRefused
        return session.staff

    return signed_in


Clerk = Annotated[Staff, Depends(staff_as(Role.CLERK))]
Manager = Annotated[Staff, Depends(staff_as(Role.MANAGER))]
