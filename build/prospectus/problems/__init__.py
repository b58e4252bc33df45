"""Problems in the content: their codes, places, messages and output formats."""

from prospectus.problems.problem import Problem, Severity, problem

__all__ = ["Problem", "Severity", "problem"]
