"""The service keeps to its OpenAPI document, whatever Schemathesis thinks of."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import schemathesis
import uvicorn
from httpx2 import Client
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from schemathesis import Case
from schemathesis.checks import CHECKS
from schemathesis.core.parameters import ParameterLocation

from api.app import create_app
from api.board.schemas import NoticeRequest
from api.devices.policy import load_device_policy
from api.devices.registry import DeviceRegistry
from api.devices.schemas import DeviceKind
from api.settings import Settings
from api.staff.roles import Role
from api.staff.schemas import SignIn
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, settings_for

DOCUMENT = create_app(Settings.model_validate({})).openapi()
# A stream of events has no end, and tests/api/board/test_feed.py reads it.
schema = schemathesis.openapi.from_dict(DOCUMENT).exclude(path_regex="/board/events$")

EXCLUDED = [
    # What fits the form may still be refused: an unknown code, a text of blanks, a key used before.
    CHECKS.get_one("positive_data_acceptance"),
    # The framework names the methods of one route only, where two share an address.
    CHECKS.get_one("allow_header_conformance"),
]
EXAMPLES = settings(
    max_examples=8, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)


@dataclass
class Service:
    """The running service, with one of each thing to ask about."""

    url: str
    headers: dict[str, str]
    paths: dict[str, str]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, search: Search) -> Iterator[Service]:
    app = create_app(settings_for(tmp_path_factory.mktemp("contract")), SetClock(), search)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    with Client(base_url=f"http://127.0.0.1:{port}/api/v1") as client:
        conversation = client.post("/conversations", json={}).json()
        key = {"Idempotency-Key": "contract", "X-Service-Key": "key-of-the-action-server"}
        ticket = client.post("/tickets", json={"service_group": "ho-tich"}, headers=key).json()
        rating = client.post("/feedback", json={"rating": 4}, headers=key).json()
        complaint = client.post("/complaints", json={"what": "Đường hỏng"}, headers=key).json()
        context = app.state.context
        registry = DeviceRegistry(context.database, SetClock(), load_device_policy())
        device = {"X-Device-Key": registry.register(DeviceKind.ROBOT, "Robot")}
        client.post("/devices/heartbeat", json={}, headers=device)
        guide = {"kind": "guide", "place": "nha-ve-sinh"}
        client.post("/assistant/missions", json=guide, headers=key)
        mission = client.post("/devices/missions/take", headers=device).json()
    staff = app.state.context.staff
    staff.create_user("truong", "Trần Trường", Role.MANAGER, "mat-khau-cua-toi")
    password = SecretStr("mat-khau-cua-toi")
    token, session = staff.sign_in(SignIn(user_name="truong", password=password))
    notice = app.state.context.board.put_up_notice(session.staff, NoticeRequest(text="Xin chào"))
    yield Service(
        url=f"http://127.0.0.1:{port}",
        headers={"Authorization": f"Bearer {conversation['token']}"}
        | {"X-Service-Key": key["X-Service-Key"]}
        | device
        | {"Cookie": f"ward_session={token}", "X-CSRF-Token": session.csrf_token},
        paths={
            "conversation_id": conversation["id"],
            "ticket_id": ticket["id"],
            "feedback_id": rating["id"],
            "receipt": complaint["receipt"],
            "mission_id": mission["id"],
            "code": "1.001193",
            "counter_id": "1",
            "notice_id": notice.id,
        },
    )
    server.should_exit = True
    thread.join(10)


@schema.parametrize()
@EXAMPLES
def test_strangers_get_what_is_documented(case: Case, service: Service) -> None:
    case.call_and_validate(base_url=service.url, excluded_checks=EXCLUDED)


@schema.parametrize()
@EXAMPLES
def test_those_who_may_get_what_is_documented(case: Case, service: Service) -> None:
    if not is_bad(case, ParameterLocation.PATH):
        for name in case.path_parameters or {}:
            case.path_parameters[name] = service.paths[name]
    of_headers = (ParameterLocation.HEADER, ParameterLocation.COOKIE)
    headers = {} if any(is_bad(case, place) for place in of_headers) else service.headers
    case.call_and_validate(base_url=service.url, headers=headers, excluded_checks=EXCLUDED)


def is_bad(case: Case, place: ParameterLocation) -> bool:
    """Whether Schemathesis put something there that the document forbids."""
    part = case.meta.components.get(place) if case.meta else None
    return part is not None and part.mode.is_negative
