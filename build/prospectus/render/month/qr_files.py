"""QR codes as files: of the page of a month, and of every calendar that people can subscribe to. As SVG for print and as PNG."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.errors import UsageError
from prospectus.model import urls
from prospectus.problems import Message
from prospectus.render.xml import element, serialize_document
from prospectus.text.qr_code import QrCode
from prospectus.views.locale_views import LocaleContext
from prospectus.views.month_export import MonthExport

CALENDAR_PAGE = "calendar/"
"""The address of the page with the calendars, whose anchors the codes of the calendars lead to."""
PIXELS_PER_MODULE = 16
NO_ADDRESS = Message(
    "QR codes would lead to this machine alone. Set the address of the site: site_url in mkdocs.yml, or SITE_URL=https://….",
    "二维码将只能在本机打开。请先写明站点的网址：mkdocs.yml 的 site_url，或环境变量 SITE_URL=https://…。",
)


def render_qr_files(export: MonthExport, context: LocaleContext) -> dict[str, bytes]:
    """Return the codes as SVG and PNG by file name, `month` first. Raises UsageError if the site has no public URL."""
    if export.code is None:
        raise UsageError(NO_ADDRESS)
    files: dict[str, bytes] = {}
    for name, title, code in _iter_codes(export.code, export, context):
        svg = render_qr_svg(code, title)
        files |= {f"{name}.svg": svg, f"{name}.png": _render_png(svg, code)}
    return files


def render_qr_svg(code: QrCode, title: str) -> bytes:
    """Return a code as an SVG document whose title says where it leads; ten units per module, quiet zone included."""
    size = str(code.size)
    root = element(
        "svg",
        element("title", text=title),
        element("rect", width=size, height=size, fill="#ffffff"),
        element("path", d=code.path, stroke="#000000", fill="none"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {size} {size}",
        width=str(code.size * 10),
        height=str(code.size * 10),
    )
    root.set("shape-rendering", "crispEdges")
    return serialize_document(root)


def _iter_codes(month_code: QrCode, export: MonthExport, context: LocaleContext) -> Iterator[tuple[str, str, QrCode]]:
    """Yield the file name without extension, the title and the code of the month and of each calendar."""
    yield "month", export.title, month_code
    panel = context.subscribe_panels.build_full_panel(urls.localised_url(context.locale, CALENDAR_PAGE))
    for heading, calendars in panel.groups:
        for calendar in calendars:
            title = " · ".join(str.__str__(words) for words in (heading, calendar.title) if words)
            yield calendar.id, title, calendar.qr


def _render_png(svg: bytes, code: QrCode) -> bytes:
    from resvg_py import svg_to_bytes  # noqa: PLC0415  (slow to import)

    return svg_to_bytes(svg_string=svg.decode(), width=code.size * PIXELS_PER_MODULE)
