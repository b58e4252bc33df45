"""Files that are not content: which of them are leftovers, and which are published."""

from __future__ import annotations

import pytest

from prospectus.load.records import load
from prospectus.load.stray_files import BACKUP, COPY, DOWNLOAD, LOCK, MERGE, SYSTEM, describe_leftover
from prospectus.problems import Message
from prospectus.validate.run import validate
from tiny import SiteFactory

LEFTOVERS = {
    LOCK: ("~$费用.docx", ".~lock.fees.odt#", ".#fees.md"),
    BACKUP: (
        "fees.yml~",
        "fees.yml.bak",
        "fees.md.BAK",
        "fees.bak.yml",
        "fees.old",
        "#fees.md#",
        ".fees.yml.swp",
        "~WRL0001.tmp",
        "fees.zh.md.save",
        "fees_backup.docx",
        "fees-backup.yml",
        "fees.wbk",
    ),
    MERGE: ("fees.zh.md.orig", "fees.yml.rej", "fees_BACKUP_1234.yml", "fees_REMOTE_77.md", "fees.yml.mine", "fees.yml.r128"),
    SYSTEM: ("Thumbs.db", "desktop.ini", "ehthumbs.db"),
    DOWNLOAD: ("fees.pdf.crdownload", "fees.pdf.part"),
    COPY: (
        "Copy of fees.xlsx",
        "fees - Copy.docx",
        "fees copy 2.pdf",
        "费用 - 副本.docx",
        "费用的副本.xlsx",
        "副本 费用.docx",
        "fees.zh (1).md",
        "fees.zh（2）.md",
        "fees (conflicted copy 2026-03-01).docx",
        "fees-copy.md",
        "fees-copy.zh.md",
    ),
}


@pytest.mark.parametrize(("name", "what"), [(name, what) for what, names in LEFTOVERS.items() for name in names])
def test_a_leftover_is_recognised_by_its_name(name: str, what: Message) -> None:
    assert describe_leftover(name) is what


@pytest.mark.parametrize(
    "name",
    ["fees.yml", "fees.zh.md", "fees (1).yml", "copper.pdf", "copyright.md", "费用表.xlsx", "plan(final).pdf", "2026-12.ods", ".DS_Store"],
)
def test_an_ordinary_name_is_no_leftover(name: str) -> None:
    assert describe_leftover(name) is None


def test_downloads_and_referenced_files_are_published_and_nothing_else(tiny: SiteFactory) -> None:
    root = tiny(
        "minimal",
        {
            "content/categories/all.yml": "- {id: basics, title: {zh: 入门, en: Basics}, groups: guide}\n",
            "content/guides/hello.yml": "title: {zh: 你好, en: Hello}\ngroup: basics\n",
            "content/guides/hello.zh.md": '<img src="图%201.png" alt="图"><img src="curve (1).png" alt="曲线">\n',
            "content/guides/hello.en.md": (
                'Word draft.docx is not linked. <img src="curve.png?v=2" alt="Curve"> [Form](../assets/apply.docx)\n'
            ),
            **{
                f"content/{name}": "x"
                for name in (
                    "guides/图 1.png",
                    "guides/curve.png",
                    "guides/draft.docx",
                    "guides/hello.yml~",
                    "guides/Copy of curve.png",
                    "assets/apply.docx",
                    "assets/data.csv",
                    "assets/~$apply.docx",
                    "assets/.DS_Store",
                    "downloads/deep/form.pdf",
                    "CNAME",
                    "notes.docx",
                )
            },
        },
    )
    assert validate(load(root)).published_files == (
        "content/CNAME",
        "content/assets/apply.docx",
        "content/downloads/deep/form.pdf",
        "content/guides/curve.png",
        "content/guides/图 1.png",
    )


def test_a_copy_that_a_page_shows_is_published(tiny: SiteFactory) -> None:
    prose = {f"content/guides/hello.{language}.md": '<img src="curve%20(1).png" alt="x">\n' for language in ("zh", "en")}
    root = tiny(
        "minimal",
        {
            "content/categories/all.yml": "- {id: basics, title: {zh: 入门, en: Basics}, groups: guide}\n",
            "content/guides/hello.yml": "title: {zh: 你好, en: Hello}\ngroup: basics\n",
            "content/guides/curve (1).png": "x",
            **prose,
        },
    )
    result = validate(load(root))
    assert (result.published_files, [problem.code for problem in result.problems]) == (("content/guides/curve (1).png",), ["PR044"])
