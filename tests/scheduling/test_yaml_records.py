"""Records of a list in YAML: inserted by date, taken out, and moved to another file, with their comments and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.load.yaml import parse
from prospectus.scheduling.yaml_edit import YamlEditError
from prospectus.scheduling.yaml_records import cut_row, has_no_records, insert_block, insert_rows

LIST = """\
# The month.

# About a.
- id: a
  starts: 2026-04-02 09:00
  # within a

# Stands apart.

- id: b  # aside
  title: |
    two

    lines
  starts: 2026-04-20
"""
NEW = {"id": "new", "starts": "2026-04-10"}


def test_row_is_inserted_by_its_start() -> None:
    text = insert_rows(LIST, [NEW], [["Planned."]])
    assert text == LIST.replace("  # within a\n", "  # within a\n\n# Planned.\n- id: new\n  starts: 2026-04-10\n")


@pytest.mark.parametrize(("starts", "ids"), [("2026-04", "nab"), ("2026-04-02 09:00", "anb"), ("2026-04-30", "abn")])
def test_rows_before_between_and_after(starts: str, ids: str) -> None:
    text = insert_rows(LIST, [{"id": "n", "starts": starts}])
    assert "".join(row["id"] for row in parse(text)) == ids


@pytest.mark.parametrize("text", ["", "# The month.\n", "[]\n", "# The month.\n[]\n"])
def test_first_row_of_a_file(text: str) -> None:
    assert insert_rows(text, [NEW]) == ("# The month.\n" if "#" in text else "") + "- id: new\n  starts: 2026-04-10\n"


def test_list_within_a_line_is_appended_to() -> None:
    assert parse(insert_rows("[{id: a, starts: 2026-04-20}]\n", [NEW]))[1]["id"] == "new"


def test_record_is_taken_out_with_its_comments_alone() -> None:
    rest, block = cut_row(LIST, 0)
    assert block == "# About a.\n- id: a\n  starts: 2026-04-02 09:00\n  # within a\n"
    assert rest == LIST.replace(block + "\n", "")


def test_last_record_leaves_an_empty_list_and_the_comments() -> None:
    rest, block = cut_row("# The month.\n# About a.\n- id: a\n  starts: 2026-04-02\n", 0, lambda comment: comment == "The month.")
    assert (rest, block) == ("# The month.\n[]\n", "# About a.\n- id: a\n  starts: 2026-04-02\n")
    assert has_no_records(rest, lambda comment: comment == "The month.")
    assert not has_no_records(rest)


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("column", [0, 2])
def test_record_takes_on_the_indentation_and_line_ends_of_its_new_file(bom: str, newline: str, column: int) -> None:
    other = "".join(f"{' ' * column}{line}\n" for line in ("- id: z", "  starts: 2026-05-01")).replace("\n", newline)
    text = insert_block(bom + other, cut_row(LIST, 1)[1])
    assert text.startswith(f"{bom}{' ' * column}- id: b  # aside{newline}{' ' * column}  title: |{newline}")
    assert text.endswith(other)
    assert parse(text.removeprefix("\ufeff"))[0]["title"] == "two\n\nlines\n"


@pytest.mark.parametrize("text", ["[{id: a, starts: 2026-04-02}]\n", "id: a\n"])
def test_text_that_has_no_lines_of_records_is_refused(text: str) -> None:
    with pytest.raises(YamlEditError):
        cut_row(text, 0)


def test_dash_on_a_line_of_its_own() -> None:
    rest, block = cut_row("-\n  id: a\n# of b\n-\n  id: b\n", 1)
    assert (rest, block) == ("-\n  id: a\n", "# of b\n-\n  id: b\n")


def test_first_of_several_comments_is_about_the_file() -> None:
    text = insert_rows("# The month.\n# About b.\n- id: b\n  starts: 2026-04-20\n", [NEW])
    assert text == "# The month.\n- id: new\n  starts: 2026-04-10\n# About b.\n- id: b\n  starts: 2026-04-20\n"


RECORDS = st.lists(
    st.tuples(st.integers(1, 28), st.sampled_from(["", "# note\n", "# two\n# lines\n"]), st.sampled_from(["", "\n", "\n# apart\n\n"])),
    min_size=1,
    max_size=6,
)


def write(records: list[tuple[int, str, str]]) -> str:
    return "# The month.\n\n" + "".join(
        f"{gap}{comment}- {{id: e{n}, starts: 2026-04-{day:02}}}\n" for n, (day, comment, gap) in enumerate(records)
    )


@given(RECORDS, st.data())
def test_taking_out_and_putting_back_keeps_every_record(records: list[tuple[int, str, str]], data: st.DataObject) -> None:
    text = write(records)
    row = data.draw(st.integers(0, len(records) - 1))
    rest, block = cut_row(text, row)
    assert block == f"{records[row][1]}- {{id: e{row}, starts: 2026-04-{records[row][0]:02}}}\n"
    back = insert_block(rest, block)
    key = lambda line: line.strip()  # noqa: E731
    assert sorted(filter(None, map(key, back.splitlines()))) == sorted(filter(None, map(key, text.splitlines())))


@given(RECORDS, st.integers(1, 28))
def test_inserting_a_record_keeps_every_other_line_in_order(records: list[tuple[int, str, str]], day: int) -> None:
    text = write(sorted(records))
    after = insert_rows(text, [{"id": "new", "starts": f"2026-04-{day:02}"}])
    starts = [row["starts"] for row in parse(after)]
    assert starts == sorted(starts)
    lines = iter(after.splitlines())
    assert all(line in lines for line in text.splitlines())
