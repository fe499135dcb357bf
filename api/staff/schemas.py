"""What goes in and out of the staff endpoints."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from api.staff.roles import Role

SHORTEST_PASSWORD = 10


class SignIn(BaseModel):
    """Who signs in."""

    model_config = ConfigDict(extra="forbid")

    user_name: str = Field(min_length=1, max_length=60)
    password: SecretStr = Field(min_length=1, max_length=200)


class Staff(BaseModel):
    """A member of staff."""

    id: str
    name: str
    role: Role

    @property
    def actor(self) -> str:
        """How the history names this person."""
        return f"staff:{self.id}"


class StaffSession(BaseModel):
    """Who is signed in, and what pages send as ``X-CSRF-Token`` with every change."""

    staff: Staff
    csrf_token: str
