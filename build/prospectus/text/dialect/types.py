"""The types of admonitions, folds and alerts that have a title in the languages of the interface (`admonition.TYPE`) and a style."""

from __future__ import annotations

ADMONITION_TYPES = frozenset(
    (
        "note abstract info tip success question warning failure danger bug example quote "  # Material
        "summary tldr todo hint important check done help faq caution attention fail missing error cite"  # its former names, and GitHub's
    ).split()
)
