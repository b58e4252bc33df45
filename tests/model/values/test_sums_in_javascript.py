"""The script of figures with sliders works out the same sums as the build."""

from __future__ import annotations

import json
import re
import sys
from fractions import Fraction
from pathlib import Path

from processes import run_process
from prospectus.model.values.expression import evaluate_postfix, parse_sum
from tiny import REPOSITORY

VALUES = {"start": Fraction(1000), "rate": Fraction(5), "years": Fraction(39, 2), "end": Fraction(2593)}
SUMS = [
    "start + rate * years - end / 7",
    "-(start - end) / -rate",
    "start * (1 + rate / 100) ** years",
    "start * (1 + rate / 1200) ** (12 * 40)",
    "((end / start) ** (1 / years) - 1) * 100",
    "-2 ** 2 + 2 ** -3 ** 2",
    "2 ** 0.5 ** 2",
    "(-2) ** 3",
    "0 ** 0 + 0 ** 2.5",
    "9 ** 104",
    "1.0001 ** 100000",
    "0.5 ** 300",
]


def test_script_agrees_with_the_build() -> None:
    script = (REPOSITORY / "theme/assets/simulation.js").read_text(encoding="utf-8")
    evaluator = re.search(r"  const operators = .*?\n  };\n(?=\n  const run)", script, re.DOTALL)
    assert evaluator is not None
    postfix = [parse_sum(written, VALUES) for written in SUMS]
    values = {name: float(value) for name, value in VALUES.items()}
    program = f"{evaluator[0]}console.log(JSON.stringify({json.dumps(postfix)}.map((sum) => evaluated(sum, {json.dumps(values)}))))"
    results = json.loads(run_process([Path(sys.executable).parent / "node", "-e", program], check=True).stdout)
    for written, items, result in zip(SUMS, postfix, results, strict=True):
        exact = float(evaluate_postfix(items, VALUES))
        assert abs(result - exact) <= 1e-9 * max(1, abs(exact)), written
