"""Paragraphs and tables of Word and HTML documents in one shape."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from knowledge_base.imports.guard import FileKind, OpenedFile, RefusedFile
from knowledge_base.imports.texts import say
from knowledge_base.text.normalise import clean

_MOST_BLOCKS = 50_000
_MOST_TAGS = 100_000
_UNSEEN = {"script", "style", "template", "noscript", "head", "iframe", "object", "svg"}
# fmt: off
_BLOCK_TAGS = {
    "address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "fieldset",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul",
}
# fmt: on
_SPACE = re.compile(r"\s+")

Part = str | tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Block:
    """A line of text, or a table as rows of cells; one of both is empty.

    Attributes:
        number: Place in the document, from 1.
    """

    number: int
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def read_blocks(opened: OpenedFile) -> list[Block]:
    """Reads a document into blocks.

    Raises:
        RefusedFile: The document is broken or endless.
    """
    read = _word if opened.kind is FileKind.DOCX else _html
    blocks: list[Block] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of markup that looks like something else
            for number, part in enumerate(read(opened.data), start=1):
                if number > _MOST_BLOCKS:
                    raise RefusedFile(say("document_endless"))
                if isinstance(part, str):
                    blocks.append(Block(number, text=part))
                else:
                    blocks.append(Block(number, rows=part))
    except RefusedFile:
        raise
    except Exception as error:  # a broken document makes the libraries raise nearly anything
        raise RefusedFile(say("file_broken")) from error
    return blocks


def _word(data: bytes) -> Iterator[Part]:
    document = Document(BytesIO(data))
    body: Any = document.element.body
    if body.xpath(".//w:ins | .//w:del"):  # which words count is not decided yet
        raise RefusedFile(say("word_tracked"))
    for content in body.xpath(".//w:sdt/w:sdtContent"):
        control = content.getparent()  # python-docx does not look into content controls
        for child in list(content):
            control.addprevious(child)
        control.getparent().remove(control)
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            yield from _lines(item.text)
        else:
            yield tuple(_word_row(item))


def _word_row(table: Table) -> Iterator[tuple[str, ...]]:
    for row in table.rows:
        cells: list[str] = []
        previous = None
        for cell in row.cells:
            if cell._tc is not previous:  # a merged cell is given once for each column it covers
                cells.append("\n".join(_lines(cell.text)))
            previous = cell._tc
        yield tuple(cells)


def _html(data: bytes) -> Iterator[Part]:
    if data.count(b"<") > _MOST_TAGS:
        raise RefusedFile(say("document_endless"))
    page = _Page()
    for opens, node in _walk(BeautifulSoup(data, "lxml")):
        if not isinstance(node, Tag):
            page.add(_SPACE.sub(" ", node))
        elif opens:
            page.open(node.name)
        else:
            page.close(node.name)
    page.flush()
    return iter(page.parts)


def _walk(root: Tag) -> Iterator[tuple[bool, Tag | NavigableString]]:
    """Yields texts, and each tag when it opens and when it closes, without recursion."""
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(root, iter(root.contents))]
    while stack:
        tag, contents = stack[-1]
        node = next(contents, None)
        if node is None:
            yield False, tag
            stack.pop()
        elif isinstance(node, Tag):
            if node.name not in _UNSEEN:
                yield True, node
                stack.append((node, iter(node.contents)))
        elif type(node) is NavigableString:  # not a comment or the like
            yield True, node


@dataclass
class _OpenTable:
    """A table being read; one made for the looks only frames what stands in it."""

    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] | None = None
    for_looks: bool = False


class _Page:
    """Collects the lines and tables of a page in their order."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._text: list[str] = []
        self._tables: list[_OpenTable] = []

    def add(self, text: str) -> None:
        table = self._table()
        if table is None:
            self._text.append(text)
        elif table.cell is not None:
            table.cell.append(text)

    def open(self, name: str) -> None:
        table = self._table()
        if name == "table":
            if table is not None:  # the tables inside hold the data
                table.for_looks = True
                self._text += [f"{cell}\n" for row in table.rows for cell in row]
                self._text += table.cell or []
            self.flush()
            self._tables.append(_OpenTable())
        elif name in _BLOCK_TAGS:
            self.add("\n")
        if table is not None and name == "tr":
            table.rows.append([])
        elif table is not None and name in ("td", "th"):
            table.cell = []

    def close(self, name: str) -> None:
        table = self._table()
        if name == "table" and self._tables:
            closed = self._tables.pop()
            if not closed.for_looks:
                self.parts.append(tuple(tuple(row) for row in closed.rows if row))
        elif name in _BLOCK_TAGS:
            self.add("\n")
        if table is not None and name in ("td", "th") and table.rows and table.cell is not None:
            table.rows[-1].append("\n".join(_lines("".join(table.cell))))
            table.cell = None

    def flush(self) -> None:
        """Ends the text before a table or at the end of the page."""
        self.parts.extend(_lines("".join(self._text)))
        self._text.clear()

    def _table(self) -> _OpenTable | None:
        """Gives the table to which a text belongs."""
        table = self._tables[-1] if self._tables else None
        return None if table is None or table.for_looks else table


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line := clean(line):
            yield line
