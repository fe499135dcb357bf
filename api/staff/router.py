"""Endpoints by which staff sign in and out."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from api.context import ContextOf
from api.rate_limits import limited
from api.staff.access import COOKIE, Clerk, Token
from api.staff.schemas import SignIn, StaffSession

router = APIRouter(prefix="/staff", tags=["staff"])


@router.post("/session", status_code=201, dependencies=[Depends(limited("sign_ins"))])
def sign_in(body: SignIn, request: Request, response: Response, context: ContextOf) -> StaffSession:
    """Signs in: sets the cookie ``ward_session``, gives the token for ``X-CSRF-Token``."""
    token, session = context.staff.sign_in(body)
    public = context.settings.public_url or str(request.base_url)
    response.set_cookie(
        COOKIE,
        token,
        path="/api/v1",
        httponly=True,
        samesite="strict",
        secure=public.startswith("https:"),
    )
    return session


@router.get("/session")
def show_session(context: ContextOf, token: Token) -> StaffSession:
    """Says who is signed in, after a reload of the page."""
    return context.staff.session(token)


@router.delete("/session", status_code=204)
def sign_out(staff: Clerk, response: Response, context: ContextOf, token: Token) -> None:
    """Signs out."""
    context.staff.sign_out(token or "")
    response.delete_cookie(COOKIE, path="/api/v1", httponly=True, samesite="strict")
