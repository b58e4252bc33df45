"""Pictures in prose: their addresses, sizes and loading, and what their attributes mean."""

from __future__ import annotations

import pytest

from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.pictures import PictureSource, PictureWriter

PHOTO = PictureSource("../pictures/p.jpg/1600.jpg", 3200, 1600, (("../p/480.webp", 480), ("../p/1600.webp", 1600)), "image/webp")
CHART = PictureSource("../c.png", 400, 200, (("../c/200.png", 200), ("../c.png", 400)))
DRAWING = PictureSource("../d.svg", 40, 20, transparent=True, scalable=True)
FILES = {"content/guides/photo.jpg": PHOTO, "content/assets/图 1.png": CHART, "content/assets/d.svg": DRAWING}
RENDERER = MarkdownRenderer()


def render(markdown: str) -> str:
    """Return the HTML of Markdown in `content/guides/`, with its pictures."""
    writer = PictureWriter(FILES.get, lambda licence, source: f"[{source},{licence}]" if licence or source else "")
    return RENDERER.render(markdown, str, resolve_files=lambda html: writer.resolve(html, "content/guides")).text.strip()


def test_a_photograph_offers_its_sizes_and_is_loaded_at_once() -> None:
    assert render("![A field](photo.jpg)") == (
        '<p><picture><source type="image/webp" srcset="../p/480.webp 480w, ../p/1600.webp 1600w" sizes="(min-width: 48em) 42em, 100vw">'
        '<img src="../pictures/p.jpg/1600.jpg" alt="A field" width="3200" height="1600" decoding="async"></picture></p>'
    )


def test_sizes_in_the_same_format_need_no_offer() -> None:
    assert render('![Prices](<../assets/图 1.png> "In yuan")') == (
        '<p><img src="../c.png" srcset="../c/200.png 200w, ../c.png 400w" sizes="(min-width: 400px) 400px, 100vw" alt="Prices"'
        ' title="In yuan" width="400" height="200" decoding="async"></p>'
    )


def test_every_picture_but_the_first_is_loaded_when_it_comes_near() -> None:
    html = render("![A](../assets/d.svg) ![B](../assets/d.svg) ![C](../assets/d.svg)")
    assert [part.count('loading="lazy"') for part in html.split("<img")[1:]] == [0, 1, 1]


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("photo.jpg){width=640}", (640, 320)),
        ("photo.jpg){width=9000}", (3200, 1600)),
        ("photo.jpg){height=320px}", (640, 320)),
        ("photo.jpg){width=50%}", (336, 168)),
        ("photo.jpg){width=wide}", (3200, 1600)),
        ("../assets/d.svg){width=80}", (80, 40)),
        ("../assets/%E5%9B%BE%201.png)", (400, 200)),
    ],
)
def test_a_picture_is_as_wide_as_stated_and_only_a_drawing_is_enlarged(written: str, size: tuple[int, int]) -> None:
    assert f'width="{size[0]}" height="{size[1]}"' in render(f"![A]({written}")


@pytest.mark.parametrize(
    ("markdown", "part"),
    [
        ("![](../assets/d.svg){.decorative}", 'alt="" class="decorative see-through"'),
        ("![A leaf](../assets/d.svg){.decorative}", 'alt=""'),
        ("![A](../assets/d.svg#only-dark)", 'class="only-dark see-through"'),
        ("![A](photo.jpg){align=left}", 'class="align-left"'),
        ('![A "quoted" & <b>](photo.jpg)', 'alt="A &#34;quoted&#34; &amp; &lt;b&gt;"'),
        ('![A](photo.jpg){licence="CC0" source="Jia"}', "</picture>[Jia,CC0]"),
        ('<figure><img src="photo.jpg" alt="A" style="x" onerror="x"><figcaption>B</figcaption></figure>', "</picture><figcaption>B"),
    ],
)
def test_attributes_mean_what_they_mean_elsewhere(markdown: str, part: str) -> None:
    html = render(markdown)
    assert part in html
    assert "licence=" not in html
    assert "onerror" not in html


def test_a_picture_that_is_not_published_leaves_its_words() -> None:
    assert render("![Gone & lost](gone.png) ![x](../../../etc/passwd)") == "<p>Gone &amp; lost x</p>"


def test_code_holds_no_picture() -> None:
    assert "<img" not in render("`![A](photo.jpg)`\n\n```\n![A](photo.jpg)\n```\n")
