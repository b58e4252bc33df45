"""Reading never fails with an exception: whatever the bytes of a file are, the result is records and problems."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prospectus.load.records import load
from prospectus.pipeline import check
from prospectus.problems.formats import to_text
from tiny import HERE, SiteFactory

FRAGMENTS = (
    *(
        "\0",
        "\x07",
        "\x85",
        "\u2028",
        "\u200b",
        "\u202e",
        "\ufeff",
        "e\u0301",
        "\r",
        "\t",
        "\n",
        "\n  ",
        "\n\t",
        "\n- ",
        "\n---\n",
        "\n...\n",
    ),
    *(
        "{",
        "}",
        "[",
        "]",
        ",",
        ": ",
        ":",
        "- ",
        "? ",
        "&x ",
        "*x",
        "!t ",
        "!",
        "#",
        " #1",
        "%",
        "@",
        "`",
        "|\n",
        ">-\n",
        '"',
        "'",
        "\\u202e",
        "\\x07",
    ),
    *(
        "title",
        "id",
        "zh: ",
        "甲",
        "：",
        "，",
        "“",
        "”",
        "｛",
        "｝",
        "\u3000",
        "２０",
        "null",
        "1e999",
        "9" * 50,
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
    ),
)
ANY_BYTES = st.one_of(st.binary(max_size=60), st.lists(st.sampled_from(FRAGMENTS), max_size=25).map(lambda parts: "".join(parts).encode()))
FILES = (
    "content/site.yml",
    "content/audiences/all.yml",
    "content/landings/about.yml",
    "content/landings/about.zh.md",
    "calendar/2025/03.yml",
)


@pytest.fixture
def site(tiny: SiteFactory) -> Path:
    return tiny("minimal")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.sampled_from(FILES), ANY_BYTES)
def test_any_bytes_are_read_or_reported(site: Path, name: str, content: bytes) -> None:
    file = site / name
    original = (HERE / "sites/minimal" / name).read_bytes() if (HERE / "sites/minimal" / name).exists() else None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    try:
        assert {problem.path for problem in load(site).problems} <= {name, "content/site.yml"}
        assert [to_text(check(site).problems, language) != "" for language in ("en", "zh")] == [True, True]
    finally:
        if original is None:
            file.unlink()
        else:
            file.write_bytes(original)
