"""The lock files are current, licences are expected ones, builds are reproducible, and an audit without a database is no clean one."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from audit import Outcome, judge
from licences import NOT_STATED, list_licences
from processes import run_process
from tiny import REPOSITORY

REQUIREMENTS = REPOSITORY / "scripts/requirements"
LOCKS = {"build": (), "test": ("dev",), "properdocs": (), "bench": (), "release": None}
"""The extras of the package in each lock file; None for a file without the package. The lines of `NAME.in` belong to it as well."""
EXPECTED_LICENCES = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|HPND")
WITHOUT_STATEMENT = {"resvg-py"}
"""Packages whose metadata states no licence; the text beside it is that of MIT."""


def read_pins(name: str) -> dict[str, list[str]]:
    """Return the pinned versions of each package in a lock file; several where systems differ."""
    pins: dict[str, list[str]] = {}
    for package, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", read(name), re.MULTILINE):
        pins.setdefault(canonicalize_name(package), []).append(version)
    return pins


def read(name: str) -> str:
    return (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")


def list_requirements(name: str) -> list[Requirement]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = LOCKS[name]
    lines = (
        []
        if extras is None
        else [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    )
    own = REQUIREMENTS / f"{'build' if name == 'test' else name}.in"
    lines += [line for line in own.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_satisfies_what_is_declared(name: str) -> None:
    pins = read_pins(name)
    requirements = list_requirements(name)
    unmet = [
        str(requirement)
        for requirement in requirements
        if not any(requirement.specifier.contains(version) for version in pins.get(canonicalize_name(requirement.name), ()))
    ]
    assert requirements
    assert unmet == [], "run scripts/lock"


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_has_a_hash_for_each_package_and_nothing_that_nobody_requires(name: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", read(name), flags=re.MULTILINE)[1:]
    assert [block.split("\n")[0] for block in blocks if "--hash=sha256:" not in block or "# via" not in block] == []
    declared = {canonicalize_name(requirement.name) for requirement in list_requirements(name)}
    for block in blocks:
        reasons = set(re.findall(r"^    #(?: via)? +(\S+)", block, re.MULTILINE)) - {"via"}
        is_direct = any(
            reason.startswith(("prospectus", "-r", "build.in", "properdocs.in", "bench.in", "release.in")) for reason in reasons
        )
        package = canonicalize_name(re.split(r"[\[=]", block)[0])
        assert not is_direct or package in declared, f"{package} is locked although nothing declares it: run scripts/lock"


def test_locks_agree_on_what_is_published() -> None:
    built = read_pins("build")
    for name in ("test", "properdocs", "bench"):
        assert {package: versions for package, versions in read_pins(name).items() if package in built} == built


def test_licences_are_expected_ones() -> None:
    licences = list_licences(read("build"))
    assert len(licences) > 40
    assert {package for package, licence in licences.items() if licence == NOT_STATED} <= WITHOUT_STATEMENT
    unexpected = {package: licence for package, licence in licences.items() if not EXPECTED_LICENCES.search(licence)}
    assert set(unexpected) <= WITHOUT_STATEMENT
    assert not [licence for licence in licences.values() if re.search(r"\b[AL]?GPL|Affero|Commercial|Proprietary", licence)]


FOUND = {"dependencies": [{"name": "urllib3", "version": "1.24.1", "vulns": [{"id": "PYSEC-2019-132"}]}]}
CLEAN = {"dependencies": [{"name": "a", "version": "1", "vulns": []}]}
SKIPPED = {"dependencies": [{"name": "a", "skip_reason": "not found"}]}


@pytest.mark.parametrize(
    ("canary", "reports", "outcome"),
    [
        (FOUND, [CLEAN, CLEAN], Outcome.CLEAN),
        (FOUND, [CLEAN, FOUND], Outcome.VULNERABLE),
        (None, [CLEAN, FOUND], Outcome.VULNERABLE),
        (CLEAN, [CLEAN], Outcome.NOT_AUDITED),
        (SKIPPED, [CLEAN], Outcome.NOT_AUDITED),
        (FOUND, [CLEAN, SKIPPED], Outcome.NOT_AUDITED),
        (FOUND, [CLEAN, None], Outcome.NOT_AUDITED),
        (None, [None], Outcome.NOT_AUDITED),
    ],
)
def test_audit_without_a_database_is_not_clean(canary: Any, reports: list[Any], outcome: Outcome) -> None:
    found, reasons = judge(canary, reports)
    assert found is outcome
    assert bool(reasons) is (outcome is not Outcome.CLEAN)


def test_distributions_are_the_same_from_another_copy(tmp_path: Path) -> None:
    names = ("build/prospectus", "theme", "scripts/requirements/build.txt", "README.md", "LICENSE", "pyproject.toml", ".gitignore")
    bodies = []
    for number, mode in enumerate((0o644, 0o600)):
        copy = tmp_path / str(number)
        for name in names:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            if (REPOSITORY / name).is_dir():
                shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(REPOSITORY / name, copy / name)
        for file in copy.rglob("*"):
            if file.is_file():
                file.chmod(mode)
                os.utime(file, (1_000_000_000 + number * 86_400,) * 2)
        command = [sys.executable, "-m", "hatchling", "build", "--directory", str(tmp_path / f"dist{number}")]
        run_process(command, check=True, cwd=copy)
        bodies.append({file.name: file.read_bytes() for file in (tmp_path / f"dist{number}").iterdir()})
    assert sorted(name.rpartition(".")[2] for name in bodies[0]) == ["gz", "whl"]
    assert bodies[0] == bodies[1]
