"""Prepares an English text for an English voice, which reads figures by itself."""

from __future__ import annotations

import re

_LINK = re.compile(r"\s*(?:https?://|www\.)\S*[^\s.,;:!?)]")
_LINE = re.compile(r"[.:;,]?\s*[\n\r]+\s*(?:[-–•*]\s+)?")
_PLURAL = re.compile(r"(?<![\w.,])([\d.,]+)( [a-z ]+?)\(s\)")
_RECEIPT = re.compile(r"(?<![\w-])[A-Z]{2}(?:-[A-Z\d]{4}){2,}(?![\w-])")
_SPELLED = re.compile(r"(?<![\w.])(?:[A-ZĐ]\d{3}|\d\.\d{6}|\d{7,})(?![\w])")
# Emergency numbers, unless something is counted: "113 papers".
_EMERGENCY = re.compile(
    r"(?<![\w.,])11[1-5](?=\s*(?:$|[(),.;:!?]|(?:or|and|for|now|if)\b))(?![.,]\d)"
)
_GROUPS = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?![\w])")
_BREAK = re.compile(r"\s*[()\[\]{};–—]+\s*|\s+[-/]+\s+")
_SILENT = re.compile(r"[“”„«»\"*•|<>]+")
_ENDS = re.compile(r"\s*,[\s,]*(?=[.,:?!]|$)")


def read_english(text: str) -> str:
    """Spells codes and tickets, writes pauses for brackets and lines, leaves addresses out."""
    text = _LINE.sub(". ", _LINK.sub("", text).strip())
    text = _PLURAL.sub(lambda m: f"{m[1]}{m[2]}{'' if m[1] == '1' else 's'}", text)
    text = _RECEIPT.sub(lambda match: ", ".join(map(" ".join, match[0].split("-"))), text)
    for spelled in (_SPELLED, _EMERGENCY):
        text = spelled.sub(lambda match: " ".join(match[0].replace(".", "")), text)
    text = _GROUPS.sub(lambda match: match[0].replace(".", ","), text)
    text = _SILENT.sub(" ", _BREAK.sub(", ", text))
    return " ".join(_ENDS.sub("", text).split()).lstrip(",. ")
