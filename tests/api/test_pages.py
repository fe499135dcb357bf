"""What browsers load: pages without inline code under a strict policy."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from knowledge_base.search.engine import Search
from tests.api.conftest import SetClock, settings_for
from tests.conftest import ROOT

HOST = "http://testserver"
WEB = ROOT / "api" / "web"
PAGES = ["/", "/phieu/abc", "/pages/tro-chuyen.html"]
ASSETS = sorted(
    f"/{path.relative_to(WEB)}"
    for name in ("widget", "shared", "pages")
    for path in (WEB / name).iterdir()
)
TYPES = {
    ".css": "text/css",
    ".js": "javascript",
    ".json": "application/json",
    ".html": "text/html",
    ".svg": "image/svg+xml",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, search: Search) -> Iterator[TestClient]:
    """One service for all: pages have no state."""
    app = create_app(settings_for(tmp_path_factory.mktemp("pages")), SetClock(), search)
    with TestClient(app) as client:
        yield client


class Page(HTMLParser):
    """Collects what a strict policy would refuse, and what the page loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.loads: list[str] = []
        self._in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._in_script = tag == "script"
        self.inline += [f"{tag} {name}" for name in values if name.startswith("on")]
        self.inline += [f"{tag} style"] if "style" in values or tag == "style" else []
        self.inline += [tag] if tag == "script" and "src" not in values else []
        address = values.get("src") or (values.get("href") if tag == "link" else None)
        self.loads += [address] if address else []

    def handle_data(self, data: str) -> None:
        self.inline += ["script text"] if self._in_script and data.strip() else []

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def directives(client: TestClient, path: str) -> dict[str, str]:
    policy = client.get(HOST + path).headers["content-security-policy"]
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_served_as_html(client: TestClient, path: str) -> None:
    response = client.get(HOST + path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_no_inline_code(client: TestClient, path: str) -> None:
    assert Page(client.get(HOST + path).text).inline == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_only_what_we_serve(client: TestClient, path: str) -> None:
    loads = Page(client.get(HOST + path).text).loads
    assert loads
    for address in loads:
        assert address.startswith("/")
        assert client.get(HOST + address).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/widget/ward-assistant.js", "/api/v1/health/live"])
def test_the_policy_allows_nothing_inline_and_nothing_foreign(
    client: TestClient, path: str
) -> None:
    policy = directives(client, path)
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"


def test_an_error_carries_the_policy_too(client: TestClient) -> None:
    assert directives(client, "/unheard")["default-src"] == "'self'"


def test_a_ward_says_which_sites_may_frame_its_pages(tmp_path: Path, search: Search) -> None:
    settings = settings_for(tmp_path, frame_ancestors="https://phuong.example")
    with TestClient(create_app(settings, SetClock(), search)) as client:
        assert directives(client, "/")["frame-ancestors"] == "https://phuong.example"


@pytest.mark.parametrize("path", ASSETS)
def test_a_file_is_served_as_what_it_is(client: TestClient, path: str) -> None:
    response = client.get(HOST + path)
    assert response.status_code == 200
    assert TYPES[Path(path).suffix] in response.headers["content-type"]
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", [path for path in ASSETS if path.endswith((".js", ".css"))])
def test_a_file_names_no_foreign_address(path: str) -> None:
    source = (WEB / path.removeprefix("/")).read_text()
    code = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    foreign = set(re.findall(r"https?://[\w.]+", code)) - {"http://www.w3.org"}
    assert foreign == set()


@pytest.mark.parametrize("folder", ["/widget/", "/shared/", "/pages/"])
def test_a_folder_is_not_listed(client: TestClient, folder: str) -> None:
    assert client.get(HOST + folder).status_code == 404


@pytest.mark.parametrize(("folder", "name"), [("widget", "labels"), ("pages", "ticket")])
def test_both_languages_have_the_same_labels(client: TestClient, folder: str, name: str) -> None:
    vi, en = (client.get(f"{HOST}/{folder}/{name}.{locale}.json").json() for locale in ("vi", "en"))
    assert vi.keys() == en.keys()


def test_the_icon_is_served(client: TestClient) -> None:
    assert client.get(f"{HOST}/favicon.svg").headers["content-type"] == "image/svg+xml"


def test_another_site_may_carry_the_widget_only_when_allowed(
    tmp_path: Path, search: Search
) -> None:
    settings = settings_for(tmp_path, allowed_origins=["https://phuong.example"])
    with TestClient(create_app(settings, SetClock(), search)) as client:
        for origin, allowed in (("https://phuong.example", True), ("https://other.example", False)):
            asked = client.options(
                "/api/v1/conversations",
                headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
            )
            assert ("access-control-allow-origin" in asked.headers) is allowed
