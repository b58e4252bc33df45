"""Writes what is derived from simplified Chinese by OpenCC: the interface words in traditional characters.

Run it with `scripts/traditional` after Chinese interface words have changed.
"""

from __future__ import annotations

from pathlib import Path

WORDS = Path(__file__).parents[2] / "theme/words"
HEADER = "# Traditional Chinese, made from zh.yml by OpenCC (s2tw) with scripts/traditional. Words that it lacks are shown as in zh.yml.\n"


def main() -> None:
    """Write the file."""
    from prospectus.text.script_conversion import ScriptConverter  # noqa: PLC0415  (on the path only when the script runs)

    convert = ScriptConverter("s2tw", {}).convert
    words = (WORDS / "zh.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    written = [convert(line) for line in words if not line.startswith("#")]
    (WORDS / "zh-hant.yml").write_text(HEADER + "".join(written), encoding="utf-8")


if __name__ == "__main__":
    main()
