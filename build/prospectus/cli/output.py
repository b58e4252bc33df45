"""The only module that prints. Text is made safe for terminals and build logs; data, such as a JSON document, is printed as it is."""

from __future__ import annotations

import sys

import typer

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.problems.message import in_language
from prospectus.problems.visible import make_visible

BINARY = Message(
    "Nothing was printed: the file is binary, and standard output is a terminal. Give --output with a file name.",
    "未输出：该文件是二进制文件，而标准输出是终端。请用 --output 写明文件名。",
)
STOPPED = Message("Stopped.", "已停止。")


def prepare_streams() -> None:
    """Let characters that the encoding of a terminal lacks be printed as escapes, instead of ending the command with an exception."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def print_result(text: str) -> None:
    """Print text with its line ends to standard output."""
    _write(make_visible(text), err=False)


def print_fixed_message(message: Message, language: str) -> None:
    """Print a message that has no text of others in it to standard error. It needs hardly any memory: nothing is imported or compiled."""
    sys.stderr.write(f"{message.in_language(language)}\n")


def print_message(message: str | Message, language: str = "en") -> None:
    """Print a message and a line end to standard error."""
    _write(f"{make_visible(in_language(message, language))}\n", err=True)


def print_rendered(report: str, *, err: bool) -> None:
    """Print a report that is safe already, with its line ends: it may have colours. See `problems/text_format.py`."""
    _write(report, err=err)


def print_help(text: str) -> None:
    """Print text with its line ends to standard error."""
    _write(make_visible(text), err=True)


def print_data(data: str | bytes) -> None:
    """Print data to standard output, byte for byte. Who renders it makes it safe: see the formats of problems.

    Files that are shown on a terminal are made visible like text. Raises UsageError for a binary file.
    """
    if isinstance(data, bytes) and is_terminal():
        try:
            print_result(data.decode())
        except UnicodeDecodeError:
            raise UsageError(BINARY) from None
        return
    typer.echo(data, nl=False)


def is_terminal(*, err: bool = False) -> bool:
    """Return whether standard output, or with `err` standard error, is a terminal."""
    stream = sys.stderr if err else sys.stdout
    return stream.isatty()


def ask_to_confirm(question: Message, language: str) -> bool:
    """Ask a person at a terminal for a yes, and return whether it came; without a terminal nobody is asked, and nothing is confirmed."""
    if not can_ask():
        return False
    _write(f"{in_language(question, language)} [y/N] ", err=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "是")


def can_ask() -> bool:
    """Return whether there is a person at a terminal who can answer."""
    return sys.stdin.isatty() and is_terminal(err=True)


def ask_line(question: str) -> str | None:
    """Ask a person at a terminal, and return the line that is typed; None at the end of the input (Ctrl-D)."""
    _write(make_visible(question), err=True)
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None


def _write(text: str, *, err: bool) -> None:
    typer.echo(text, err=err, nl=False)
