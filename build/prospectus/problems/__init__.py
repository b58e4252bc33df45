"""Problems: what is wrong with the content, where, and how to write it right."""

from prospectus.problems.problem import Problem, Severity, problem

__all__ = ["Problem", "Severity", "problem"]
