"""The strings that buttons send, and what they mean to the dialogue engine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from api.errors import InvalidRequest
from knowledge_base.search.aspects import Aspect

_PLAIN = {
    "ticket:take": "take_ticket",
    "ticket:show": "show_ticket",
    # The page has asked the visitor already: the number is given up at once.
    "ticket:cancel": 'cancel_ticket{"cancel_confirmed": true}',
    "feedback:give": "give_feedback",
    "person": "ask_person",
    "yes": "affirm",
    "no": "deny",
    "repeat": "repeat",
    "skip": "skip",
    "none_of_these": "none_of_these",
    "greet": "greet",
    "checklist": "ask_checklist",
    "silence": "silence",
    "priority:ask": "claim_priority",
    "complaint:make": "make_complaint",
}
_WITH_VALUE: dict[str, tuple[str, str, Callable[[str], bool]]] = {
    "procedure": ("choose_procedure", "procedure_code", re.compile(r"\d\.\d{6}").fullmatch),  # type: ignore[dict-item]
    "aspect": ("choose_aspect", "aspect", lambda value: value in set(Aspect)),
    "group": ("choose_group", "service_group", re.compile(r"[a-z0-9-]{1,60}").fullmatch),  # type: ignore[dict-item]
    "case": ("choose_case", "case", re.compile(r"\d{1,2}|none").fullmatch),  # type: ignore[dict-item]
    "field": ("choose_field", "field", re.compile(r"[a-z0-9-]{1,120}(/\d{1,2})?").fullmatch),  # type: ignore[dict-item]
    "priority": ("choose_priority", "priority", re.compile(r"[a-z_]{1,20}").fullmatch),  # type: ignore[dict-item]
    "reason": ("choose_reason", "reason", re.compile(r"[a-z_]{1,40}").fullmatch),  # type: ignore[dict-item]
    "place": ("ask_place", "place", re.compile(r"[a-z0-9-]{1,60}").fullmatch),  # type: ignore[dict-item]
    "guide": ("robot_guide", "place", re.compile(r"[a-z0-9-]{1,60}").fullmatch),  # type: ignore[dict-item]
    "rate": ("rate", "rating", lambda value: value in {"1", "2", "3", "4"}),
}


def procedure_choice(code: str) -> str:
    """Gives the string that chooses a procedure."""
    return f"procedure:{code}"


def aspect_choice(aspect: Aspect) -> str:
    """Gives the string that asks for an aspect of the procedure in hand."""
    return f"aspect:{aspect}"


def group_choice(slug: str) -> str:
    """Gives the string that chooses a group of counters."""
    return f"group:{slug}"


def case_choice(at: int | None) -> str:
    """Gives the string that answers a question of a checklist; ``None``: none of its cases."""
    return f"case:{'none' if at is None else at}"


def field_choice(slug: str, page: int) -> str:
    """Gives the string that lists the procedures of a field, from page 0."""
    return f"field:{slug}/{page}" if page else f"field:{slug}"


def priority_choice(priority: str) -> str:
    """Gives the string that claims a class of priority."""
    return f"priority:{priority}"


def place_choice(slug: str) -> str:
    """Gives the string that asks where a place is."""
    return f"place:{slug}"


def guide_choice(slug: str) -> str:
    """Gives the string that asks the robot to guide to a place."""
    return f"guide:{slug}"


def split_choice(choice: str) -> tuple[str, str | None]:
    """Splits a choice into its kind and its value.

    Raises:
        InvalidRequest: There is no such choice.
    """
    if choice in _PLAIN:
        return choice, None
    kind, _, value = choice.partition(":")
    if kind in _WITH_VALUE and _WITH_VALUE[kind][2](value):
        return kind, value
    raise InvalidRequest("Lựa chọn này không còn dùng được. Anh/chị chọn lại hoặc nhập câu hỏi.")


def rasa_message(choice: str) -> str:
    """Writes a choice as the message that Rasa takes for an intent with its entity.

    Raises:
        InvalidRequest: There is no such choice.
    """
    kind, value = split_choice(choice)
    if value is None:
        return f"/{_PLAIN[kind]}"
    intent, entity, _ = _WITH_VALUE[kind]
    return f"/{intent}{json.dumps({entity: value})}"
