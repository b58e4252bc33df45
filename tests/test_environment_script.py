"""The scripts take the first Python of the PATH, unless another one that can build Prospectus is much faster, and say which."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from processes import run_process
from tiny import REPOSITORY

CHOOSE = '. scripts/environment; choose_python && echo "taken: $python"'
OWN = "0.100 3.11.7 /own/python3"
"""What the first Python of the PATH prints: it is faster than any Python of this machine."""


@pytest.mark.parametrize(
    ("others", "version", "path"),
    [
        ({}, "3.11.7", "/own/python3"),
        ({"python3.12": "0.095 3.12.1 /opt/python3.12"}, "3.11.7", "/own/python3"),
        ({"python3.12": "0.075 3.12.1 /opt/python3.12"}, "3.12.1", "/opt/python3.12"),
        ({"python3.13": "0.075 3.13.0 /opt/python3.13", "python3.12": "0.050 3.12.1 /opt/python3.12"}, "3.12.1", "/opt/python3.12"),
    ],
    ids=["alone", "little faster", "much faster", "fastest of several"],
)
def test_much_faster_python_is_taken(tmp_path: Path, others: dict[str, str], version: str, path: str) -> None:
    unusable = {f"python3.{minor}": "" for minor in (11, 12, 13, 14)}
    for name, line in {"python3": OWN, **unusable, **others}.items():
        interpreter = tmp_path / name
        interpreter.write_text(f"#!/bin/sh\n{f'echo {line}' if line else 'exit 1'}\n", encoding="utf-8")
        interpreter.chmod(0o755)
    result = run_process(["sh", "-c", CHOOSE], check=True, cwd=REPOSITORY, env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert result.stdout == f"taken: {path}\n"
    assert f"Using Python {version}, {path}" in result.stderr


def test_measurement_names_the_python() -> None:
    line = run_process([sys.executable, REPOSITORY / "scripts/time_python.py"], check=True).stdout
    milliseconds, version, path = line.split()
    assert (float(milliseconds) > 0, version, path) == (True, ".".join(map(str, sys.version_info[:3])), sys.executable)
