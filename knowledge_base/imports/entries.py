"""Makes facts from the values of one entry, whatever the format they stood in.

Values may be strings, lists of strings or lists of objects: exports and wards' own tools differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import HttpUrl, TypeAdapter, ValidationError

from knowledge_base.imports import readings
from knowledge_base.imports.facts import FileReading, ImportedFacts, Spot
from knowledge_base.imports.figures import read_fees, read_time_limit
from knowledge_base.imports.keys import by_fact, key_table
from knowledge_base.imports.texts import say
from knowledge_base.schema import (
    LegalDocument,
    Method,
    Paper,
    PaperAction,
    PaperCase,
    Sheets,
)
from knowledge_base.text.normalise import clean

_MOST_SHEETS = 20
_HTTP_URL = TypeAdapter(HttpUrl)
_REMARK_KINDS = re.compile(r"luu y|ghi chu")
_WAY_KINDS = re.compile(
    r"(?:loai )?ban (?:chinh|sao|dien tu|goc).*|(?:cac )?giay to phai (?:nop|xuat trinh)"
    r"|(?:thanh phan ho so )?(?:bao )?gom|"
)


@dataclass(frozen=True)
class Entry:
    """Values of one procedure under our names of facts (the first block of ``portal_keys.yaml``).

    Attributes:
        text: The entry as it stands in the file.
    """

    values: Mapping[str, object]
    spot: Spot
    text: str


def facts_of(entry: Entry, reading: FileReading) -> None:
    """Adds the facts of an entry to what was read, or says why they cannot be used."""
    values, spot = entry.values, entry.spot
    given = clean(_text(values.get("code")))
    code = readings.read_code(given)
    if code is None:
        key = "code_missing" if not given else "code_malformed"
        reading.refuse(spot, given or None, say(key, code=given[:60]))
        return
    if first := reading.codes.get(code):
        reading.refuse(spot, code, say("code_twice", code=code, first=first.text))
        return
    reading.codes[code] = spot
    name = readings.clipped(_text(values.get("name")))
    if not name:
        reading.refuse(spot, code, say("name_missing"))
        return
    _check_level(values, code, spot, reading)
    reading.facts.append(
        ImportedFacts(
            code=code,
            name=name,
            spot=spot,
            field=_field(values),
            decision_number=_decision(values),
            decision_date=_decision_date(values),
            status=readings.read_status(_text(values.get("status"))),
            who=readings.read_who(_text(values["who"])) or None if "who" in values else None,
            methods=_methods(values, code, spot, reading),
            documents=_documents(values["documents"]) if "documents" in values else None,
            legal_basis=_legal_basis(values["legal_basis"]) if "legal_basis" in values else None,
            steps=_lines(values, "steps", "step"),
            conditions=_lines(values, "conditions", "step"),
            results=_lines(values, "results", "result"),
            agency=_line(values, "agency"),
            place=_line(values, "place"),
            url=_url(values),
            source_text=entry.text,
        )
    )


def _check_level(values: Mapping[str, object], code: str, spot: Spot, reading: FileReading) -> None:
    level = readings.clipped(_text(values.get("level")))
    if level and not re.search(r"\b(?:xa|phuong)\b", readings.folded(level)):
        reading.remark(spot, code, say("level_not_ward", level=level))


def _text(value: object) -> str:
    """Gives any value as text; a list becomes lines, an object its values."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return "\n".join(filter(None, map(_text, value.values())))
    return str(value)


def _line(values: Mapping[str, object], fact: str) -> str | None:
    return readings.clipped(_text(values.get(fact))) or None


def _field(values: Mapping[str, object]) -> str | None:
    field = _line(values, "field")
    return re.sub(r"^lĩnh vực[\s:]+", "", field, flags=re.I) if field else None


def _url(values: Mapping[str, object]) -> str | None:
    try:
        return str(_HTTP_URL.validate_python(_line(values, "url")))
    except ValidationError:
        return None


def _decision(values: Mapping[str, object]) -> str | None:
    text = _line(values, "decision_number")
    numbers = readings.legal_numbers(text or "")
    return numbers[0] if numbers else text


def _decision_date(values: Mapping[str, object]) -> date | None:
    stated = readings.read_date(values.get("decision_date"))
    return stated or readings.read_date(_text(values.get("decision_number")))


def _entries(value: object, kind: str, main: str) -> Iterator[dict[str, object]]:
    """Yields the objects of a list under our names; a string counts as its ``main`` fact."""
    for item in value if isinstance(value, list | tuple) else [value]:
        if isinstance(item, dict):
            yield by_fact(item, key_table("portal_keys.yaml")[kind])
        elif text := _text(item):
            yield {main: text}


