"""Reads the words whose form is fixed where texts are converted into another script: `content/conversion.yml`, by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prospectus.load import yaml
from prospectus.load.conflict_markers import iter_conflict_problems
from prospectus.load.files import CONVERSION_FILE, read_file
from prospectus.load.yaml_text import read_yaml
from prospectus.model.fields import FieldPath
from prospectus.problems import Message, Problem, make_problem

FORM = "zh-hant: {软件: 軟體}"
_A_LIST = Message("a list", "列表")


@dataclass(frozen=True)
class ConversionWords:
    """The words whose form a site has fixed."""

    by_language: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language into which texts are converted: each word, as it is written, with its form in that language."""
    text: str = ""
    """The text of the file."""
    problems: tuple[Problem, ...] = ()
    """What keeps the file from being read."""

    def problem(self, field_path: FieldPath, code: str, **params: object) -> Problem:
        """Return a problem of `code` at a place in the file."""
        return make_problem(CONVERSION_FILE, *yaml.locate(self.text, field_path), code, **params)


def read_conversion_words(root: Path, contents: dict[str, bytes] | None = None) -> ConversionWords:
    """Return the words whose form the site fixes; none if it has no such file. `contents` receives the bytes of the file."""
    if not (root / CONVERSION_FILE).exists():
        return ConversionWords()
    text = read_file(root, CONVERSION_FILE, contents=contents)
    if isinstance(text, Problem):
        return ConversionWords(problems=(text,))
    if conflicts := tuple(iter_conflict_problems(CONVERSION_FILE, text)):
        return ConversionWords(text=text, problems=conflicts)
    try:
        value, violations = read_yaml(text)
    except yaml.YamlError as error:
        value, violations = {}, error.violations
    words = ConversionWords(_select_words(value), text)
    slips = [make_problem(CONVERSION_FILE, slip.line, slip.column, slip.code, **slip.list_params()) for slip in violations]
    return ConversionWords(words.by_language, text, (*slips, *_iter_wrong_values(words, value)))


def _select_words(value: Any) -> dict[str, dict[str, str]]:
    """Return the words of each language, without anything of the wrong type."""
    languages = value.items() if isinstance(value, dict) else ()
    return {
        str(language): {str(word): form for word, form in words.items() if isinstance(form, str)}
        for language, words in languages
        if isinstance(words, dict)
    }


def _iter_wrong_values(words: ConversionWords, value: Any) -> Iterator[Problem]:
    """The file must hold, by language, words with their forms."""
    if not isinstance(value, dict):
        yield words.problem((), "PR311", came=_A_LIST if isinstance(value, tuple) else str(value), form=FORM)
        return
    for language, forms in value.items():
        if not isinstance(forms, dict):
            yield words.problem((language,), "PR311", came=str(forms), form=FORM)
            continue
        for word, form in forms.items():
            if not isinstance(form, str):
                yield words.problem((language, word), "PR311", came=str(form), form=f"{word}: …")
