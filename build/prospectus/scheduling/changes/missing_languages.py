"""The commands that add the language which a reason or a title still lacks after a change."""

from __future__ import annotations

import shlex
from dataclasses import replace

from prospectus.problems import Message, Problem
from prospectus.scheduling.changes.event_change import ChangePlan, EventChange

MISSING_LANGUAGE = "PR301"
"""The code for a text that lacks a language of the site."""
OR_RUN = Message("{form}, or run: {command}", "{form}，或运行：{command}")


def suggest_command(problem: Problem, plan: ChangePlan) -> Problem:
    """Return a problem whose right form ends with the command that adds the missing language; other problems as they are."""
    change = next((change for change in plan.changes if change.record == problem.record), None)
    if problem.code != MISSING_LANGUAGE or change is None or problem.form is None:
        return problem
    command = _build_command(change, problem, plan.source.short_key(change.entry))
    form = Message(*(problem.form_in(language) or "" for language in ("en", "zh")))
    return problem if command is None else replace(problem, params={**problem.params, "form": OR_RUN.fill(form=form, command=command)})


def _build_command(change: EventChange, problem: Problem, key: str) -> Message | None:
    """Return the command that adds a language to the text that a change set; None when the problem is that of another text."""
    name = next((name for name in ("reason", "title") if problem.params.get("came") in _list_texts(change, name)), None)
    if name == "title":
        return _fill_in(f"prospectus retitle {key}", f" --in {problem.language}")
    if name is None:
        return None
    event = change.entry.event
    if "cancelled" in (event.state, change.fields.get(("state",))):
        return _fill_in(f"prospectus cancel {key} --reason", prefix=f"{problem.language}: ")
    starts = change.fields.get(("starts",), str(event.starts))
    return _fill_in(f"prospectus move {key} {shlex.join(str(starts).split())} --reason", prefix=f"{problem.language}: ")


def _list_texts(change: EventChange, name: str) -> list[str]:
    """Return what a change sets in a text, in each language."""
    values = [value for field_path, value in change.fields.items() if field_path[0] == name]
    texts = [text for value in values for text in (value.values() if isinstance(value, dict) else (value,))]
    return [str(text) for text in texts]


def _fill_in(start: str, end: str = "", *, prefix: str = "") -> Message:
    """Return a command with a text between quotation marks that a person fills in."""
    return Message(f'{start} "{prefix}…"{end}', f'{start} "{prefix}……"{end}')
