"""Reads the numbers of laws and decisions, procedure codes, and codes of forms and tickets."""

from __future__ import annotations

import re

from knowledge_base.speech.numbers import Numbers
from knowledge_base.speech.table import DocumentWords

_UPPER = "A-ZĐƯ"
_LETTER = r"[^\W\d_]"
# 60/2014/QH13, 163/QĐ-BTP; with a slash or two, its last part begins with a capital letter.
_NUMBER = re.compile(
    rf"(?<![\w/.])(\d{{1,5}}(?:\.\d{{1,2}}|[a-zA-Z])?)/(?:(\d{{4}})/)?([{_UPPER}]\w{{0,12}}(?:-[{_UPPER}]\w{{0,12}}){{0,6}})(?![\w/])"
)
_PARLIAMENT = re.compile(r"([A-ZƯ]+)(\d{1,2})")
_CODE_OF_PROCEDURE = re.compile(r"(?<![\w.])\d\.\d{6}(?:\.[A-Z\d]+)*(?!\w)")
_FORM = re.compile(
    rf"(?i:(?<!\w)(mẫu|mẫu số|biểu mẫu số|biểu số|tờ khai)\s+)([{_UPPER}\d][\w./-]*\w|\d)"
)
_MIXED = re.compile(r"(?<![\w])(?=[\w./-]*\d)(?=[\w./-]*[^\W\d_])[^\W_]+(?:[-./][^\W_]+)*(?!\w)")
_BETWEEN_FIGURES = re.compile(r"(?<=\d)[./](?=\d)")
_MARKS = {".": " chấm ", "/": " trên "}
_PIECE = re.compile(rf"\d+|[{_UPPER}]+(?![a-zà-ỹ])|{_LETTER}+")


class Documents:
    """Reads what is numbered by offices."""

    def __init__(self, words: DocumentWords, numbers: Numbers) -> None:
        """Takes the names of kinds of documents and of those who issue them."""
        self._kinds = words.kinds
        self._bodies = words.bodies
        self._numbers = numbers
        names = sorted({*words.kinds.values(), "luật", "bộ luật", "văn bản"}, key=len, reverse=True)
        kinds = "|".join(map(re.escape, names))
        self._after_kind = re.compile(rf"(?:{kinds})(?:\s+số)?:?\s*$", re.IGNORECASE)
        shorts = "|".join(map(re.escape, words.kinds))
        self._short_kind = re.compile(rf"(?<![\w/-])({shorts})(?=(?:\s+số)?:?\s+\d[\w.]*/\d{{4}})")
        # A number and its year alone: only after the kind of document.
        self._short = re.compile(
            rf"(?<!\w)({kinds})(\s+số)?:?\s+(\d{{1,5}})/(\d{{4}})(?![\w/])", re.IGNORECASE
        )

    def read(self, text: str) -> str:
        """Replaces numbers of documents, procedures and forms."""
        text = self._short_kind.sub(lambda match: self._kinds[match[1]], text)
        text = _NUMBER.sub(self._document, text)
        text = self._short.sub(self._short_document, text)
        text = _CODE_OF_PROCEDURE.sub(lambda match: self._procedure(match[0]), text)
        return _FORM.sub(lambda match: f"{match[1]} {self.spell(match[2])}", text)

    def read_codes(self, text: str) -> str:
        """Replaces what mixes letters and figures, such as tickets (A012) and forms (CT01)."""
        return _MIXED.sub(lambda match: self.spell(match[0]), text)

    def spell(self, code: str) -> str:
        """Says a code: letters one by one, figures as in codes."""
        if code.count("-") > 2:  # a receipt such as PA-7K3M-9Q2H-XE4T
            return ", ".join(self.spell(group) for group in code.split("-"))
        code = _BETWEEN_FIGURES.sub(lambda match: _MARKS[match[0]], code)
        said = []
        for piece in _PIECE.findall(code):
            if piece.isdigit():
                said.append(self._numbers.code(piece))
            else:
                said.append(" ".join(piece) if piece.isupper() else piece)
        return " ".join(said)

    def _document(self, match: re.Match[str]) -> str:
        number, year, tail = match.groups()
        parts = tail.split("-")
        kind = next((self._kinds[part] for part in parts if part in self._kinds), None)
        if year is None and (kind is None or len(parts) == 1):
            return match[0]  # the code of a form
        before = match.string[: match.start()]
        said = "" if kind is None or self._after_kind.search(before) else f"{kind} "
        if not re.search(r"(?i:số):?\s*$", before):
            said += "số "
        said += self._number(number)
        if year:
            said += f", năm {self._numbers.cardinal(int(year))}"
        bodies = [self._body(part) for part in parts if part not in self._kinds]
        return f"{said} của {', '.join(bodies)}" if bodies else said

    def _number(self, number: str) -> str:
        if number.isdigit() and not number.startswith("0"):
            return self._numbers.cardinal(int(number))
        return self.spell(number)

    def _body(self, part: str) -> str:
        if part in self._bodies:
            return self._bodies[part]
        numbered = _PARLIAMENT.fullmatch(part)
        if numbered and numbered[1] in self._bodies:
            return f"{self._bodies[numbered[1]]} khóa {self._numbers.cardinal(int(numbered[2]))}"
        return self.spell(part)

    def _short_document(self, match: re.Match[str]) -> str:
        kind, _, number, year = match.groups()
        return f"{kind} số {self._number(number)}, năm {self._numbers.cardinal(int(year))}"

    def _procedure(self, code: str) -> str:
        parts = (
            self.spell(part) if not part.isdigit() else self._numbers.digits(part)
            for part in code.split(".")
        )
        return " chấm ".join(parts)
