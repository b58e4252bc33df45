"""The page of a preview that shows what changed, with the old and the new text."""

from __future__ import annotations

from prospectus.preview.changed_pages import SiteChanges
from prospectus.preview.overlay import FILES, TAGS, load_templates
from prospectus.problems import Message
from prospectus.render.artifact import Artifact
from prospectus.render.security_policy import build_page_policy

PATH, STYLES = "preview-changes.html", "preview-changes.css"
"""Addresses that no page of a site has: those end in a slash."""
WORDS = {
    "title": Message("What this change does", "本次改动"),
    "compared": Message("Compared with commit {commit}.", "与提交 {commit} 对比。"),
    "home": Message("To the home page", "前往首页"),
    "nothing": Message("No page says anything else than before.", "各页文字均无变化。"),
    "new": Message("New", "新增"),
    "removed": Message("Removed", "删除"),
    "changed": Message("Changed", "改动"),
    "alike": Message("The same change on {count} more pages", "另有 {count} 个页面有同样的改动"),
    "others": Message("Other files that differ, such as calendars and data files: {count}.", "日历、数据等其他文件有 {count} 个不同。"),
}


def build_changes_page(changes: SiteChanges | None, base: str, language: str, why_not: str = "") -> tuple[Artifact, ...]:
    """Return the page and its style sheet. Without `changes`, the page says why nothing could be compared: `why_not`."""
    html = (
        load_templates()
        .get_template("changes.html")
        .render(
            changes=changes,
            base=base,
            why_not=why_not,
            policy=build_page_policy(),
            tag=TAGS[language],
            t=lambda name, **values: WORDS[name].fill(**values).in_language(language),
        )
    )
    return Artifact(PATH, html.encode()), Artifact(STYLES, (FILES / "changes.css").read_bytes())
