"""Facts from the words of a source that every format shares: channels, persons, numbers, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache

from knowledge_base.imports.figures import FeeReading, TimeReading
from knowledge_base.imports.texts import say
from knowledge_base.schema import Channel, LegalDocument, Method, PaperAction, Status, TimeLimit
from knowledge_base.text.normalise import clean, normalise, strip_diacritics

LONGEST_TEXT = 2000
"""As in the schema; the whole text stays in the source's sidecar."""

_CODE = re.compile(r"(?P<code>\d\.\d{6})(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2,3})?")
_CHANNELS = {
    Channel.IN_PERSON: re.compile(r"truc tiep|tai tru so|tai bo phan mot cua"),
    Channel.ONLINE: re.compile(r"truc tuyen|qua mang|internet|cong dich vu cong|toan trinh"),
    Channel.POST: re.compile(r"buu chinh|buu dien|bcci"),
}
_LEGAL_NUMBER = re.compile(
    r"(?<!\d)\d+(?:\.\d+)?/(?:\d{4}/)?[A-ZĐƯ][A-ZĐƯ0-9]*(?:-[A-ZĐƯ][A-ZĐƯ0-9]*)*", re.I
)
_FORM = re.compile(
    r"\bmẫu(?:\s+(?:số|đơn|tờ khai|phiếu))*\s*[:.]?\s*(?P<number>[a-zđ]{0,4}[.\-]?\d+[a-zđ]?)\b",
    re.I,
)
_DATE = re.compile(
    r"\b(?P<day>\d{1,2})(?:\s*[/.\-]\s*|\s+tháng\s+)(?P<month>\d{1,2})"
    r"(?:\s*[/.\-]\s*|\s+năm\s+)(?P<year>\d{4})\b|\b(?P<iso>\d{4}-\d{2}-\d{2})"
)
_OUTSIDE_BRACKETS = re.compile(r"[,;\n](?![^()]*\))")
_STATUSES = {
    Status.ABOLISHED: re.compile(r"bai bo|het hieu luc|da huy"),
    Status.SUSPENDED: re.compile(r"tam dung|tam ngung"),
}


@lru_cache(maxsize=16384)  # labels and kinds return on every row
def folded(text: str) -> str:
    """Gives the form in which labels are compared: no marks, no case, no punctuation."""
    plain = strip_diacritics(normalise(text))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def clipped(text: str) -> str:
    """Gives the text as a record may hold it."""
    text = clean(text)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def lines_of(text: str) -> tuple[str, ...]:
    """Splits a source's text into its lines."""
    return tuple(line for part in text.splitlines() if (line := clipped(part)))


def read_code(text: str) -> str | None:
    """Reads ``1.001193``, also with the suffix of a province: ``1.001193.000.00.00.H26``."""
    found = _CODE.fullmatch(clean(text).upper())
    return found["code"] if found else None


def read_channels(text: str) -> list[Channel]:
    """Finds every channel that the text names."""
    plain = folded(text)
    return [channel for channel, words in _CHANNELS.items() if words.search(plain)]


def read_who(text: str) -> tuple[str, ...]:
    """Splits a list of persons; commas in brackets belong to one."""
    parts = (clipped(part) for part in _OUTSIDE_BRACKETS.split(text[:LONGEST_TEXT]))
    return tuple(dict.fromkeys(part for part in parts if part))


def read_status(text: str) -> Status | None:
    """Reads the status where the words say that the procedure ended or rests."""
    plain = folded(text)
    return next((status for status, words in _STATUSES.items() if words.search(plain)), None)


def read_date(value: object) -> date | None:
    """Reads ``25/04/2019``, ``ngày 25 tháng 4 năm 2019``, ``2019-04-25`` or a date cell."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DATE.search(clean(str(value or "")))
    if not found:
        return None
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def legal_numbers(text: str) -> list[str]:
    """Finds the numbers of laws, decrees and decisions, such as ``60/2014/QH13``."""
    return list(dict.fromkeys(found.upper() for found in _LEGAL_NUMBER.findall(clean(text))))


def same_number(number: str) -> str:
    """Gives the form in which numbers of documents are compared: ``07/2025`` is ``7/2025``."""
    found = legal_numbers(number)
    return found[0].lstrip("0") if found else folded(number)


def form_numbers(text: str) -> list[str]:
    """Finds numbers of forms: ``Mẫu số 01`` gives ``1``, ``Mẫu CT01`` gives ``CT01``."""
    return list(
        dict.fromkeys(found["number"].upper().lstrip("0") for found in _FORM.finditer(text))
    )


def form_name(text: str) -> str | None:
    """Gives the words that name a form, as ``Mẫu số 01``."""
    found = _FORM.search(clean(text))
    return found[0] if found else None


def read_action(text: str) -> PaperAction:
    """Says whether a paper is only shown."""
    return PaperAction.PRESENT if "xuat trinh" in folded(text) else PaperAction.SUBMIT


def legal_document(number: str, effective: object = None) -> LegalDocument | None:
    """Makes an entry of the legal basis from a number, or from a title without one."""
    found = legal_numbers(number)
    text = found[0] if found else clipped(number)
    return LegalDocument(number=text, effective=read_date(effective)) if text else None


def methods_of(
    channels: Iterable[Channel], limit: TimeReading, fees: FeeReading, note: str
) -> list[Method]:
    """Makes a method for each channel and each case of the fee."""
    return [
        Method(channel=channel, case=case, time_limit=_noted(limit, note), fee=fee)
        for channel in channels
        for case, fee in fees.fees
    ]


def _noted(limit: TimeReading, note: str) -> TimeLimit | None:
    if limit.limit is None or limit.limit.note or not re.search(r"kể từ|tính từ|thời hạn", note):
        return limit.limit
    return limit.limit.model_copy(update={"note": clipped(note)})


def told_apart(methods: Sequence[Method]) -> tuple[Method, ...]:
    """Drops methods that state the same and names the cases of the others of one channel."""
    result: list[Method] = []
    for channel in dict.fromkeys(method.channel for method in methods):
        distinct: list[Method] = []
        for method in methods:
            if method.channel is channel and method not in distinct:
                distinct.append(method)
        seen: set[str | None] = set()
        for number, method in enumerate(distinct, start=1):
            if len(distinct) > 1 and (method.case is None or method.case in seen):
                method = method.model_copy(update={"case": say("case_numbered", number=number)})
            seen.add(method.case)
            result.append(method)
    return tuple(result)
