"""Combines files into raw records: one file per record, lists of records, and Markdown files beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from prospectus.cache.cache import BuildCache, digest
from prospectus.load.character_check import check_markdown, check_name
from prospectus.load.conflict_markers import iter_conflict_problems
from prospectus.load.conversion_words import ConversionWords, read_conversion_words
from prospectus.load.drafts import ProseFile, RawRecord, RecordPart, find_position
from prospectus.load.files import FileStats, ScanResult, SourceFile, iter_source_files, report_unclaimed, rescan_files, scan_files
from prospectus.load.first_heading import take_title
from prospectus.load.nesting_check import check_nesting
from prospectus.load.portable_names import check_portable_names
from prospectus.load.record_texts import join_texts, merge_parts
from prospectus.load.saved_records import SavedRecords
from prospectus.load.settings import FILE as SETTINGS_FILE
from prospectus.load.settings import Setting, read_settings
from prospectus.load.translation_store import TranslationStore, read_translations
from prospectus.load.yaml_text import YamlText, read_yaml
from prospectus.load.yaml_violation import YamlError, YamlViolation
from prospectus.model.registry import KINDS, KINDS_BY_NAME, Kind
from prospectus.problems import Message, Problem, make_problem
from prospectus.problems.limit import MOST_PER_FILE, limit_problems, report_limit

FOLDERS = ("content", "courses", "calendar")
DEFAULT_LANGUAGES = ("zh", "en")
"""The languages assumed when the record of the site cannot be read."""

READ_CODES = frozenset({"PR013", "PR016", "PR017", "PR018", "PR019", "PR021", "PR022", "PR023"})
"""The codes of problems in files that can be read all the same."""

GroupKey = tuple[str, str]
"""Identifies the files of one record, or of one text, by folder and common part of their names; a file with a list, by its path."""
ParsedGroup = tuple[FileStats, tuple[RawRecord | Problem, ...]]
"""The files of a group, and the raw records and problems read from them."""


@dataclass(slots=True)
class LoadedContent:
    """All raw records of a site, and the problems found while reading them."""

    languages: tuple[str, ...]
    written_languages: tuple[str, ...]
    """The languages without those into which texts are converted."""
    root: Path = field(default_factory=Path)
    """The folder of the site."""
    raw_records: list[RawRecord] = field(default_factory=list)
    incomplete_kinds: set[str] = field(default_factory=set)
    """The kinds with files or rows that could not be read; references to them are not reported as broken."""
    problems: list[Problem] = field(default_factory=list)
    saved: SavedRecords | None = None
    """The records of this run, to be saved for the next one after the checks."""
    other_files: tuple[str, ...] = ()
    """The paths of all files that are not content, sorted: pictures, downloads and leftovers."""
    settings: tuple[Setting, ...] = ()
    """The settings of `mkdocs.yml`, as they are written."""
    translations: TranslationStore = field(default_factory=TranslationStore)
    """The translations that somebody has accepted."""
    conversion_words: ConversionWords = field(default_factory=ConversionWords)
    """The words whose form is fixed where texts are converted."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """The bytes of each content file as it was read, by path; only if they were asked for."""


def load(
    root: Path, cache: BuildCache | None = None, *, keep_contents: bool = False, changed_files: Collection[str] | None = None
) -> LoadedContent:
    """Return every record below `root`, with a problem for everything that cannot be read.

    `cache` caches parsed YAML by its text and, for further runs in this process, raw records by the states of their files. With
    `keep_contents`, all files are read, and their bytes are returned too, for commands that edit them. `changed_files` are the absolute
    paths of all that has changed since the last run in this process; without them, the states of all files are compared.
    """
    cache = cache or BuildCache()
    saved = SavedRecords(root, cache) if cache.keeps_records else None
    scan = _scan(root, cache, changed_files)
    languages, written_languages = _read_languages(root, scan.files[KINDS[0].source_path], cache)
    loaded = LoadedContent(languages, written_languages, root, saved=saved)
    contents = loaded.contents if keep_contents else None
    for kind in KINDS:
        for item in _load_kind(root, kind, scan.files[kind.source_path], loaded.languages, cache, saved, contents):
            if isinstance(item, Problem):
                loaded.problems.append(item)
                loaded.incomplete_kinds.update(() if item.code in READ_CODES else (kind.name,))
            else:
                loaded.raw_records.append(item)
    loaded.other_files = tuple(sorted(scan.others))
    paths = scan.list_paths()
    loaded.problems.extend(cache.if_changed("portable names", paths, lambda: [*check_portable_names(paths)]))
    loaded.settings = read_settings(root / SETTINGS_FILE)
    loaded.translations = read_translations(root)
    loaded.conversion_words = read_conversion_words(root, contents)
    loaded.problems.extend(loaded.conversion_words.problems)
    loaded.problems.extend(report_unclaimed(root, KINDS, scan.unclaimed, loaded.languages[0]))
    if not any(raw.kind.name == "site" for raw in loaded.raw_records) and not any(
        reported.path == KINDS[0].source_path for reported in loaded.problems
    ):
        loaded.problems.append(
            make_problem(
                KINDS[0].source_path,
                0,
                0,
                "PR014",
                form=Message(
                    "content/site.yml with title, locales, tagline …", "content/site.yml，其中有 title: …、locales: …、tagline: … 等"
                ),
            )
        )
    return loaded


def _scan(root: Path, cache: BuildCache, changed_files: Collection[str] | None) -> ScanResult:
    last: ScanResult | None = cache.get_local("scan", str(root)) if changed_files is not None else None
    scan = (rescan_files(root, FOLDERS, last, changed_files or ()) if last is not None else None) or scan_files(root, KINDS, FOLDERS)
    cache.set_local("scan", str(root), scan)
    return scan


def _read_languages(root: Path, files: FileStats, cache: BuildCache) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the languages of the site, and those in which its texts are written."""
    site_file = next((file for file in iter_source_files(root, KINDS[0], files, ()) if isinstance(file, SourceFile)), None)
    if site_file is None:
        return DEFAULT_LANGUAGES, DEFAULT_LANGUAGES
    return cache.get_or_compute("languages", digest(site_file.text), partial(_find_languages, site_file, cache))


