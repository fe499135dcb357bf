"""All settings, from the environment or a file ``.env``; listed in docs/configuration.md."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge_base.catalogue import FOLDER


class Settings(BaseSettings):
    """What an installation may set. Each name is also the environment variable, in capitals."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field(
        "sqlite:///var/ward.db", description="SQLAlchemy address of the database."
    )
    redis_url: str | None = Field(
        None, description="Redis that joins several API processes; none: one process."
    )
    catalogue_dir: Path = Field(
        FOLDER, description="Folder of the procedures; a ward may keep its own list."
    )
    index_dir: Path = Field(Path("var/index"), description="Folder of the built search index.")
    ward_dir: Path | None = Field(None, description="Folder of the ward's own policy files.")
    encoder: str | None = Field(
        None, description="Folder of another sentence encoder; none: the product's own."
    )
    bot_url: str = Field("http://127.0.0.1:5005", description="Address of Rasa.")
    bot_secret: SecretStr = Field(
        SecretStr(""), description="Secret between API and Rasa; empty: Rasa is not used."
    )
    bot_timeout_s: float = Field(
        2.0, gt=0, le=30, description="Longest wait for Rasa before search answers directly."
    )
    service_key: SecretStr = Field(
        SecretStr(""), description="Key of the action server; empty: its calls are refused."
    )
    channel_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="The ward's official channel for complaints; none: they wait for staff.",
    )
    channel_token: SecretStr = Field(
        SecretStr(""), description="Bearer token of the channel; empty: none is sent."
    )
    rate_limits: Literal["on", "off"] = Field(
        "on", description="`off` only for load tests on loopback."
    )
    conversation_hours: int = Field(
        4, ge=1, le=72, description="Hours after which a conversation's token expires."
    )
    staff_hours: int = Field(
        10, ge=1, le=24, description="Hours after which staff must sign in again."
    )
    message_days: int = Field(30, ge=1, le=365, description="Days that masked chat texts are kept.")
    public_url: str | None = Field(
        None, description="Address under which phones reach the service; goes into QR codes."
    )
    frame_ancestors: str = Field(
        "'self'", description="Sites that may frame our pages (CSP frame-ancestors)."
    )
    allowed_origins: list[str] = Field(
        default_factory=list,
        description="Origins of other sites that carry the widget, as a JSON list.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severity that is logged."
    )
