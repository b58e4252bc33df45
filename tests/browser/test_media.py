"""Pictures and downloads in the browser: they are shown, small enough, move nothing, and work without script and in print."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

ADDRESSES = ["learn/guides/weighing/", "learn/en/guides/weighing/"]
IMAGES = "[...document.querySelectorAll('.picture img, .prose img')]"
SHOWN = f"{IMAGES}.map((image) => [image.currentSrc, image.naturalWidth, image.clientWidth])"


def scroll_through(page: Any) -> None:
    """Scroll to every picture, so that those are loaded that wait for it, and wait for them."""
    for image in page.locator(".picture img, .prose img").all():
        image.scroll_into_view_if_needed()
    page.wait_for_function(f"{IMAGES}.every((image) => image.complete && image.naturalWidth)")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_picture_is_shown_within_its_column(visiting: Any, address: str, width: int, script: bool) -> None:
    with visiting(width=width, java_script_enabled=script) as visit:
        visit.open(address)
        scroll_through(visit.page)
        for source, natural, shown in visit.page.evaluate(SHOWN):
            assert shown <= width - 32, source
            assert natural >= 1, source
        assert visit.all_complaints() == [] if script else visit.complaints == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_loads_a_small_photograph(visiting: Any, address: str) -> None:
    with visiting(width=390) as visit:
        visit.open(address)
        scroll_through(visit.page)
        photograph = next(source for source, _, _ in visit.page.evaluate(SHOWN) if "field.jpg" in source)
        assert photograph.endswith("pictures/assets/field.jpg/480.webp")


@pytest.mark.parametrize("address", ADDRESSES)
def test_downloads_are_rows_for_a_finger_and_are_saved(visiting: Any, address: str) -> None:
    with visiting(width=390, has_touch=True) as visit:
        visit.open(address)
        rows = visit.page.locator(".attachments li")
        assert min(row.bounding_box()["height"] for row in rows.all()) >= 44
        with visit.page.expect_download() as download:
            rows.nth(1).locator("a").tap()
        assert download.value.suggested_filename == "lots.csv"


def test_pictures_are_printed_on_white(visiting: Any) -> None:
    with visiting(color_scheme="dark") as visit:
        visit.open(ADDRESSES[0])
        backgrounds = "[...document.querySelectorAll('.see-through')].map((image) => getComputedStyle(image).backgroundColor)"
        assert set(visit.page.evaluate(backgrounds)) == {"rgb(251, 250, 246)"}
        visit.page.emulate_media(media="print")
        assert set(visit.page.evaluate(backgrounds)) == {"rgba(0, 0, 0, 0)"}
        assert visit.page.locator(".attachments li a").first.is_visible()
