"""The files beside the content that MkDocs and Prospectus publish."""

from __future__ import annotations

from pathlib import Path

from prospectus.builder.config import load_mkdocs_config
from prospectus.mkdocs_host.adapter import iter_assets
from tiny import write_files

CONFIG = "site_name: x\ndocs_dir: {folder}\ntheme: {{name: material}}\nplugins: [prospectus]\n"


def test_the_folder_of_the_content_is_no_documentation_folder(tmp_path: Path) -> None:
    write_files(tmp_path, {"mkdocs.yml": CONFIG.format(folder="content"), "content/assets/a.pdf": "a", "content/guides/draft.docx": "x"})
    config = load_mkdocs_config(tmp_path / "mkdocs.yml")
    assert list(iter_assets(config)) == []


def test_a_documentation_folder_of_its_own_is_published_without_leftovers(tmp_path: Path) -> None:
    names = ("a.pdf", "deep/b.png", "~$a.docx", "a.pdf~", ".hidden", "page.md")
    write_files(tmp_path, {"mkdocs.yml": CONFIG.format(folder="public"), **{f"public/{name}": "x" for name in names}})
    config = load_mkdocs_config(tmp_path / "mkdocs.yml")
    assert [asset.path for asset in iter_assets(config)] == ["a.pdf", "deep/b.png"]
