"""The acts of the assistant as the action server asks for them."""

from typing import Any

from fastapi.testclient import TestClient

from api.assistant.schemas import Turn

BIRTH, BIRTH_AGAIN, MARRIAGE = "1.001193", "1.004884", "1.000894"


def act(client: TestClient, name: str, key: str = "k", **body: Any) -> Turn:
    response = post(client, name, key, **body)
    assert response.status_code == 200, response.text
    return Turn.model_validate(response.json())


def post(client: TestClient, name: str, key: str = "k", **body: Any):  # type: ignore[no-untyped-def]
    headers = {"X-Service-Key": "key-of-the-action-server", "Idempotency-Key": key}
    return client.post(f"/assistant/{name}", json=body, headers=headers)


def choices(turn: Turn) -> list[str]:
    return [choice.choice for choice in turn.replies[0].choices or []]
