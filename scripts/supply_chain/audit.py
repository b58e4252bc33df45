"""Searches the locked packages for known vulnerabilities, with pip-audit. Exit codes: 0 clean, 1 vulnerable, 3 not audited.

pip-audit says “No known vulnerabilities found” also where no database could be asked, since it then skips each package. So an audit counts
only if no package was skipped, and if the vulnerabilities of a package that is known to have some were found.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
LOCKS = ("build.txt", "test.txt", "properdocs.txt", "bench.txt", "release.txt")
CANARY = "urllib3==1.24.1"
"""A version with published vulnerabilities (CVE-2019-11324 and later ones)."""

Report = Mapping[str, Any]


class Outcome(IntEnum):
    """The result of an audit, as an exit code."""

    CLEAN = 0
    VULNERABLE = 1
    NOT_AUDITED = 3


def judge(canary: Report | None, reports: Iterable[Report | None]) -> tuple[Outcome, list[str]]:
    """Return the outcome and its reasons, from the reports of pip-audit; None for one that could not be made."""
    reasons: list[str] = []
    vulnerable, skipped = [], []
    for report in reports:
        dependencies = report["dependencies"] if report is not None else [{"name": "a lock file", "skip_reason": "pip-audit failed"}]
        for dependency in dependencies:
            if dependency.get("vulns"):
                ids = ", ".join(sorted(vulnerability["id"] for vulnerability in dependency["vulns"]))
                vulnerable.append(f"{dependency['name']} {dependency['version']}: {ids}")
            elif "skip_reason" in dependency:
                skipped.append(f"{dependency['name']}: {dependency['skip_reason']}")
    if vulnerable:
        return Outcome.VULNERABLE, sorted(set(vulnerable))
    if canary is None or not any(dependency.get("vulns") for dependency in canary["dependencies"]):
        reasons.append(f"no database of advisories answered: nothing was found in {CANARY}, which is known to be vulnerable")
    reasons += sorted(set(skipped))
    return (Outcome.NOT_AUDITED if reasons else Outcome.CLEAN), reasons


def run_audit(requirements: Path, *options: str) -> Report | None:
    """Return the report of pip-audit on a file of requirements; None if it made none."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements), "--disable-pip", *options]
        command += ["--progress-spinner", "off", "--format", "json", "--output", str(output)]
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603  (no shell)
        if not output.is_file():
            return None
        report: Report = json.loads(output.read_text(encoding="utf-8"))
        return report


def main() -> int:
    """Audit all lock files; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        canary_file = Path(folder) / "canary.txt"
        canary_file.write_text(f"{CANARY}\n", encoding="utf-8")
        canary = run_audit(canary_file, "--no-deps")
    outcome, reasons = judge(canary, (run_audit(REQUIREMENTS / lock, "--require-hashes") for lock in LOCKS))
    words = {Outcome.CLEAN: "Clean", Outcome.VULNERABLE: "Vulnerable", Outcome.NOT_AUDITED: "Not audited"}
    sys.stdout.write("\n".join([f"{words[outcome]}: {len(LOCKS)} lock files.", *reasons[:20]]) + "\n")
    return outcome


if __name__ == "__main__":
    sys.exit(main())
