"""Every message of ours in both languages: a Chinese one has no English words, an English one has no Chinese characters."""

from __future__ import annotations

import re

import pytest

from message_source import Phrase, iter_calls, iter_phrases, iter_untranslated_errors, iter_untranslated_values
from prospectus.problems.codes import CODES
from prospectus.problems.explanations import read_explanations
from tiny import HERE

NAMES = set(
    # formats and standards
    "ANSI Atom CSV CRLF EPUB GBK HTML ICS JSON Markdown OPML PDF PNG RFC RSS SVG Unicode URL UTF-8 UTF-16 XLSX XML YAML ZIP iCalendar frab "
    "ASCII NFC PO HTTP https SHA-256 ODS XLS TXT XLSB GB18030 Feed Schema JPEG GIF WebP AVIF "
    # programs, libraries and products
    "Dask OpenCC Excel GitHub Git Jinja Linux MkDocs Notepad Office Pango Prospectus Python SARIF WSL WeasyPrint Windows Word macOS Google "
    "LibreOffice Material PowerPoint Numbers Pages VS Code Obsidian PyMdown Kramdown MyST Jekyll Hugo Docusaurus LaTeX MathML "
    # what people write in a value, properties of RFC 5545, and the names of units
    "AM PM MB GB Date TBD Sample ID UTC CST BOM BYSETPOS DTSTART RRULE UNTIL SEQUENCE "
    # severities, formats as values of an option, and the names of fields that a sentence needs
    "error warning info svg text must usual digest words curves bars dtstart".split()
)
"""Words that are the same in Chinese. Anything else in Latin letters must be code: see `CODE`."""
COMMANDS = r"\b(?:prospectus|git|pip|apt-get|mkdocs)\b(?: [a-z][\w.-]*| --[a-z-]+| '[^']*')*"
CODE = re.compile(
    rf"`[^`]*`|```.*?```|\{{[^{{}}]*\}}|{COMMANDS}|\$ .*"  # code spans, placeholders, commands
    r"|--?[a-z][\w-]*(?: '[^']*')?|PR\d+[x]*|[A-Z]+(?:_[A-Z]+)+|\bLANG\b"  # options, problem codes, environment variables
    r"|https?:[^\s，。；、）]*|dask:[^\s，。；、）]*|HOST:PORT|YYYY-MM(?:-DD)?|-DD|(?<![\w-])\d[\w:+-]*|a–z"  # addresses, patterns, numbers
    r"|[\w./*-]*[./_][\w./*-]*"  # file names and paths
    r"|\b[a-z][a-z-]*: ?(?:[a-z-]+(?:(?:、| 或 )[a-z-]+(?![\w:-]))*|\[.*\]|“|…)?|\b[a-z-]+:(?:[a-z-]+|ID|…)"  # fields, references
    r"|\b(?:zh|en|ja)(?:[-,][\w]+)?\b|\b(?:ics|true|false|null|a3)\b"  # languages, values
    r"|(?<=如 )[\w.@-]+|“?\[[^\]]*\]”?",  # examples, marks in titles
    re.DOTALL,
)
HAN = r"[\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"{HAN}[,;!?]|{HAN} ?:(?! ?[a-z\[{{])|[,;?] ?{HAN}|{HAN} ?\(|{HAN}\)|\) ?{HAN}|{HAN}\.(?!\w)")
"""Punctuation that Chinese writes in full width."""
CHINESE_IN_ENGLISH = re.compile(r"【[^】]*】|`[^`]*`|“[^”]*”")
"""What an English message may quote in Chinese: marks in titles, code and words of sheets."""

COUNTS = {"others", "files"}
"""Values that only one language needs: English says "and 2 more" where Chinese says "等 3 个"."""

PHRASES = [
    *iter_phrases(),
    *(Phrase(code, row.en, row.zh) for code, row in CODES.items()),
]
EXPLANATIONS = [Phrase(code, read_explanations("en")[code], read_explanations("zh")[code]) for code in CODES]


def strip_code(text: str) -> str:
    return CODE.sub(" ", re.sub(r"```.*?```", " ", text, flags=re.DOTALL))


def find_english_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[A-Za-z][A-Za-z0-9-]+", strip_code(text)) if word not in NAMES]


def find_half_width_marks(text: str) -> list[str]:
    return HALF_WIDTH.findall(re.sub(r"```.*?```|`[^`]*`|\[[^\]]*\]\([^)]*\)", "", text, flags=re.DOTALL))


def find_chinese(text: str) -> list[str]:
    return re.findall(HAN, CHINESE_IN_ENGLISH.sub("", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))


def test_chinese_has_no_english_words() -> None:
    assert find_english_words("文件 missing.yml 中的 value 写错了，见 `prospectus check`，例如 prospectus check --all") == ["value"]
    assert [(phrase, words) for phrase in (*PHRASES, *EXPLANATIONS) if (words := find_english_words(phrase.zh))] == []


def test_chinese_has_chinese_punctuation() -> None:
    assert find_half_width_marks("写错了,请改正(见下)。 写成 title: 费用") == ["了,", "正(", "下)"]
    assert [(phrase, marks) for phrase in (*PHRASES, *EXPLANATIONS) if (marks := find_half_width_marks(phrase.zh))] == []


def test_english_has_no_chinese_characters() -> None:
    assert find_chinese("The mark 【示例】 and `待填`, but not 草稿") == ["草", "稿"]
    assert [(phrase, characters) for phrase in (*PHRASES, *EXPLANATIONS) if (characters := find_chinese(phrase.en))] == []


@pytest.mark.parametrize("phrase", [phrase for phrase in PHRASES if "{}" not in phrase.en + phrase.zh], ids=lambda phrase: phrase.place)
def test_both_languages_have_the_same_placeholders(phrase: Phrase) -> None:
    names = [set(re.findall(r"(?<!\{)\{(\w+)", text)) for text in (phrase.en, phrase.zh)]
    assert names[0] - COUNTS == names[1] - COUNTS


def test_phrases_are_collected_from_the_source_code() -> None:
    places = {phrase.place.partition(":")[0] for phrase in PHRASES}
    assert {"cli/main.py", "cli/scheduling.py", "verify.py", "scheduling/release.py", "errors.py"} <= places
    assert any("{}" in phrase.en for phrase in PHRASES)


def test_our_exceptions_are_raised_with_messages_in_both_languages() -> None:
    assert list(iter_untranslated_errors()) == []


def test_values_of_problems_are_in_both_languages() -> None:
    assert list(iter_untranslated_values()) == []


def test_chinese_reports_have_no_english_between_values() -> None:
    """A value that is put together at run time is seen only in a report; quoted text and code come from files."""
    pattern = re.compile(r"正确写法：[^\"'{}\[:]*\b(?:or|later|earlier|such as)\b|：(?:it|its|they|there) ")
    reports = {path.parent.name: path.read_text(encoding="utf-8") for path in (HERE / "cases/problems").glob("*/expected.zh.txt")}
    assert len(reports) > 50
    assert {name: lines for name, text in reports.items() if (lines := [line for line in text.splitlines() if pattern.search(line)])} == {}


def test_only_the_module_for_output_prints() -> None:
    """`parser_process` is a program of its own, which writes JSON for the process that started it."""
    calls = [*iter_calls("print", "echo", "secho"), *((file, call) for file, call in iter_calls("write") if "sys.std" in call)]
    assert {file for file, _ in calls} == {"cli/output.py"}
    dumps = [file for file, call in iter_calls("dump") if "sys.stdout" in call]
    assert dumps == ["scheduling/feeds/parser_process.py"]


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_in_both_languages(code: str) -> None:
    for language in ("en", "zh"):
        explanation = read_explanations(language)[code]
        assert len(explanation) > 10
        assert "待补" not in explanation
        assert explanation.count("```") % 2 == 0
        assert re.sub(r"```.*?```", "", explanation, flags=re.DOTALL).count("`") % 2 == 0
