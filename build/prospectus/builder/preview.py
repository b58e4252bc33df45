"""`prospectus build --preview`: a site for a merge request, with drafts, for no search engine, and with a page of what changed."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from prospectus.builder.command import BuildOptions, BuildReport, run_build
from prospectus.errors import ContentError, ProspectusError
from prospectus.preview.changed_pages import SiteChanges, compare_sites
from prospectus.preview.changes_page import build_changes_page
from prospectus.preview.revision import extract, find_base
from prospectus.problems import Message
from prospectus.publish.site import add_files

BASE_HAS_ERRORS = Message("Nothing is compared: the content of commit {commit} has errors.", "无法对比：提交 {commit} 的内容有错误。")
NOT_COMPARED = Message("Nothing is compared: {reason}.", "无法对比：{reason}。")


def build_preview(options: BuildOptions, against: str | None, language: str) -> tuple[BuildReport, Message | None]:
    """Build the site, and a page that compares it with the commit at which its branch left `against`, by default the main branch.

    Return the report, and why nothing could be compared, if so. Raises ContentError and UsageError as `run_build` does.
    """
    report = run_build(replace(options, preview=True))
    changes, base, why_not = _compare(options, report.folder, against)
    add_files(build_changes_page(changes, base, language, why_not.in_language(language) if why_not else ""), report.folder)
    return report, why_not


def _compare(options: BuildOptions, folder: Path, against: str | None) -> tuple[SiteChanges | None, str, Message | None]:
    root = options.config.resolve().parent
    base = ""
    try:
        base = find_base(root, against)
        with tempfile.TemporaryDirectory(prefix="prospectus-") as temporary:
            old_root, old_site = Path(temporary) / "content", Path(temporary) / "site"
            extract(root, base, old_root)
            run_build(
                replace(options, config=old_root / options.config.name, site_dir=old_site, preview=True, strict=False, use_cache=False)
            )
            return compare_sites(old_site, folder), base, None
    except ContentError:
        return None, "", BASE_HAS_ERRORS.fill(commit=base[:12])
    except ProspectusError as error:
        return None, "", NOT_COMPARED.fill(reason=error.message)
