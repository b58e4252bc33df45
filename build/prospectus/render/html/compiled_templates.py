"""Keeps compiled templates, so that only the first build after an installation compiles them: it takes longer than to render a page."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from prospectus.cache import installation_store
from prospectus.cache.cache import digest
from prospectus.cache.library_versions import library_versions

_SYNTAX = (
    "block_start_string block_end_string variable_start_string variable_end_string comment_start_string comment_end_string "
    "line_statement_prefix line_comment_prefix trim_blocks lstrip_blocks newline_sequence keep_trailing_newline "
    "optimized sandboxed is_async"
).split()
"""The settings of an environment on which compiled templates depend."""


class CompiledTemplates(BytecodeCache):
    """The compiled templates of one environment, whose settings must not change after the first.

    The code of a template depends on its source, its name and its file, on whether its values are escaped, on the settings, filters and
    extensions of the environment, and on the versions of the libraries and Python. A site's own templates are kept as those of the theme.
    """

    def __init__(self) -> None:
        self._environment_hash = ""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return what is kept of a template."""
        self._environment_hash = self._environment_hash or _hash_environment(environment)
        is_escaped = environment.autoescape(name) if callable(environment.autoescape) else environment.autoescape
        bucket = Bucket(environment, name, digest(self._environment_hash, name, filename, is_escaped, source))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the code of a template, if it is kept."""
        code = installation_store.read(bucket.key, bucket.checksum)
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        installation_store.write(bucket.key, bucket.checksum, bucket.bytecode_to_string())


def _hash_environment(env: Environment) -> str:
    """Return a hash of everything besides a template that its code depends on.

    Jinja computes filters of constants when it compiles, so the code of filters is a part of it.
    """
    functions = [*env.filters.items(), *env.tests.items()]
    names = [(name, getattr(function, "__module__", ""), getattr(function, "__qualname__", "")) for name, function in functions]
    modules = {env.code_generator_class.__module__, *(str(module) for _, module, _ in names)}
    return digest(
        library_versions(),
        sys.flags.optimize,
        [(name, getattr(env, name)) for name in _SYNTAX],
        sorted(env.extensions),
        env.code_generator_class.__qualname__,
        sorted(names),
        [_read_module(module) for module in sorted(modules) if not module.startswith("jinja2.")],
    )


@cache
def _read_module(module: str) -> bytes:
    """Return the source of a module, read once per process: a process goes on with the code that it loaded."""
    try:
        return Path(getattr(sys.modules.get(module), "__file__", None) or "").read_bytes()
    except OSError:  # built into Python
        return b""
