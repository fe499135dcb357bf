"""Settings of the action server, read from the environment in this one place."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """Where the API is, the key that opens it, and where the action server listens."""

    api_url: str = "http://127.0.0.1:8000"
    service_key: str = field(default="", repr=False)
    api_timeout_s: float = 5.0
    host: str = "127.0.0.1"
    port: int = 5055

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read API_URL, SERVICE_KEY, API_TIMEOUT_S, ACTIONS_HOST and ACTIONS_PORT."""
        return cls(
            api_url=environment.get("API_URL", cls.api_url).rstrip("/"),
            service_key=environment.get("SERVICE_KEY", ""),
            api_timeout_s=float(environment.get("API_TIMEOUT_S", cls.api_timeout_s)),
            host=environment.get("ACTIONS_HOST", cls.host),
            port=int(environment.get("ACTIONS_PORT", cls.port)),
        )
