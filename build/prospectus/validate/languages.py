"""Checks that each text is in the language that it is written under, and Chinese in the right script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from prospectus.load.drafts import ProseFile
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.site import Site
from prospectus.model.values.text import Text
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem, TextEdit, make_problem
from prospectus.text.chinese_script import Script, convert, find_foreign_characters, script_of, script_table
from prospectus.validate.prose import problem_at
from prospectus.validate.references import CheckedRecord
from prospectus.validate.right_forms import HAN, format_value
from prospectus.validate.source_edits import find_written_value

LATIN_LANGUAGES = frozenset("en fr de es pt it nl da sv no fi pl cs vi id ms tr".split())
"""Languages in Latin letters: a text that is mostly Chinese is in none of them."""
NAME_FIELDS = ("name",)
"""Fields that hold names of people, which may be the same in every language."""
CHINESE, NOT_CHINESE = Message("Chinese", "中文"), Message("English", "英文")
SCRIPT_NAMES: Mapping[Script, Message] = {"hans": Message("simplified", "简体"), "hant": Message("traditional", "繁体")}
_LETTER = lazy_pattern("[A-Za-zÀ-ɏ]")
_WORD = lazy_pattern(r"(?<![\w./@:#&-])[a-z]{2,}(?![\w/@:-]|\.\w)")
"""A word in lower case that is no part of an address, a name of a file or a tag."""
_NOT_WORDS = lazy_pattern(r"(`+).+?\1|\]\([^)\s]*|<[^>\s][^>]*>|https?://[^\s)>]+|\{[^{}]*\}|^ {0,3}\[[^\]]+\]:.*$", re.MULTILINE)
"""Code, addresses, tags and placeholders."""
_MARKED = lazy_pattern(r"""<(\w+)[^>]*\blang\s*=\s*["']?[^>]*>.*?</\1>""", re.DOTALL | re.IGNORECASE)
"""An element that states a language of its own."""
_NAME_WORDS = frozenset("of the and for in on at to by van von de la le du des".split())
"""Words in lower case that names contain, such as Bank of China."""
MIN_WORDS = 3
"""How many words in lower case, or one after a capital, make a text without Chinese characters an English one."""
MIN_PROSE_WORDS = 5
"""The same of the Markdown of a file."""


def collect_scripts(site: Site) -> dict[str, Script]:
    """Return the script of each language of a site that is Chinese, as its key or its tag says."""
    scripts: dict[str, Script] = {}
    for locale in site.locales:
        found = {script_of(locale.language), script_of(locale.tag)} - {None}
        if found:
            scripts[locale.language] = "hant" if "hant" in found else "hans"
    return scripts


def check_text_languages(checked: CheckedRecord, scripts: Mapping[str, Script]) -> Iterator[Problem]:
    """Yield the texts and the Markdown of a record that are not in the language, or not in the script, that they are written under."""
    for field_path, text in checked.texts:
        yield from _check_text(checked, field_path, text, scripts)
        for language, script in scripts.items():
            if language in text and find_foreign_characters(text[language], script):
                yield _script_problem(checked, field_path, text[language], language, script)
    yield from _check_prose(checked.raw.prose, scripts)


def _check_text(checked: CheckedRecord, field_path: FieldPath, text: Text, scripts: Mapping[str, Script]) -> Iterator[Problem]:
    """A text must be in the language of its key. Two texts that stand under each other's language are one problem."""
    wrong = [language for language in text if _is_wrong(text[language], language, scripts, MIN_WORDS)]
    chinese = next((language for language in text if language in scripts and _has_only_latin(text[language])), None)
    latin = next((language for language in wrong if language not in scripts), None)
    if latin is not None and chinese is not None:
        form = {**text.as_dict(), chinese: text[latin], latin: text[chinese]}
        field = ".".join(str(step) for step in field_path if not isinstance(step, int))
        problem = checked.raw.problem(field_path, "PR122", None, field=field, came=format_value(text.as_dict()), form=format_value(form))
        written = find_written_value(checked.raw, field_path)
        yield replace(problem, fix=written.replaced_by(format_value(form)) if written else ())
        return
    for language in wrong:
        if field_path[-1] not in NAME_FIELDS:
            params = {"other": NOT_CHINESE if language in scripts else CHINESE, "came": text[language], "form": f"{language}: …"}
            yield checked.raw.problem((*field_path, language), "PR123", language, **params)


