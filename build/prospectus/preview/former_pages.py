"""The pages that an earlier revision of a site had."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from prospectus.load.records import FOLDERS, load
from prospectus.model.registry import KINDS
from prospectus.preview.revision import extract_changed
from prospectus.validate.lost_addresses import list_page_paths

CONTENT_SUFFIXES = (".yml", ".yaml", ".md")


def list_former_paths(root: Path, commit: str, now: datetime) -> frozenset[str]:
    """Return the paths of the pages that the content of a commit had, of the records whose files are gone or have changed since.

    Only these files are read. Drafts, samples and pages that are published after `now` are left out.
    """
    with tempfile.TemporaryDirectory(prefix="prospectus-") as temporary:
        folder = Path(temporary)
        if not extract_changed(root, commit, folder, FOLDERS, CONTENT_SUFFIXES):
            return frozenset()
        site = folder / KINDS[0].source_path
        if not site.exists() and (root / KINDS[0].source_path).is_file():  # it has not changed, and names the languages
            site.parent.mkdir(exist_ok=True)
            shutil.copy(root / KINDS[0].source_path, site)
        return frozenset(list_page_paths(load(folder).raw_records, now))