def _find_languages(site_file: SourceFile, cache: BuildCache) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parsed = _parse_yaml(site_file.path, site_file.text, cache)
    try:
        locales = parsed.value["locales"] if isinstance(parsed, YamlText) else ()
        languages = tuple(str(locale["language"]) for locale in locales) or DEFAULT_LANGUAGES
        return languages, tuple(str(locale["language"]) for locale in locales if "converted_from" not in locale) or languages
    except (KeyError, TypeError):
        return DEFAULT_LANGUAGES, DEFAULT_LANGUAGES


class _ParsedKind(NamedTuple):
    """What a run has read of a kind."""

    files: FileStats
    """The files whose results may be used again."""
    groups: dict[GroupKey, ParsedGroup]
    items: Sequence[RawRecord | Problem] | None = None
    """All records of the kind, in order, if `files` are all of its files."""


def _load_kind(
    root: Path,
    kind: Kind,
    files: FileStats,
    languages: tuple[str, ...],
    cache: BuildCache,
    saved: SavedRecords | None,
    contents: dict[str, bytes] | None,
) -> Sequence[RawRecord | Problem]:
    """Return the raw records of a kind and their problems. Only groups with a new, changed or removed file are parsed again."""
    last = _get_parsed(kind, languages, cache, saved)
    if last.items is not None and contents is None and files == last.files:
        return last.items
    previous, groups = (last.files, dict(last.groups)) if contents is None else ({}, {})
    changed_groups: dict[GroupKey, set[str]] = {}
    for path in {path for path, state in files.items() if path not in previous or previous[path] != state} | (
        previous.keys() - files.keys()
    ):
        changed_groups.setdefault(_group_key(kind, path), set()).add(path)
    for group, paths in changed_groups.items():
        known_files, _ = groups.get(group, ({}, ()))
        if group_files := {path: files[path] for path in paths.union(known_files) if path in files}:
            results = tuple(_parse_group(root, kind, group_files, languages, cache, contents))
            groups[group] = group_files, _reuse_equal(last.groups.get(group), results) if contents is not None else results
        else:
            groups.pop(group, None)
    items = [item for group in sorted(groups, key=partial(_sort_key, kind)) for item in groups[group][1]]
    if kind.prose and kind.storage != "file":
        items = [*join_texts(items, cache)]
    reusable_files = dict(files)
    for group in [group for group in changed_groups if group in groups and not _is_reusable(*groups[group])]:
        for path in groups.pop(group)[0]:
            del reusable_files[path]
    if contents is None:
        is_whole = len(reusable_files) == len(files) and not any(isinstance(item, Problem) for item in items)
        cache.set_local("drafts", _parsed_key(kind, languages), _ParsedKind(reusable_files, groups, items if is_whole else None))
    if saved is not None:
        saved.keep(kind, languages, groups)
    return items


def _parsed_key(kind: Kind, languages: tuple[str, ...]) -> str:
    return f"{kind.name} {languages}"


