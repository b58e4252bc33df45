"""Archives the answer of a feed in a test site, as `feeds pull` would."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

URL = "https://hall.example/feed"
RECORD = f"""\
- id: hall
  title: {{zh: 公告, en: Notices}}
  url: {URL}
  gives: notices
  institution: lakeside
  language: zh
"""


def archive_feed(root: Path, case: Path) -> None:
    """Archive `feed.xml` or `feed.json` of a case as the answer of the feed `hall`.

    `record.yml` of the case has more fields of the feed's record, and `content_type.txt` the header of the answer, if they matter.
    """
    (source,) = case.glob("feed.*")
    record, content_type = case / "record.yml", case / "content_type.txt"
    metadata = {
        "url": URL,
        "file": f"hall{source.suffix}",
        "sha256": sha256(source.read_bytes()).hexdigest(),
        "content_type": content_type.read_text(encoding="utf-8").strip() if content_type.exists() else "application/xml",
    }
    folder = root / "calendar/feeds"
    folder.mkdir(parents=True)
    (folder / f"hall{source.suffix}").write_bytes(source.read_bytes())
    (folder / "hall.yml").write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in metadata.items()), encoding="utf-8")
    (root / "content/feeds.yml").write_text(RECORD + (record.read_text(encoding="utf-8") if record.exists() else ""), encoding="utf-8")
