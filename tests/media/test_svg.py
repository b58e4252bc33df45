"""SVG pictures: what draws stays, what runs or loads something goes and is named, and the size is found."""

from __future__ import annotations

import pytest

from prospectus.media.svg import EntityError, SvgError, clean_svg

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def clean(content: str = "", attributes: str = 'viewBox="0 0 8 4"') -> tuple[str, tuple[str, ...]]:
    """Return a picture with this content after cleaning, and what was refused."""
    cleaned = clean_svg(f"<svg {NAMESPACES} {attributes}>{content}</svg>".encode())
    return cleaned.body.decode(), cleaned.refused


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ("<script>x()</script>", "<script>"),
        ("<SCRIPT xmlns='http://www.w3.org/1999/xhtml'>x()</SCRIPT>", ""),
        ('<path d="M0 0" onclick="x()"/>', "onclick"),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x()</p></foreignObject>", "<foreignObject>"),
        ('<image href="https://elsewhere.example/x()"/>', 'href="https://elsewhere.example/x()"'),
        ('<image xlink:href="//elsewhere.example/x()"/>', 'href="//elsewhere.example/x()"'),
        ('<use href="other.svg#x()"/>', 'href="other.svg#x()"'),
        ('<image href="data:image/svg+xml,x()"/>', 'href="data:image/svg+xml,x()"'),
        ("<style>@import 'x()';</style>", "<style> url(…)"),
        ("<style>path { fill: url(https://elsewhere.example/x()) }</style>", "<style> url(…)"),
        ('<path style="fill: url(https://elsewhere.example/x())"/>', "style: url(…)"),
        ('<path fill="url(https://elsewhere.example/x())"/>', "fill: url(…)"),
        ('<a><animate attributeName="href" to="javascript:x()"/></a>', '<animate attributeName="href">'),
        ('<a href="javascript:x()"><path d="M0 0"/></a>', ""),
    ],
)
def test_what_runs_or_loads_something_goes(content: str, refused: str) -> None:
    body, found = clean(content)
    assert "x()" not in body
    assert found == ((refused,) if refused else ())


def test_what_draws_stays_and_what_programs_store_goes() -> None:
    drawn = (
        '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><path fill="url(#g)" d="M0 0h8"/><use href="#g"/>'
        '<style>path { stroke: red }</style><text xml:space="preserve">a<tspan>b</tspan>c</text>'
    )
    body, refused = clean(
        f'<metadata>m</metadata>{drawn}<a:b xmlns:a="urn:program" a:c="d">e</a:b>', 'viewBox="0 0 8 4" xmlns:p="urn:p" p:q="r"'
    )
    assert refused == ()
    assert all(part in body for part in ('fill="url(#g)"', 'href="#g"', "<tspan>b</tspan>c", "path { stroke: red }"))
    assert not any(part in body for part in ("metadata", "urn:p"))


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 640 360"', (640, 360)),
        ('viewBox="0,0,640,360" width="320"', (320, 180)),
        ('viewBox="0 0 640 360" height="180px"', (320, 180)),
        ('viewBox="0 0 640 360" width="100%" height="100%"', (640, 360)),
        ('width="1in" height="25.4mm"', (96, 96)),
        ('width="100%"', (0, 0)),
        ('viewBox="none"', (0, 0)),
    ],
)
def test_size_is_stated_or_that_of_the_view_box(attributes: str, size: tuple[int, int]) -> None:
    cleaned = clean_svg(f"<svg {NAMESPACES} {attributes}/>".encode())
    assert (cleaned.width, cleaned.height) == size


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', EntityError),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', EntityError),
        ("<svg>", SvgError),
        ("<html/>", SvgError),
        ("<svg/>", SvgError),
        ("", SvgError),
    ],
)
def test_what_cannot_be_read_safely_is_refused(body: str, error: type[SvgError]) -> None:
    with pytest.raises(error):
        clean_svg(body.encode())


def test_a_document_type_without_entities_is_accepted() -> None:
    declared = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert clean_svg(f'{declared}<svg {NAMESPACES} viewBox="0 0 1 1"/>'.encode()).width == 1
