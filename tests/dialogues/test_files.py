"""The conversations in this folder are written as the one who plays them reads them.

A conversation has a name, a channel, a locale, the ward's local time at which it happens, and
three to ten turns. A turn sends one of

- ``say``: a text;
- ``choose``: the string of a button;
- ``press``: a button of the last reply with choices, by its number from 1 or by words of its title;

and expects, where they are given, a ``status``, ``kind``, ``code`` or ``aspect`` (one, or any of a
list), every ``text`` and no ``not_text``. With ``up_to: N`` it is sent as long as the last turn
ended as ``clarifying``, N times at most and perhaps never; the last turn must then be as expected.
"""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.dialogues.player import DIALOGUES

CATALOGUE = ROOT / "knowledge_base" / "catalogue"
SENT = {"say", "choose", "press"}
VALUES = {
    "status": {
        "answered",
        "clarifying",
        "not_found",
        "out_of_scope",
        "handed_off",
        "done",
        "error",
    },
    "kind": {"text", "procedure", "choices", "ticket", "feedback", "handoff", "notice"},
    "code": {path.stem for path in CATALOGUE.glob("*/*.yaml")},
    "aspect": {
        "documents",
        "fee",
        "time_limit",
        "place",
        "online",
        "steps",
        "conditions",
        "result",
        "form",
        "legal_basis",
    },
}
WORDS = {"text", "not_text"}


@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=DIALOGUES)
def test_a_conversation_can_be_played(dialogue: dict[str, Any]) -> None:
    assert dialogue.keys() <= {"name", "channel", "locale", "at", "turns"}
    assert dialogue.get("channel", "web") in {"web", "kiosk"}
    assert dialogue.get("locale", "vi") in {"vi", "en"}
    datetime.fromisoformat(dialogue.get("at", "2026-11-23T09:00"))
    assert 3 <= len(dialogue["turns"]) <= 10


@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=DIALOGUES)
def test_each_turn_sends_one_thing_and_expects_what_exists(dialogue: dict[str, Any]) -> None:
    for turn in dialogue["turns"]:
        assert turn.keys() <= SENT | VALUES.keys() | WORDS | {"up_to"}, turn
        assert len(turn.keys() & SENT) == 1, turn
        assert turn.keys() - SENT - {"up_to"}, f"nothing is expected: {turn}"
        assert isinstance(turn.get("say", ""), str), turn
        for key, allowed in VALUES.items():
            expected = turn.get(key, [])
            assert set(expected if isinstance(expected, list) else [expected]) <= allowed, turn
        for key in WORDS & turn.keys():
            assert all(isinstance(word, str) for word in turn[key]), turn


def test_there_are_enough_conversations_and_no_two_of_one_name() -> None:
    names = Counter(dialogue["name"] for dialogue in DIALOGUES.values())
    assert len(names) >= 130
    assert names.most_common(1)[0][1] == 1
