"""Opens a file that somebody sent: first its size and shape, and only then its contents.

Nothing here trusts the file's name, and no reader is given a file that this did not pass.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path, PurePath

from knowledge_base.imports.texts import say
from knowledge_base.text.normalise import clean

_MEGABYTE = 1024 * 1024
_MACRO_PART = re.compile(r"vbaproject|vbadata|macrosheets/", re.I)
_MACRO_ENDINGS = {".xlsm", ".xltm", ".xlam", ".docm", ".dotm"}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


class RefusedFile(Exception):
    """The file as a whole cannot be used; the message says why and what to do, in Vietnamese."""


class FileKind(StrEnum):
    """What the bytes are, whatever the name says."""

    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"
    DOCX = "docx"


@dataclass(frozen=True)
class Limits:
    """How much of a file is looked at.

    Attributes:
        upload: Bytes of the file.
        unpacked: Bytes of all parts of a zip file together.
        parts: Number of parts of a zip file.
        ratio: Times that a part may grow when it is unpacked; real sheets stay under 50.
    """

    upload: int = 20 * _MEGABYTE
    unpacked: int = 60 * _MEGABYTE
    parts: int = 2000
    ratio: int = 200


@dataclass(frozen=True)
class OpenedFile:
    """A file that passed."""

    name: str
    kind: FileKind
    data: bytes


def open_file(path: Path, limits: Limits | None = None) -> OpenedFile:
    """Reads a file from the disk.

    Raises:
        RefusedFile: It is not there, or :func:`inspect` refuses it.
    """
    limits = limits or Limits()
    name = clean(path.name)
    try:
        if not path.is_file():
            raise RefusedFile(say("file_missing", name=name))
        _check_size(path.stat().st_size, limits)
        return inspect(name, path.read_bytes(), limits)
    except OSError as error:
        raise RefusedFile(say("file_unreadable", name=name)) from error


def inspect(name: str, data: bytes, limits: Limits | None = None) -> OpenedFile:
    """Decides what the bytes are and whether they may be read.

    Args:
        name: The name it was sent under; shown to people.
        data: The contents.
        limits: How much is too much.

    Raises:
        RefusedFile: Too large, broken, with macros or passwords, or of an unknown kind.
    """
    limits = limits or Limits()
    _check_size(len(data), limits)
    if data.startswith(b"PK"):
        return OpenedFile(name, _zip_kind(name, data, limits), data)
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise RefusedFile(say("file_locked" if locked else "file_old_office"))
    if data.startswith(b"%PDF"):
        raise RefusedFile(say("file_pdf"))
    start = _text_start(data)
    if start.startswith(("{", "[")):
        return OpenedFile(name, FileKind.JSON, data)
    if start.startswith("<"):
        return OpenedFile(name, FileKind.HTML, data)
    raise RefusedFile(say("file_unknown"))


def _check_size(size: int, limits: Limits) -> None:
    if size == 0:
        raise RefusedFile(say("file_empty"))
    if size > limits.upload:
        raise RefusedFile(
            say("file_too_large", size=_megabytes(size), limit=_megabytes(limits.upload))
        )


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.0f}"


def _text_start(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return data[:1000].decode(encoding, errors="ignore").lstrip()


def _zip_kind(name: str, data: bytes, limits: Limits) -> FileKind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_parts(archive, limits)
            names = set(archive.namelist())
            _check_macros(name, archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise RefusedFile(say("file_broken")) from error
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "word/document.xml" in names:
        return FileKind.DOCX
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise RefusedFile(say("file_old_office"))
    raise RefusedFile(say("file_unknown"))


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Looks at the declared sizes; zipfile never unpacks more than a part declares."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedFile(say("file_locked"))
    grown = any(
        part.file_size > _MEGABYTE and part.file_size > limits.ratio * max(part.compress_size, 1)
        for part in parts
    )
    total = sum(part.file_size for part in parts)
    if grown or total > limits.unpacked or len(parts) > limits.parts:
        raise RefusedFile(say("file_bomb", size=_megabytes(total)))


def _check_macros(name: str, archive: zipfile.ZipFile) -> None:
    declared = b""
    if "[Content_Types].xml" in archive.namelist():
        declared = archive.read("[Content_Types].xml")
    if (
        PurePath(name).suffix.lower() in _MACRO_ENDINGS
        or b"macroEnabled" in declared
        or any(_MACRO_PART.search(part) for part in archive.namelist())
    ):
        raise RefusedFile(say("file_macros"))


def decoded(opened: OpenedFile) -> str:
    """Gives the text of a JSON file.

    Raises:
        RefusedFile: It is neither UTF-8 nor UTF-16.
    """
    utf16 = opened.data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return opened.data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedFile(say("file_encoding")) from error
