"""The translations that somebody has accepted, each with the hash of the source text that it was made from.

They are in files that only `prospectus translations` writes: `content/translations/LANGUAGE/KIND.tsv`, one line per text, sorted: the id of
the record, the place of the text in it, the hash of the source and the hash of the translation. Of a line that merging has made
unreadable, nothing is taken; of a line that is there twice, both count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from prospectus.cache.cache import digest

FOLDER = "content/translations"
HEAD = "# Written by `prospectus translations accept`: id, place, hash of the source, hash of the translation\n"


class AcceptedText(NamedTuple):
    """A translation that was accepted, by the hashes of the two texts."""

    place: str
    """The place in the record, such as `points.0.text`; `markdown` for its Markdown. It is for people: hashes tell which text is meant."""
    source: str
    translation: str


@dataclass(frozen=True)
class TranslationStore:
    """The accepted translations of a site."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    """The content of each file, by path."""

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that was accepted."""
        return digest(*sorted(self.files.items()))

    @cached_property
    def _texts(self) -> dict[tuple[str, str, str], list[AcceptedText]]:
        texts: dict[tuple[str, str, str], list[AcceptedText]] = {}
        for path, content in self.files.items():
            language, kind = path.removeprefix(f"{FOLDER}/").removesuffix(".tsv").split("/")
            for record_id, text in _iter_lines(content.decode(errors="replace")):
                texts.setdefault((language, kind, record_id), []).append(text)
        return texts

    def by_file(self) -> dict[tuple[str, str], dict[str, list[AcceptedText]]]:
        """Return what was accepted, by language and kind, then by id."""
        files: dict[tuple[str, str], dict[str, list[AcceptedText]]] = {}
        for (language, kind, record_id), texts in self._texts.items():
            files.setdefault((language, kind), {})[record_id] = texts
        return files

    def accepted(self, language: str, kind: str, ids: Iterable[str]) -> list[AcceptedText]:
        """Return what was accepted of a record, under its id and its former ones."""
        return [text for record_id in ids for text in self._texts.get((language, kind, record_id), ())]


def read_translations(root: Path) -> TranslationStore:
    """Return the accepted translations of a site; none where nobody has accepted any."""
    folder = root / FOLDER
    files = sorted(folder.glob("*/*.tsv")) if folder.is_dir() else ()
    return TranslationStore({file.relative_to(root).as_posix(): file.read_bytes() for file in files if file.is_file()})


def render_file(texts: Mapping[str, Iterable[AcceptedText]]) -> str:
    """Return the text of a file: the accepted texts by id of their record."""
    lines = sorted({"\t".join((record_id, *text)) for record_id, accepted in texts.items() for text in accepted})
    return HEAD + "".join(f"{line}\n" for line in lines)


def _iter_lines(text: str) -> Iterator[tuple[str, AcceptedText]]:
    for line in text.splitlines():
        columns = line.split("\t")
        if len(columns) == 4:
            yield columns[0], AcceptedText(*columns[1:])
