"""The command that `prospectus init` prints works as it stands, however the program was started."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import prospectus
from processes import Result, run_process

PACKAGE_FOLDER = Path(prospectus.__file__).resolve().parents[1]
SCRIPT = f"#!{sys.executable}\nfrom prospectus.cli.main import main\nmain()\n"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A script that is not on the PATH, in a folder with a space in its name."""
    path = tmp_path / "my tools" / "prospectus"
    path.parent.mkdir()
    path.write_text(SCRIPT, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def clean_environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which `prospectus` is not on the PATH."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(PACKAGE_FOLDER), "PROSPECTUS_CACHE": str(tmp_path / "cache")}


def init(command: list[object], folder: str, environment: Mapping[str, str], cwd: Path) -> str:
    """Create a site, and return the command that is printed as the next step."""
    created = run_process([*command, "init", "--", folder], check=True, cwd=cwd, env=environment)
    return (created.stdout + created.stderr).partition("Next: ")[2].strip()


def follow(step: str, environment: Mapping[str, str], cwd: Path) -> Result:
    """Run the printed step in a shell, with `--version` for the build."""
    return run_process(["/bin/sh", "-c", f"{step.removesuffix('build')}--version"], check=True, cwd=cwd, env=environment)


def test_started_by_its_path_it_prints_the_path_quoted(script: Path, clean_environment: dict[str, str], tmp_path: Path) -> None:
    step = init([script], "my site", clean_environment, tmp_path)
    assert step == f"cd 'my site' && '{script}' build"
    assert prospectus.__version__ in follow(step, clean_environment, tmp_path).stdout


def test_started_by_a_relative_path_it_prints_one_that_works_elsewhere(
    script: Path, clean_environment: dict[str, str], tmp_path: Path
) -> None:
    step = init([f"./{script.relative_to(tmp_path)}"], "new/site", clean_environment, tmp_path)
    assert prospectus.__version__ in follow(step, clean_environment, tmp_path).stdout


def test_found_on_the_path_it_prints_its_name(script: Path, clean_environment: dict[str, str], tmp_path: Path) -> None:
    environment = clean_environment | {"PATH": f"{script.parent}:/usr/bin:/bin"}
    step = init(["/bin/sh", "-c", 'exec prospectus "$@"', "sh"], "site", environment, tmp_path)
    assert step == "cd site && prospectus build"
    assert prospectus.__version__ in follow(step, environment, tmp_path).stdout


def test_another_program_of_that_name_on_the_path_is_not_meant(script: Path, clean_environment: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other" / "prospectus"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\necho other\n", encoding="utf-8")
    other.chmod(0o755)
    environment = clean_environment | {"PATH": f"{other.parent}:/usr/bin:/bin"}
    step = init([script], "site", environment, tmp_path)
    assert prospectus.__version__ in follow(step, environment, tmp_path).stdout


@pytest.mark.parametrize("search_path", [str(PACKAGE_FOLDER), None, "packages"])
def test_started_as_a_module_it_prints_how(clean_environment: dict[str, str], tmp_path: Path, search_path: str | None) -> None:
    cwd = PACKAGE_FOLDER if search_path is None else tmp_path
    (tmp_path / "packages").symlink_to(PACKAGE_FOLDER)
    environment = {**clean_environment, "PYTHONPATH": search_path or ""}
    step = init([sys.executable, "-P" if search_path else "-B", "-m", "prospectus"], str(tmp_path / "site"), environment, cwd)
    assert "-m prospectus build" in step
    assert prospectus.__version__ in follow(step, environment, cwd).stdout


@pytest.mark.parametrize("folder", [".", "-site"])
def test_folder_is_one_that_the_shell_can_enter(script: Path, clean_environment: dict[str, str], tmp_path: Path, folder: str) -> None:
    (tmp_path / "here").mkdir()
    step = init([script], folder, clean_environment, tmp_path / "here")
    assert step.startswith("cd ") == (folder != ".")
    assert prospectus.__version__ in follow(step, clean_environment, tmp_path / "here").stdout
