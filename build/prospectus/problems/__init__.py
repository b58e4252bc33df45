"""Problems in the content: their codes, places, messages and output formats."""

from prospectus.problems.message import Message
from prospectus.problems.problem import Problem, Severity, make_problem
from prospectus.problems.text_edit import TextEdit

__all__ = ["Message", "Problem", "Severity", "TextEdit", "make_problem"]
