"""Lists the licences of the packages that Prospectus is installed with, from their metadata."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements" / "build.txt"
NOT_STATED = "not stated"


def list_packages(lock: str) -> list[str]:
    """Return the names of the packages in a lock file."""
    return sorted(set(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", lock, re.MULTILINE)))


def licence_of(metadata: PackageMetadata) -> str:
    """Return the licence that a package states: an SPDX expression, or else its classifiers, or else the first line of the field."""
    expression = metadata.get("License-Expression")
    classifiers = [value.split(" :: ")[-1] for value in metadata.get_all("Classifier") or () if value.startswith("License :: ")]
    return expression or " | ".join(classifiers) or (metadata.get("License") or NOT_STATED).split("\n")[0].strip()[:60]


def list_licences(lock: str) -> dict[str, str]:
    """Return the licence of each installed package of a lock file, by name; packages for other systems are left out."""
    licences = {}
    for name in list_packages(lock):
        try:
            licences[name] = licence_of(distribution(name).metadata)
        except PackageNotFoundError:
            continue
    return licences


if __name__ == "__main__":
    for name, licence in list_licences(LOCK.read_text(encoding="utf-8")).items():
        sys.stdout.write(f"{name} {distribution(name).version}: {licence}\n")
