"""Policy of the queue is data, checked at start."""

from pathlib import Path

import pytest
import yaml

from api.tickets.policy import QueuePolicy, load_queue_rules
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.policy.service_groups import load_service_groups
from tests.conftest import ROOT

SHIPPED = yaml.safe_load((ROOT / "api/policy/queue.yaml").read_text())


def test_the_shipped_classes_of_priority_are_those_of_the_interface() -> None:
    rules = load_queue_rules(load_service_groups())
    ids = [priority.id for priority in rules.priorities.priorities]
    assert ids == ["elderly", "disabled", "pregnant", "with_infant", "merit"]


def test_a_wards_own_files_replace_ours(tmp_path: Path) -> None:
    (tmp_path / "priorities.yaml").write_text("priorities: []\n")
    (tmp_path / "queue.yaml").write_text(yaml.safe_dump(SHIPPED | {"when_closed": "refuse"}))
    (tmp_path / "holidays.yaml").write_text("closed: [{day: 2026-11-23, name: Nghỉ}]\n")
    rules = load_queue_rules(load_service_groups(), tmp_path)
    assert rules.priorities.get("elderly") is None
    assert rules.queue.when_closed == "refuse"
    assert len(rules.holidays.closed) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("holidays.yaml", "closed: [{day: 2026-02-30, name: Nghỉ}]\n"),
        ("priorities.yaml", "priorities: [{id: elderly}]\n"),
        ("queue.yaml", "when_closed: never\n"),
    ],
)
def test_a_faulty_file_stops_the_start_and_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(KnowledgeBaseError, match=name):
        load_queue_rules(load_service_groups(), tmp_path)


def test_an_id_is_not_given_twice() -> None:
    twice = SHIPPED | {"outcomes": SHIPPED["outcomes"][:1] * 2}
    with pytest.raises(ValueError, match="given twice"):
        QueuePolicy.model_validate(twice)
