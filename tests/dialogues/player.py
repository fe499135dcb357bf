"""Plays a conversation through HTTP and says what is not as expected."""

from pathlib import Path
from typing import Any

import httpx2 as httpx
import yaml

HERE = Path(__file__).parent
DIALOGUES: dict[str, dict[str, Any]] = {
    f"{path.stem}: {dialogue['name']}": dialogue
    for path in sorted(HERE.glob("*.yml"))
    for dialogue in yaml.safe_load(path.read_text("utf-8"))
}
STANDARD_MOMENT = "2026-11-23T09:00"


class Player:
    """One visitor who follows a dialogue."""

    def __init__(self, api: httpx.Client, dialogue: dict[str, Any]) -> None:
        opened = api.post(
            "/api/v1/conversations",
            json={
                "channel": dialogue.get("channel", "web"),
                "locale": dialogue.get("locale", "vi"),
            },
        ).json()
        self._api = api
        self._path = f"/api/v1/conversations/{opened['id']}/messages"
        self._headers = {"Authorization": f"Bearer {opened['token']}"}
        self._turns = dialogue["turns"]
        self._buttons = buttons_of(opened["replies"])

    def play(self) -> list[str]:
        """Gives what was not as expected, one line a turn."""
        faults, answer = [], {"status": "answered", "replies": []}
        for number, turn in enumerate(self._turns, start=1):
            if "up_to" in turn:
                for _ in range(turn["up_to"]):
                    if answer["status"] == "clarifying":
                        answer = self._send(turn)
            else:
                answer = self._send(turn)
            if wrong := mismatch(turn, answer):
                faults.append(f"turn {number} {sent_of(turn)}: {wrong}; got {told(answer)}")
        return faults

    def _send(self, turn: dict[str, Any]) -> dict[str, Any]:
        if "say" in turn:
            body = {"text": turn["say"]}
        elif "choose" in turn:
            body = {"choice": turn["choose"]}
        else:
            body = {"choice": self._button(turn["press"])}
        response = self._api.post(self._path, json=body, headers=self._headers)
        answer: dict[str, Any] = response.json()
        if response.status_code != 200:
            return {"status": f"HTTP {response.status_code}", "replies": []}
        self._buttons = buttons_of(answer["replies"]) or self._buttons
        return answer

    def _button(self, wanted: int | str) -> str:
        if isinstance(wanted, int):
            return self._buttons[min(wanted, len(self._buttons)) - 1]["choice"]
        found = [one for one in self._buttons if wanted.lower() in one["title"].lower()]
        return found[0]["choice"] if found else "none_of_these"


def buttons_of(replies: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The buttons of the last reply that has any."""
    return next((reply["choices"] for reply in reversed(replies) if reply.get("choices")), [])


def mismatch(turn: dict[str, Any], answer: dict[str, Any]) -> str:
    """What of a turn's expectations does not hold; empty when all do."""
    replies = answer["replies"]
    cards = [reply["procedure"] for reply in replies if reply.get("procedure")]
    seen = {
        "status": {answer["status"]},
        "kind": {reply["kind"] for reply in replies},
        "code": {card["code"] for card in cards},
        "aspect": {card["aspect"] for card in cards},
    }
    text = " ".join(reply["text"] for reply in replies).lower()
    wrong = [
        f"{key} {turn[key]}" for key in seen if key in turn and not seen[key] & as_set(turn[key])
    ]
    wrong += [f"text {word!r}" for word in turn.get("text", []) if word.lower() not in text]
    wrong += [f"not {word!r}" for word in turn.get("not_text", []) if word.lower() in text]
    return ", ".join(wrong)


def as_set(expected: Any) -> set[str]:
    return set(expected) if isinstance(expected, list) else {expected}


def sent_of(turn: dict[str, Any]) -> str:
    return repr(next(turn[key] for key in ("say", "choose", "press") if key in turn))


def told(answer: dict[str, Any]) -> str:
    """A short account of an answer for whoever reads a failure."""
    said = []
    for reply in answer["replies"]:
        card = reply.get("procedure")
        shown = f" {card['code']}/{card['aspect']}" if card else ""
        said.append(f"{reply['kind']}{shown} {reply['text'][:160]!r}")
    return f"{answer['status']} {said}"
