"""Writes what is derived from simplified Chinese by OpenCC: interface words, and the texts of new sites, in traditional characters.

Needs OpenCC, which Prospectus does not: run it with `scripts/traditional` after Chinese interface words or starter files have changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "build/prospectus/starter"
WORDS = ROOT / "theme/words"
CHINESE = re.compile(r"[一-鿿][^\n]*")
"""The same as in `starter/texts.py`: what the table is asked for, line by line."""
HEADER = "# Traditional Chinese, made from zh.yml by OpenCC (s2tw) with scripts/traditional. Words that it lacks are shown as in zh.yml.\n"
TABLE_HEADER = "# The Chinese lines of the starter files in traditional characters, made by OpenCC (s2tw) with scripts/traditional.\n"
CORRECTIONS = {"週一": "週一", "裡面": "裡面", "臺": "台"}
"""What OpenCC writes otherwise than editors in Taiwan and Hong Kong do."""


def iter_starter_lines() -> Iterator[str]:
    """Yield every text of the starter files that has Chinese in it, line by line, as it is written in the file."""
    from prospectus.model.written_dates.zones import ZONE_NAMES  # noqa: PLC0415  (the package is on the path only when the script runs)
    from prospectus.starter.texts import iter_source_texts  # noqa: PLC0415
    from prospectus.starter.zone import name_zone  # noqa: PLC0415

    for path in sorted(STARTER.rglob("files/*/**/*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            yield from (comment[1] for comment in re.finditer(r"^ *#zh (.*)$", text, re.MULTILINE))
            yield from iter_source_texts(text) if path.suffix == ".yml" else text.splitlines() if path.name.endswith(".zh.md") else ()
    for kind in yaml.safe_load((STARTER / "kinds.yml").read_text(encoding="utf-8")).values():
        yield from (kind["name"]["zh"], kind["subject"]["zh"])
    yield from (name_zone(zone).zh for zone in ("UTC", "Etc/None", *ZONE_NAMES))


def main() -> None:
    """Write both files."""
    from opencc import OpenCC  # noqa: PLC0415  (see above)

    converter = OpenCC("s2tw")

    def convert(text: str) -> str:
        converted = converter.convert(text)
        for written, better in CORRECTIONS.items():
            converted = converted.replace(written, better)
        return converted

    lines = sorted({match[0] for line in iter_starter_lines() for match in CHINESE.finditer(line)})
    table = {line: convert(line) for line in lines if convert(line) != line}
    dump = yaml.safe_dump(table, allow_unicode=True, width=10_000, sort_keys=True)
    (STARTER / "traditional.yml").write_text(TABLE_HEADER + dump, encoding="utf-8")
    words = (WORDS / "zh.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    written = [convert(line) for line in words if not line.startswith("#")]
    (WORDS / "zh-hant.yml").write_text(HEADER + "".join(written), encoding="utf-8")


if __name__ == "__main__":
    main()