def _is_wrong(text: str, language: str, scripts: Mapping[str, Script], min_words: int) -> bool:
    """Return whether a text is certainly not in a language: a Latin one with mostly Chinese characters, or Chinese without any."""
    if language in scripts:
        return HAN.search(text) is None and _count_words(_NOT_WORDS.sub(" ", text)) >= min_words
    if language.partition("-")[0] not in LATIN_LANGUAGES or HAN.search(text) is None:
        return False
    words = _NOT_WORDS.sub(" ", text)
    return len(HAN.findall(words)) > len(_LETTER.findall(words))


def _count_words(text: str) -> int:
    """Return the number of English words in lower case. One after a capital letter counts as three: it makes a sentence, not a name.

    In a text without capitals, the words that names contain count as well.
    """
    words = [word for word in _WORD.findall(text) if word not in _NAME_WORDS or text.islower()]
    return len(words) + (2 if words and text.lstrip()[:1].isupper() else 0)


def _has_only_latin(text: str) -> bool:
    return HAN.search(text) is None and _LETTER.search(text) is not None


def _check_prose(prose: Mapping[str, ProseFile], scripts: Mapping[str, Script]) -> Iterator[Problem]:
    """Markdown must be in the language of its file."""
    wrong = [language for language in prose if _is_wrong(prose[language].text, language, scripts, MIN_PROSE_WORDS)]
    chinese, latin = [language for language in wrong if language in scripts], [language for language in wrong if language not in scripts]
    if chinese and latin:
        first, second = prose[chinese[0]], prose[latin[0]]
        form = Message(f"swap the names of {first.path} and {second.path}", f"互换 {first.path} 与 {second.path} 的文件名")
        yield make_problem(first.path, first.first_line, 1, "PR122", None, field=first.path, form=form)
    else:
        for language in wrong:
            other, form = (NOT_CHINESE, CHINESE) if language in scripts else (CHINESE, NOT_CHINESE)
            yield make_problem(prose[language].path, prose[language].first_line, 1, "PR123", language, other=other, form=form)
    for language, script in scripts.items():
        if language in prose and find_foreign_characters(prose[language].text, script):
            yield from _check_prose_script(prose[language], language, script)


def _script_problem(checked: CheckedRecord, field_path: FieldPath, text: str, language: str, script: Script) -> Problem:
    """Chinese must be in the script of its language."""
    form, place = convert(text, script), (*field_path, language)
    characters = "".join(dict.fromkeys("".join(script_table(script).foreign.findall(text))))
    problem = checked.raw.problem(place, "PR124", language, script=SCRIPT_NAMES[script], characters=characters, came=text, form=form)
    written = find_written_value(checked.raw, place)
    return replace(problem, fix=written.replaced_by(format_value(form))) if written else problem


def _check_prose_script(prose: ProseFile, language: str, script: Script) -> Iterator[Problem]:
    """Chinese in Markdown must be in the script of its language, except in code, in addresses, and where it states another language."""
    masked = prose.text
    for pattern in (_MARKED, _NOT_WORDS):
        masked = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), masked)
    runs = list(script_table(script).foreign.finditer(masked))
    if runs:
        start, end = masked.rfind("\n", 0, runs[0].start()) + 1, f"{masked}\n".find("\n", runs[0].start())
        came, characters = prose.text[start:end], "".join(dict.fromkeys("".join(run[0] for run in runs)))
        params = {"script": SCRIPT_NAMES[script], "characters": characters, "came": came, "form": convert(came, script)}
        problem = problem_at(prose, runs[0].start(), "PR124", language, **params)
        yield replace(problem, fix=tuple(_iter_edits(prose, runs, script)))


def _iter_edits(prose: ProseFile, runs: Sequence[re.Match[str]], script: Script) -> Iterator[TextEdit]:
    for run in runs:
        line = prose.first_line + prose.text.count("\n", 0, run.start())
        column = run.start() - prose.text.rfind("\n", 0, run.start())
        yield TextEdit(line, column, line, column + len(run[0]), convert(run[0], script))
