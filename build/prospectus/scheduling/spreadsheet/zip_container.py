"""Checks of files that are ZIP archives, before a part of them is parsed: XLSX and ODS. Files are untrusted."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile, ZipInfo

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet.sheet import SheetError

MAX_UNPACKED_BYTES = 100_000_000
"""The largest total size of the unpacked parts of a file, in bytes."""
MAX_PARTS = 1_000
"""The most parts of a file."""
PROLOG_BYTES = 65_536
"""How much of a part is searched for entities, which are defined before its first element."""
ODS_TYPES = ("application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet-template")
"""The media types of ODS files."""
DAMAGED = Message("it is damaged", "文件已损坏")
SAVE_ANEW = Message(
    "the file, opened and saved anew as XLSX, ODS or CSV in a spreadsheet program", "用表格软件打开后，另存为 XLSX、ODS 或 CSV 的文件"
)
_OTHER_ARCHIVES = (
    ("application/vnd.oasis.opendocument.text", Message("it is a text document of LibreOffice", "这是 LibreOffice 的文字文档")),
    ("word/document.xml", Message("it is a Word document", "这是 Word 文档")),
    ("ppt/presentation.xml", Message("it is a PowerPoint presentation", "这是 PowerPoint 演示文稿")),
    ("Index/Document.iwa", Message("it is a file of Numbers or Pages", "这是 Numbers 或 Pages 的文件")),
    ("xl/workbook.bin", Message("it is an XLSB file", "这是 XLSB 文件")),
)
"""Other formats that are archives, by their media type or a part of them."""
_ENTITY_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_archive(content: bytes) -> str:
    """Return the media type that an archive states, or an empty text.

    Raises SheetError when the archive is damaged, too large, of another format, has macros or defines XML entities.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive)
            names = {info.filename for info in archive.infolist()}
            media_type = archive.read("mimetype")[:100].decode("ascii", "replace").strip() if "mimetype" in names else ""
            _check_format(names, media_type)
            for info in archive.infolist():
                _check_part(archive, info)
            return media_type
    except SheetError:
        raise
    except Exception:  # a damaged archive can raise any exception in zipfile and the decompressors
        raise SheetError("PR601", reason=DAMAGED, form=SAVE_ANEW) from None


def _check_size(archive: ZipFile) -> None:
    parts = archive.infolist()
    unpacked_size = sum(info.file_size for info in parts)
    if len(parts) > MAX_PARTS or unpacked_size > MAX_UNPACKED_BYTES:
        size = f"{MAX_UNPACKED_BYTES // 1_000_000} MB"
        limit = Message(f"{size} in {MAX_PARTS} parts unpacked", f"解压后 {size}、{MAX_PARTS} 个部分")
        came = Message(f"{unpacked_size} bytes in {len(parts)} parts", f"{unpacked_size} 字节、{len(parts)} 个部分")
        raise SheetError("PR602", limit=limit, came=came)


def _check_part(archive: ZipFile, info: ZipInfo) -> None:
    if info.filename.lower().endswith("vbaproject.bin"):
        form = Message("XLSX without macros", "不含宏的 XLSX")
        raise SheetError("PR601", reason=Message("it holds macros", "它含有宏"), form=form)
    with archive.open(info) as part_file:
        if _ENTITY_DECLARATION.search(part_file.read(PROLOG_BYTES).replace(b"\0", b"")):
            raise SheetError("PR601", reason=Message("its XML defines entities", "它的 XML 定义了实体"), form=SAVE_ANEW)


def _check_format(names: set[str], media_type: str) -> None:
    """Raise SheetError for an archive that is another format, with its name."""
    other = next((message for marker, message in _OTHER_ARCHIVES if marker in names or marker == media_type), None)
    if other is not None:
        form = Message("a file saved as XLSX, ODS or CSV", "另存为 XLSX、ODS 或 CSV 的文件")
        raise SheetError("PR601", reason=other, form=form)
