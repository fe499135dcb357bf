"""Staff who sign in and work at counters, through the public endpoints."""

from fastapi.testclient import TestClient
from httpx2 import Response

from api.context import Context
from api.staff.roles import Role

PASSWORD = "mat-khau-cua-toi"


def context_of(client: TestClient) -> Context:
    context: Context = client.app.state.context  # type: ignore[attr-defined]
    return context


class Worker:
    """A signed-in member of staff; the cookie is sent by hand, so that many share a client."""

    def __init__(self, client: TestClient, user_name: str, role: Role = Role.CLERK) -> None:
        context_of(client).staff.create_user(user_name, f"Cán bộ {user_name}", role, PASSWORD)
        self.client = client
        signed_in = client.post(
            "/staff/session", json={"user_name": user_name, "password": PASSWORD}
        )
        assert signed_in.status_code == 201
        client.cookies.clear()
        token = signed_in.headers["set-cookie"].split(";")[0]
        self.headers = {"Cookie": token, "X-CSRF-Token": signed_in.json()["csrf_token"]}

    def get(self, path: str) -> Response:
        return self.client.get(path, headers=self.headers)

    def post(self, path: str, **body: object) -> Response:
        return self.client.post(path, json=body, headers=self.headers)

    def do(self, path: str, **body: object):  # type: ignore[no-untyped-def]
        """Does something that must succeed."""
        response = self.post(path, **body)
        assert response.status_code in {200, 201}, response.text
        return response.json()

    def open(self, counter: str, *groups: str):  # type: ignore[no-untyped-def]
        return self.do(
            f"/counters/{counter}/open", **({"service_groups": groups} if groups else {})
        )
