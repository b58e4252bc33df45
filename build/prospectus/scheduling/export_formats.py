"""The registry of export formats: every value of `export --to`, with one row per format.

Help, documents and error messages are generated from it. To add a format, add a row and the function that renders its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from prospectus.problems import Message
from prospectus.publish import theme
from prospectus.render.ics.calendars import render_month_calendar
from prospectus.render.month.changes_article import render_changes_article
from prospectus.render.month.emails import render_reminder, render_speaker_emails
from prospectus.render.month.pdf import render_pdf
from prospectus.render.month.plain_text import render_plain_text
from prospectus.render.month.poster import check_fonts, render_png
from prospectus.render.month.qr_files import render_qr_files
from prospectus.render.month.schedule_json import render_schedule_json
from prospectus.render.month.wechat import render_article
from prospectus.render.zip import pack_zip
from prospectus.scheduling.month_files import RenderContext
from prospectus.scheduling.spreadsheet.export_month import render_csv
from prospectus.scheduling.spreadsheet.sheet_data import SheetData
from prospectus.scheduling.spreadsheet.workbook import render_workbook


class Audience(Enum):
    """For whom a format is, in the order in which the index of a handout lists them."""

    FIRST = Message("What you need first: to publish today", "先用这些：当天就要发布的")
    READERS = Message("For readers: to publish or to send out", "给读者：用于发布或转发")
    ATTENDEES = Message("For those who attend", "给参加活动的人")
    SPEAKERS = Message("For speakers and moderators", "给主讲人和主持人")
    PROGRAMS = Message("For calendars and other programs", "给日历和其他程序")
    SCHEDULERS = Message("For schedulers only: drafts and samples are included", "仅供排期人员：含草稿和示例，请勿外发")
    DESIGNERS = Message("QR codes: for posters, slides and cards", "二维码：用于海报、课件和名片")


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """A format for editing. It needs the source calendar, and shows what is written there, drafts and samples included."""

    extension: str
    """The file extension, without a dot."""
    render: Callable[[SheetData], bytes]
    description: Mapping[str, str]
    """One sentence on the contents, by language."""
    audience: Audience = Audience.SCHEDULERS


@dataclass(frozen=True, slots=True)
class SiteFormat:
    """A format for readers. It needs the checked content, prepared as for a build of the site."""

    extension: str
    """The file extension, without a dot."""
    render: Callable[[RenderContext], bytes]
    description: Mapping[str, str]
    """One sentence on the contents, by language."""
    audience: Audience = Audience.READERS
    render_files: Callable[[RenderContext], Mapping[str, bytes]] | None = None
    """Renders several files, by name, for a handout: such as every sheet of a poster. None if `render` gives all there is."""
    needs: Mapping[str, str] | None = None
    """One sentence on what must be installed, by language; said where somebody chooses a format."""


def describe_with_needs(row: SheetFormat | SiteFormat) -> Message:
    """Return what a format contains and what it needs."""
    needs = row.needs if isinstance(row, SiteFormat) and row.needs is not None else {"en": "", "zh": ""}
    return Message(f"{row.description['en']} {needs['en']}".strip(), f"{row.description['zh']}{needs['zh']}")


def _iter_poster_graphics(inputs: RenderContext) -> Iterator[tuple[str, bytes]]:
    """Yield every sheet of the poster as SVG, by file name: `2026-12-a3-1.svg`."""
    for size, sheets in inputs.poster_sheets.items():
        yield from ((f"{inputs.name}-{size}-{number}.svg", sheet) for number, sheet in enumerate(sheets, 1))


def _render_poster_image(inputs: RenderContext) -> bytes:
    check_fonts(inputs.export.language)
    return render_png(inputs.poster_svg, inputs.size)


def _iter_poster_images(inputs: RenderContext) -> Iterator[tuple[str, bytes]]:
    """Yield every sheet of the poster as PNG. Raises UsageError if no font of this machine shows the language."""
    check_fonts(inputs.export.language)
    for size, sheets in inputs.poster_sheets.items():
        yield from ((f"{inputs.name}-{size}-{number}.png", render_png(sheet, size)) for number, sheet in enumerate(sheets, 1))


EXPORT_FORMATS: Mapping[str, SheetFormat | SiteFormat] = {
    "xlsx": SheetFormat(
        "xlsx",
        render_workbook,
        {
            "en": "Excel workbook to fill in, with help and lists of choices for the columns.",
            "zh": "供填写的 Excel 工作簿，各列附有说明和下拉选项。",
        },
    ),
    "csv": SheetFormat(
        "csv",
        render_csv,
        {"en": "The same table as plain text, for any spreadsheet program.", "zh": "同一张表的纯文本，任何表格软件都能打开。"},
    ),
    "text": SiteFormat(
        "txt",
        lambda inputs: render_plain_text(inputs.export),
        {"en": "Plain text for a message or an e-mail.", "zh": "纯文本，可用于消息或邮件。"},
        Audience.FIRST,
    ),
    "wechat": SiteFormat(
        "html",
        lambda inputs: render_article(inputs.export),
        {"en": "HTML to paste into the editor of a WeChat official account.", "zh": "可粘贴到微信公众号编辑器的 HTML。"},
        Audience.FIRST,
    ),
    "changes": SiteFormat(
        "html",
        lambda inputs: render_changes_article(inputs.export, inputs.changes),
        {
            "en": "HTML for WeChat on what changed since the release before.",
            "zh": "微信公众号文章：与上一版相比有哪些变化。",
        },
        Audience.FIRST,
    ),
    "reminder": SiteFormat(
        "txt",
        lambda inputs: render_reminder(inputs.export),
        {"en": "E-mail that reminds of the events still to come.", "zh": "提醒邮件，列出尚未举行的活动。"},
        Audience.ATTENDEES,
    ),
    "speakers": SiteFormat(
        "zip",
        lambda inputs: pack_zip(render_speaker_emails(inputs.export)),
        {
            "en": "An e-mail to each speaker and moderator, as one text file per person.",
            "zh": "给每位主讲人、主持人的邮件，每人一个文本文件。",
        },
        Audience.SPEAKERS,
        lambda inputs: render_speaker_emails(inputs.export),
    ),
    "poster": SiteFormat(
        "png",
        _render_poster_image,
        {"en": "Poster as an image, for paper or for a phone.", "zh": "海报图片，用于打印或手机。"},
        render_files=lambda inputs: dict(_iter_poster_images(inputs)),
    ),
    "svg": SiteFormat(
        "svg",
        lambda inputs: inputs.poster_svg,
        {"en": "The same poster as vector graphics.", "zh": "同一张海报的矢量图。"},
        render_files=lambda inputs: dict(_iter_poster_graphics(inputs)),
    ),
    "pdf": SiteFormat(
        "pdf",
        lambda inputs: render_pdf(inputs.export, theme.load_templates(inputs.theme_folders)),
        {"en": "Timetable to print.", "zh": "供打印的日程表。"},
        needs={"en": "Needs WeasyPrint and Pango.", "zh": "需要 WeasyPrint 和 Pango。"},
    ),
    "qr": SiteFormat(
        "zip",
        lambda inputs: pack_zip(render_qr_files(inputs.export, inputs.context)),
        {
            "en": "QR codes of the page of the month and of each calendar, as SVG and PNG.",
            "zh": "本月页面和各个日历的二维码，SVG 和 PNG。",
        },
        Audience.DESIGNERS,
        render_files=lambda inputs: render_qr_files(inputs.export, inputs.context),
    ),
    "ics": SiteFormat(
        "ics",
        lambda inputs: render_month_calendar(inputs.context, inputs.export.year, inputs.export.month, inputs.export.title),
        {"en": "iCalendar file of the month, to import into a calendar program.", "zh": "当月的 iCalendar 文件，可导入日历软件。"},
    ),
    "schedule": SiteFormat(
        "json",
        lambda inputs: render_schedule_json(inputs.export),
        {"en": "JSON in the schedule format of frab, for conference apps.", "zh": "frab 日程格式的 JSON，供会议类应用读取。"},
        Audience.PROGRAMS,
    ),
}
"""Every format, by its name in `--to`."""
