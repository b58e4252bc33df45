"""The help of fields and kinds in both languages: the docstrings of the models, and their Chinese from `help.zh.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from prospectus.load import yaml

HELP_FILE = Path(__file__).with_name("help.zh.yml")


def describe(docstring: str | None) -> str:
    """Return the help for a docstring: the Chinese sentence, where there is one, then the English one."""
    english = " ".join((docstring or "").split("\n\n")[0].split())
    chinese = read_chinese_help().get(english)
    return f"{chinese}\n{english}" if chinese else english


@cache
def read_chinese_help() -> dict[str, str]:
    """Return the Chinese help by the English sentence."""
    return {" ".join(english.split()): chinese for english, chinese in yaml.parse(HELP_FILE.read_text(encoding="utf-8")).items()}
