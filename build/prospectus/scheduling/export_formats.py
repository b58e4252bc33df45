"""The registry of export formats: every value of `export --to`, with one row per format.

Help, documents and error messages are generated from it. To add a format, add a row and the function that renders its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prospectus.publish import theme
from prospectus.render.ics.calendars import render_month_calendar
from prospectus.render.month.pdf import render_pdf
from prospectus.render.month.plain_text import render_plain_text
from prospectus.render.month.poster import render_png
from prospectus.render.month.schedule_json import render_schedule_json
from prospectus.render.month.wechat import render_article
from prospectus.scheduling.month_files import RenderContext
from prospectus.scheduling.spreadsheet.export_month import render_csv
from prospectus.scheduling.spreadsheet.sheet_data import SheetData
from prospectus.scheduling.spreadsheet.workbook import render_workbook


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """A format for editing. It needs the source calendar, and shows what is written there, drafts and samples included."""

    extension: str
    """The file extension, without a dot."""
    render: Callable[[SheetData], bytes]
    description: Mapping[str, str]
    """One sentence on the contents, by language."""


@dataclass(frozen=True, slots=True)
class SiteFormat:
    """A format for readers. It needs the checked content, prepared as for a build of the site."""

    extension: str
    """The file extension, without a dot."""
    render: Callable[[RenderContext], bytes]
    description: Mapping[str, str]
    """One sentence on the contents, by language."""


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
    ),
    "wechat": SiteFormat(
        "html",
        lambda inputs: render_article(inputs.export),
        {"en": "HTML to paste into the editor of a WeChat official account.", "zh": "可粘贴到微信公众号编辑器的 HTML。"},
    ),
    "poster": SiteFormat(
        "png",
        lambda inputs: render_png(inputs.poster_svg, inputs.size),
        {
            "en": "Poster as an image, in the page format of --size. Needs the extra `poster`.",
            "zh": "海报图片，版式由 --size 决定。需要安装附加依赖 `poster`。",
        },
    ),
    "svg": SiteFormat(
        "svg",
        lambda inputs: inputs.poster_svg,
        {"en": "The same poster as vector graphics.", "zh": "同一张海报的矢量图。"},
    ),
    "pdf": SiteFormat(
        "pdf",
        lambda inputs: render_pdf(inputs.export, theme.load_templates(inputs.theme_folders)),
        {"en": "Timetable to print. Needs the extra `pdf`.", "zh": "供打印的日程表。需要安装附加依赖 `pdf`。"},
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
    ),
}
"""Every format, by its name in `--to`."""
