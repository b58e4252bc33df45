"""The books of this site: one for each learning path, and the rule guide."""

from __future__ import annotations

import pytest

from epub_reader import read_documents, select_books, title_of
from prospectus.model.kinds.path import Path as LearningPath
from prospectus.pipeline import check
from tiny import REPOSITORY


def test_every_path_of_the_repository_and_the_rule_guide_are_books_in_both_languages(repository_data_files: dict[str, bytes]) -> None:
    paths = [checked.record for checked in check(REPOSITORY).records if isinstance(checked.record, LearningPath)]
    names = {*(path.id.removeprefix("path-") for path in paths), "rule-guide"}
    assert set(select_books(repository_data_files)) == {f"{folder}library/{name}.epub" for folder in ("", "en/") for name in names}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_chapters_of_a_path_are_in_its_order_with_titles_in_the_language(repository_data_files: dict[str, bytes], language: str) -> None:
    records = {(checked.raw.kind.name, checked.record.id): checked.record for checked in check(REPOSITORY).records}
    for path in [record for record in records.values() if isinstance(record, LearningPath)]:
        body = repository_data_files[f"{'' if language == 'zh' else 'en/'}library/{path.id.removeprefix('path-')}.epub"]
        chapters = [title_of(root) for name, root in read_documents(body).items() if "chapter-" in name]
        assert chapters == [records["lesson", lesson].title[language] for lesson in path.lessons]