def _methods(
    values: Mapping[str, object], code: str, spot: Spot, reading: FileReading
) -> tuple[Method, ...] | None:
    if "methods" not in values:
        if figures := _text([values.get("time"), values.get("fee")]):
            reading.remark(spot, code, say("channel_missing", text=readings.clipped(figures)))
        return None
    methods: list[Method] = []
    for item in _entries(values["methods"], "method", "channel"):
        words = _text(item.get("channel"))
        channels = readings.read_channels(words)
        if not channels:
            if words:
                reading.remark(spot, code, say("channel_unknown", text=readings.clipped(words)))
            continue
        note = _text(item.get("note"))
        # A figure beside the list of channels stands for all of them.
        limit = read_time_limit(_text(item.get("time", values.get("time"))))
        fees = read_fees(_text(item.get("fee", values.get("fee"))), note)
        for doubt, key in ((limit.doubt, "time_unread"), (fees.doubt, "fee_unread")):
            if doubt and not any(r.code == code and doubt in r.text for r in reading.remarks[-8:]):
                reading.remark(spot, code, say(key, text=doubt))
        methods += readings.methods_of(channels, limit, fees, note)
    return readings.told_apart(methods) or None


def _documents(value: object) -> tuple[PaperCase, ...]:
    cases: dict[str | None, list[Paper]] = {}
    for item in _entries(value, "paper", "name"):
        kind = readings.folded(_text(item.get("kind")))
        names = _text(item.get("name"))
        if _REMARK_KINDS.search(kind) or _no_paper(item):
            continue
        case = _line(item, "case")
        if case is None and not _WAY_KINDS.fullmatch(kind):
            case = _line(item, "kind")
        # A plain text lists its papers line by line; an object is one paper.
        for name in readings.lines_of(names) if len(item) == 1 else [readings.clipped(names)]:
            if name := name.lstrip("-+*• ").rstrip("; "):
                cases.setdefault(case, []).append(_paper(name, item, kind))
    return tuple(PaperCase(case=case, items=items) for case, items in cases.items())


def _no_paper(item: Mapping[str, object]) -> bool:
    """Says whether the source counts neither original nor copy: then it is a remark."""
    counted = [item[key] for key in ("original", "copy") if key in item]
    return len(counted) == 2 and not any(map(_sheets, counted))


def _paper(name: str, item: Mapping[str, object], kind: str) -> Paper:
    original, copies = _sheets(item.get("original")), _sheets(item.get("copy"))
    quantity = _text(item.get("quantity"))
    if quantity and original is None and copies is None:
        original = _counted(quantity, "bản chính")
        copies = _counted(quantity, "bản sao")
    stated = _line(item, "form")
    return Paper(
        name=name,
        original=original,
        copy=copies,
        form=readings.form_name(stated or "") or stated or readings.form_name(name),
        action=PaperAction.PRESENT if "xuat trinh" in kind else readings.read_action(name),
        note=_line(item, "note"),
    )


def _sheets(value: object) -> Sheets:
    if isinstance(value, bool):
        return True if value else None
    found = re.search(r"\d+", _text(value))
    count = int(found[0][:6]) if found else 0
    return count if 0 < count <= _MOST_SHEETS else None


def _counted(text: str, word: str) -> Sheets:
    text = clean(text)
    found = re.search(rf"{word}\s*:?\s*(\d+)", text, re.I)
    found = found or re.search(rf"(\d+)\s*{word}", text, re.I)
    return _sheets(found[1]) if found else None


def _legal_basis(value: object) -> tuple[LegalDocument, ...]:
    documents: dict[str, LegalDocument] = {}
    for item in _entries(value, "legal", "number"):
        texts = _text(item.get("number")) or _text(item.get("title"))
        for text in readings.lines_of(texts):
            numbers = readings.legal_numbers(text) if len(item) == 1 else [text]
            for number in numbers or [text]:
                if document := readings.legal_document(number, item.get("effective")):
                    documents.setdefault(readings.same_number(document.number), document)
    return tuple(documents.values())


def _lines(values: Mapping[str, object], fact: str, kind: str) -> tuple[str, ...] | None:
    """Gives the lines of a text as they are; only an editor reads them."""
    if fact not in values:
        return None
    texts = (
        _text([item.get("case"), item.get("text")]) for item in _entries(values[fact], kind, "text")
    )
    return tuple(line.strip() for text in texts for line in text.splitlines() if line.strip())