def _get_parsed(kind: Kind, languages: tuple[str, ...], cache: BuildCache, saved: SavedRecords | None) -> _ParsedKind:
    """Return what an earlier run has read of a kind."""
    parsed: _ParsedKind | None = cache.get_local("drafts", _parsed_key(kind, languages))
    return parsed or _ParsedKind(*(saved.read(kind, languages) if saved else ({}, {})))


def _reuse_equal(parsed: ParsedGroup | None, results: tuple[RawRecord | Problem, ...]) -> tuple[RawRecord | Problem, ...]:
    """Return what an earlier run found in the files of a group if it is equal, so that checks recognise the records."""
    return parsed[1] if parsed is not None and parsed[1] == results and not any(isinstance(item, Problem) for item in results) else results


def _is_reusable(files: FileStats, results: Iterable[RawRecord | Problem]) -> bool:
    """Return whether results may be reused while the files are unchanged. Results with problems are always parsed again."""
    return None not in files.values() and not any(isinstance(item, Problem) for item in results)


def _group_key(kind: Kind, path: str) -> GroupKey:
    folder, _, name = path.rpartition("/")
    return (folder, name.partition(".")[0]) if kind.storage == "file" or name.endswith(".md") else (path, "")


def _sort_key(kind: Kind, group: GroupKey) -> GroupKey:
    """Return what sorts the groups of a kind: by path, with the main file of a month before second files."""
    return (group[0].removesuffix(".yml"), group[1]) if kind.storage == "months" else group


def _parse_group(
    root: Path, kind: Kind, files: FileStats, languages: tuple[str, ...], cache: BuildCache, contents: dict[str, bytes] | None
) -> Iterator[RawRecord | Problem]:
    source_files: list[SourceFile] = []
    has_conflicts = False
    for path in files:
        yield from check_name(path)
    for item in iter_source_files(root, kind, files, languages, contents):
        if isinstance(item, Problem):
            yield item
        elif conflicts := tuple(iter_conflict_problems(item.path, item.text)):
            has_conflicts = True
            yield from conflicts
        else:
            source_files.append(item)
    if kind.storage != "file" and not any(file.language for file in source_files):
        for file in source_files:
            yield from _parse_list(root, kind, file, cache)
    elif source_files and not has_conflicts:
        yield from _build_record(root, kind, source_files[0].key, source_files, cache)


def _parse_list(root: Path, kind: Kind, file: SourceFile, cache: BuildCache) -> Iterator[RawRecord | Problem]:
    """Yield the records of a list, until too many of its items are none."""
    count = 0
    for item in _iter_list(root, kind, file, cache):
        count += isinstance(item, Problem)
        if isinstance(item, Problem) and count > MOST_PER_FILE:
            yield report_limit(item.path, item.line, item.column)
            return
        yield item


def _iter_list(root: Path, kind: Kind, file: SourceFile, cache: BuildCache) -> Iterator[RawRecord | Problem]:
    parsed = _parse_yaml(file.path, file.text, cache)
    if isinstance(parsed, list):
        yield from parsed
        return
    yield from (_to_problem(file.path, violation) for violation in parsed.violations)
    if not isinstance(parsed.value, tuple):
        yield make_problem(
            file.path,
            1,
            1,
            "PR012",
            came=_describe_value(parsed.value),
            form=Message("a list of records, each starting with “- id:”", "记录的列表，每条以“- id:”开头"),
        )
    else:
        for index, item in enumerate(parsed.value):
            part = RecordPart(file.path, item if isinstance(item, dict) else {}, prefix=(index,))
            if isinstance(item, dict):
                yield RawRecord(root, _get_item_kind(kind, item), None, item, (part,))
            else:
                line, column = find_position(root, part, ())
                yield make_problem(
                    file.path, line, column, "PR012", came=_describe_value(item), form=Message("a record of fields", "由字段组成的记录")
                )


def _get_item_kind(kind: Kind, item: dict[str, Any]) -> Kind:
    """Return the kind of a list item. In the list of a month, an item whose `type` is the name of a kind belongs to that kind."""
    return KINDS_BY_NAME.get(str(item.get("type")), kind) if kind.storage == "months" else kind


