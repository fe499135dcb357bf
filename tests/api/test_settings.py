from api.settings import Settings
from ops.run import PORTS
from tests.conftest import ROOT


def test_every_setting_is_documented() -> None:
    documented = (ROOT / "docs" / "configuration.md").read_text()
    names = [name.upper() for name in Settings.model_fields] + list(PORTS)
    assert [name for name in names if f"`{name}`" not in documented] == []


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = (ROOT / "docs" / "configuration.md").read_text()
    rows = [line.split("`")[1] for line in documented.splitlines() if line.startswith("| `")]
    names = {name.upper() for name in Settings.model_fields} | set(PORTS)
    assert [row for row in rows if row.isupper() and row not in names] == []


def test_secrets_are_not_printed() -> None:
    settings = Settings.model_validate({"bot_secret": "hidden", "service_key": "hidden"})
    assert "hidden" not in repr(settings)
