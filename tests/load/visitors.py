"""Visitors who talk with the product over HTTP."""

from __future__ import annotations

import itertools
import time
import uuid
from typing import Any, NamedTuple

import httpx2 as httpx

from knowledge_base.evaluation.questions import FOLDER, read_questions
from tests.load.product import Product

FOLLOW_UPS = ("cần giấy tờ gì", "lệ phí bao nhiêu ạ", "mất bao lâu thì xong", "nộp ở đâu")
SMALL_TALK = ("xin chào", "cảm ơn em nhé", "tạm biệt", "dạ vâng cảm ơn cán bộ")
TICKET_WISHES = ("cho tôi lấy số thứ tự", "lay so", "cho em xin số")


class Said(NamedTuple):
    """One turn as the visitor saw it."""

    kind: str
    ms: float
    status: str


def connect(product: Product) -> httpx.Client:
    """Opens a client that keeps its connection."""
    return httpx.Client(base_url=f"{product.address}/api/v1", timeout=30, trust_env=False)


def questions(style: str, skipped: int = 0) -> list[str]:
    """Lists development questions of one style."""
    asked = [
        item.q
        for item in read_questions(FOLDER / "development/procedures.jsonl")
        if item.style == style
    ]
    return asked[skipped:]


def talk(client: httpx.Client, lines: list[tuple[str, str]]) -> list[Said]:
    """Holds one conversation; where the assistant asks which procedure, the first is chosen."""
    opened = client.post("/conversations", json={}).raise_for_status().json()
    path = f"/conversations/{opened['id']}/messages"
    client.headers["Authorization"] = f"Bearer {opened['token']}"
    turns: list[Said] = []

    def say(kind: str, message: dict[str, str]) -> dict[str, Any]:
        started = time.perf_counter()
        response = client.post(path, json=message, headers={"Idempotency-Key": uuid.uuid4().hex})
        ms = (time.perf_counter() - started) * 1000
        answer: dict[str, Any] = response.raise_for_status().json()
        turns.append(Said(kind, ms, answer["status"]))
        return answer

    for kind, text in lines:
        answer = say(kind, {"text": text})
        choices = answer["replies"][-1].get("choices") or [{"choice": ""}]
        if kind == "question" and choices[0]["choice"].startswith("procedure:"):
            say("choice", {"choice": choices[0]["choice"]})
    return turns


def scripts(count: int, skipped: int = 0) -> list[list[tuple[str, str]]]:
    """Writes conversations of six messages each, no question twice."""
    plain = itertools.cycle(questions("plain", skipped))
    bare = itertools.cycle(questions("unaccented", skipped))
    return [
        [
            ("small talk", SMALL_TALK[number % len(SMALL_TALK)]),
            ("question", next(plain)),
            ("follow-up", FOLLOW_UPS[number % len(FOLLOW_UPS)]),
            ("follow-up", FOLLOW_UPS[(number + 1) % len(FOLLOW_UPS)]),
            ("no accents", next(bare)),
            ("ticket", TICKET_WISHES[number % len(TICKET_WISHES)]),
        ]
        for number in range(count)
    ]