def _build_record(root: Path, kind: Kind, key: str, files: Sequence[SourceFile], cache: BuildCache) -> Iterator[RawRecord | Problem]:
    parts: list[RecordPart] = []
    prose: dict[str, ProseFile] = {}
    valid = True
    for file in files:
        for item in _iter_parts(file, cache):
            if isinstance(item, Problem):
                valid = valid and item.code in READ_CODES
                yield item
            elif isinstance(item, RecordPart):
                parts.append(item)
            else:
                prose[str(file.language)] = item
    if valid and parts:
        parts.sort(key=lambda part: part.language is not None)
        data, conflicts = merge_parts(root, kind, parts)
        yield from conflicts
        if kind.titled_by_heading:
            data, prose = _take_titles(data, prose)
            if not data.get("title"):
                path, line = next(((file.path, file.first_line) for file in prose.values()), (parts[0].path, 1))
                yield make_problem(path, line, 1, "PR276", form=TITLE_FORM)
                return
        yield RawRecord(root, kind, key, data, tuple(parts), prose)


TITLE_FORM = Message(
    "a first line such as “# About us”, or title: … between two lines “---”", "第一行写“# 关于我们”，或在两行“---”之间写 title: …"
)


def _take_titles(data: dict[str, Any], prose: dict[str, ProseFile]) -> tuple[dict[str, Any], dict[str, ProseFile]]:
    """Return the fields with the titles that only stand as headings in the texts, and the texts without the headings that are titles."""
    written = data.get("title") or {}
    if not isinstance(written, dict):
        return data, prose
    titles, texts = dict(written), dict(prose)
    for language, file in prose.items():
        titled = take_title(file.text)
        if titled is not None and titles.setdefault(language, titled.title) == titled.title:
            texts[language] = replace(file, text=titled.text)
    return ({**data, "title": titles} if titles else data), texts


def _iter_parts(file: SourceFile, cache: BuildCache) -> Iterator[RecordPart | ProseFile | Problem]:
    front, body, first_line = file.text, "", 1
    if file.language is not None:
        split = _split_front_matter(file)
        if isinstance(split, Problem):
            yield split
            return
        front, body, first_line = split
    parsed = _parse_yaml(file.path, front, cache, first_line) if front.strip() else YamlText({})
    if isinstance(parsed, list):
        yield from parsed
        return
    yield from (_to_problem(file.path, violation, first_line) for violation in parsed.violations)
    if not isinstance(parsed.value, dict):
        yield make_problem(
            file.path,
            first_line,
            1,
            "PR012",
            came=_describe_value(parsed.value),
            form=Message("a record of fields, such as “title: …”", "由字段组成的记录，例如“title: …”"),
        )
    else:
        data = dict(parsed.value)
        if file.language is not None:
            source_hash = data.pop("source_hash", None)
            lines = file.text.count("\n") - body.count("\n") + 1
            body, violations = check_markdown(body)
            yield from (_to_problem(file.path, violation, lines) for violation in (*violations, *check_nesting(body)))
            yield ProseFile(file.path, body, lines, str(source_hash) if source_hash is not None else None)
        yield RecordPart(file.path, data, file.language, (), first_line)


def _split_front_matter(file: SourceFile) -> tuple[str, str, int] | Problem:
    if not file.text.startswith("---\n"):
        return "", file.text, 1
    front, delimiter, body = file.text[4:].partition("\n---\n") if not file.text.startswith("---\n---\n") else ("", "\n", file.text[8:])
    if not delimiter and front.endswith("\n---"):
        return front[:-3], "", 2
    if not delimiter:
        return make_problem(file.path, 1, 1, "PR009", form="---\ntitle: …\n---")
    return front + "\n", body, 2


def _parse_yaml(path: str, text: str, cache: BuildCache, first_line: int = 1) -> YamlText | list[Problem]:
    try:
        return cache.get_or_compute("yaml", digest("text", text), partial(read_yaml, text))
    except YamlError as error:
        return list(limit_problems(_to_problem(path, violation, first_line) for violation in error.violations))


def _to_problem(path: str, violation: YamlViolation, first_line: int = 1) -> Problem:
    """Return the problem of a violation in a text that starts at `first_line` of its file."""
    moved = tuple(edit._replace(line=edit.line + first_line - 1, end_line=edit.end_line + first_line - 1) for edit in violation.fix)
    problem = make_problem(
        path, violation.line + first_line - 1, violation.column, violation.code, None, **violation.list_params(first_line)
    )
    return replace(problem, fix=moved)


_VALUE_NAMES: dict[type, Message] = {
    dict: Message("a record of fields", "由字段组成的记录"),
    tuple: Message("a list", "列表"),
    str: Message("text", "文本"),
    int: Message("a number", "数字"),
    float: Message("a number", "数字"),
    bool: Message("true or false", "true 或 false"),
    type(None): Message("nothing", "空"),
}


def _describe_value(value: Any) -> Message:
    return _VALUE_NAMES[type(value)]
