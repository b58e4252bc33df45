"""Reads which settings `mkdocs.yml` states, and where."""

from __future__ import annotations

from pathlib import Path

from prospectus.load.settings import Setting, read_settings


def read(root: Path, text: str) -> list[tuple[str, str, int, int]]:
    (root / "mkdocs.yml").write_text(text, encoding="utf-8")
    return [(setting.name, setting.value, setting.line, setting.column) for setting in read_settings(root / "mkdocs.yml")]


def test_settings_have_their_place_and_entries_of_lists_their_own(tmp_path: Path) -> None:
    text = """\
site_name: Lake
theme:
  name: material
  features: [one, two]
plugins:
  - prospectus
  - search: {lang: zh}
nav:
  - Home: index.md
  - About: about.md
extra:
  own: [1, 2]
  social:
    - {icon: a, link: b}
"""
    assert read(tmp_path, text) == [
        ("site_name", "Lake", 1, 1),
        ("theme.name", "material", 3, 3),
        ("theme.features", "one", 4, 14),
        ("theme.features", "two", 4, 19),
        ("plugins", "prospectus", 6, 5),
        ("plugins", "search", 7, 5),
        ("nav", "", 8, 1),
        ("extra.own", "", 12, 3),
        ("extra.social.icon", "a", 14, 8),
        ("extra.social.link", "b", 14, 17),
    ]


def test_theme_may_be_a_name_alone(tmp_path: Path) -> None:
    assert read(tmp_path, "theme: material\n") == [("theme.name", "material", 1, 1)]


def test_tags_of_mkdocs_are_not_resolved(tmp_path: Path) -> None:
    text = "site_url: !ENV [SITE_URL, x]\nmarkdown_extensions:\n  - pymdownx.emoji:\n      to: !!python/name:a.b\n"
    assert read(tmp_path, text) == [
        ("site_url", "", 1, 1),
        ("markdown_extensions", "pymdownx.emoji", 3, 5),
        ("markdown_extensions", "pymdownx.emoji.to", 4, 7),
    ]


def test_settings_are_inherited_once(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base/all.yml").write_text("INHERIT: ../mkdocs.yml\ncopyright: x\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base/all.yml\n", encoding="utf-8")
    settings = read_settings((tmp_path / "mkdocs.yml").resolve())
    assert Setting("copyright", "x", "base/all.yml", 2, 1) in settings
    assert len(settings) < 6


def test_broken_or_missing_configuration_has_no_settings(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "mkdocs.yml") == ()
    assert read(tmp_path, "site_name: [") == []
    assert read(tmp_path, "- a\n") == []
