"""Problems in the content: their codes, places, messages and output formats."""

from prospectus.problems.problem import Problem, Severity, make_problem

__all__ = ["Problem", "Severity", "make_problem"]
