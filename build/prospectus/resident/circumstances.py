"""The circumstances of a process: everything besides the files of a site that a build may depend on.

A build is handed over only if the circumstances of both processes are the same. A client imports this module, so it imports nothing that
Python has not loaded when it starts.
"""

from __future__ import annotations

import os
import resource
import sys

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120  (pathlib takes longer than all else here)
OWN_SETTINGS = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""Environment variables that the command line sets, unless they are set. Pydantic would read the metadata of every installed package."""
FREE_VARIABLES = frozenset(
    (
        "ALACRITTY_WINDOW_ID COLORTERM COLUMNS FORCE_COLOR GNOME_TERMINAL_SCREEN GNOME_TERMINAL_SERVICE GPG_TTY INVOCATION_ID "
        "ITERM_SESSION_ID JOURNAL_STREAM KITTY_PID KITTY_WINDOW_ID KONSOLE_DBUS_SESSION KONSOLE_DBUS_WINDOW LINES NO_COLOR "
        "NO_MKDOCS_2_WARNING OLDPWD PROSPECTUS_LANG PS1 PWD SHLVL SOURCE_DATE_EPOCH SSH_AUTH_SOCK SSH_CLIENT SSH_CONNECTION "
        "SSH_TTY STY SYSTEMD_EXEC_PID TERM TERM_PROGRAM TERM_PROGRAM_VERSION TERM_SESSION_ID TMUX TMUX_PANE VTE_VERSION "
        "WEZTERM_PANE WINDOW WINDOWID WT_SESSION XDG_SESSION_ID ZELLIJ_PANE_ID _"
    ).split()
)
"""Environment variables that may differ: of the terminal and the session, and those that every build reads anew. A build gets its own."""
NAMESPACES = ("mnt", "pid", "user")


def describe_circumstances() -> list[str]:
    """Return the circumstances of this process, each as a name and a value: user, folder, Python, limits and environment variables."""
    variables = {**OWN_SETTINGS, **os.environ}
    return [
        f"user {os.getresuid()} {os.getresgid()} {sorted(os.getgroups())}",
        f"folder {os.getcwd()} {_identify('.')}",  # noqa: PTH109
        f"package {PACKAGE} {_identify(PACKAGE)}",
        f"python {sys.version} {sys.executable} {_identify(sys.executable)} {sys.prefix} {sys.base_prefix}",
        f"flags {tuple(sys.flags)} {sys._xoptions} {sys.warnoptions}",
        f"path {sys.path}",
        f"encoding {sys.getfilesystemencoding()}",
        f"umask {_read_umask():o}",
        f"processors {sorted(os.sched_getaffinity(0))}",
        f"limits {[resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith('RLIMIT_')]}",
        f"priority {os.getpriority(os.PRIO_PROCESS, 0)}",
        f"namespaces {[_read_namespace(name) for name in NAMESPACES]}",
        *(f"variable {name}={variables[name]}" for name in sorted(variables) if name not in FREE_VARIABLES),
    ]


def find_differences(ours: list[str], theirs: list[str]) -> list[str]:
    """Return the names of what differs between the circumstances of two processes; the names of variables, but never their values."""
    return sorted({_name(entry) for entry in {*ours} ^ {*theirs}})


def _name(entry: str) -> str:
    name, _, value = entry.partition(" ")
    return value.partition("=")[0] if name == "variable" else name


def _identify(path: str) -> str:
    """Return the device and inode of a file, which tell one of the same name from another; empty if it cannot be read."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return ""
    return f"{status.st_dev}:{status.st_ino}"


def _read_umask() -> int:
    umask = os.umask(0o077)
    os.umask(umask)
    return umask


def _read_namespace(name: str) -> str:
    try:
        return os.readlink(f"/proc/self/ns/{name}")  # noqa: PTH115
    except OSError:
        return ""
