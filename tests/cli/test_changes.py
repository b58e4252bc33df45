"""The commands that change single events, and `undo`."""

from __future__ import annotations

from pathlib import Path

import pytest

from processes import run_process
from tiny import RunCommand, SiteFactory, read_files, write_files

JULY, AUGUST = "calendar/2025/07.yml", "calendar/2025/08.yml"
ROWS = """\
# Of July.

# By the mill.
- id: mill-tour
  formerly: [old-tour]
  type: meeting
  title: {zh: 看磨坊, en: A tour of the mill}
  starts: 2025-07-03 10:00
  ends: 2025-07-03 11:30
  language: zh   # only
  place: {zh: 磨坊, en: The mill}
# The second.
- id: harvest
  type: meeting
  title: {zh: 收获, en: Harvest}
  starts: 2025-07-05 10:00
  ends: 2025-07-05 11:00
  language: zh
  place: {zh: 田间, en: The field}
"""
MOVED = ROWS.replace("2025-07-03 10:00", "2025-07-04 10:00").replace("2025-07-03 11:30", "2025-07-04 11:30")


@pytest.fixture
def root(tiny: SiteFactory) -> Path:
    return tiny("full", {JULY: ROWS})


def text_of(root: Path, path: str = JULY) -> str:
    return (root / path).read_bytes().decode()


def release_july(root: Path, run: RunCommand) -> str:
    """Release the month, and return the text of its file."""
    assert run("waive", "PR506", "harvest", "--reason", "Fields have no weekend", folder=root).code == 0
    assert run("release", "2025-07", "--now", "2025-06-01", folder=root).code == 0
    return text_of(root)


@pytest.mark.parametrize(
    ("day", "starts"),
    [("12月3日", "2025-12-03"), ("1月5日", "2026-01-05"), ("4月5日", "2025-04-05"), ("2024年12月3日", "2024-12-03")],
)
def test_events_move_to_a_day_without_a_year_near_them(root: Path, run: RunCommand, day: str, starts: str) -> None:
    result = run("move", "mill-tour", "harvest", day, "--dry-run", "--lang", "en", folder=root)
    changed = [line.partition(" → ")[2] for line in result.err.splitlines() if ": start " in line]
    assert (result.code, changed) == (0, [f"{starts} 10:00"] * 2), result


def test_event_moves_within_its_month_and_keeps_its_length(root: Path, run: RunCommand) -> None:
    result = run("move", "old-tour", "7月4日", folder=root)
    assert (result.code, text_of(root)) == (0, MOVED), result
    assert result.err.splitlines()[:2] == [
        "A tour of the mill (mill-tour): start 2025-07-03 10:00 → 2025-07-04 10:00",
        "A tour of the mill (mill-tour): end 2025-07-03 11:30 → 2025-07-04 11:30",
    ]
    assert result.err.splitlines()[-1] == f"Written: {JULY}."


def test_results_are_in_the_language_of_the_reader(root: Path, run: RunCommand) -> None:
    result = run("move", "mill-tour", "2025-07-04", "--lang", "zh", folder=root)
    assert result.err.splitlines()[0] == "看磨坊（mill-tour）：开始 2025-07-03 10:00 → 2025-07-04 10:00"
    assert result.err.splitlines()[-1] == f"已写入：{JULY}。"


def test_event_moves_to_another_month_with_its_comments_and_stays_the_same_entry(root: Path, run: RunCommand) -> None:
    block = ROWS[ROWS.index("# By the mill.") : ROWS.index("# The second.")]
    result = run("move", "mill-tour", "2025-08-06", "下午2:00-3:00", folder=root)
    assert result.code == 0, result
    assert text_of(root) == ROWS.replace(block, "")
    moved = block.replace("2025-07-03 10:00", "2025-08-06 14:00").replace("2025-07-03 11:30", "2025-08-06 15:00")
    assert text_of(root, AUGUST) == moved


def test_released_event_that_moves_says_so(root: Path, run: RunCommand) -> None:
    released = release_july(root, run)
    result = run("move", "mill-tour", "2025-07-04", folder=root)
    moved = released.replace("2025-07-03", "2025-07-04")
    assert text_of(root) == moved.replace("en: The mill}\n", "en: The mill}\n  state: moved\n")
    assert "state Planned → Moved" in result.err


def test_several_events_move_and_new_clashes_are_shown(root: Path, run: RunCommand) -> None:
    result = run("move", "mill-tour", "harvest", "2025-07-06", folder=root)
    assert (result.code, " PR506 " in result.err) == (0, True), result
    assert text_of(root).count("2025-07-06 10:00") == 2
    assert " PR506 A tour of the mill (mill-tour): An event must be on a working day" in result.err


def test_dry_run_shows_the_same_and_writes_nothing(root: Path, run: RunCommand) -> None:
    before = read_files(root)
    result = run("move", "mill-tour", "2025-08-10", "--dry-run", folder=root)
    assert "start 2025-07-03 10:00 → 2025-08-10 10:00" in result.err
    assert " PR506 " in result.err
    assert result.err.splitlines()[-1] == f"Nothing was written. Without --dry-run: {JULY}, {AUGUST}."
    assert (read_files(root), (root / ".prospectus").exists()) == (before, False)


def test_cancel_and_reinstate_restore_the_state_of_the_release(root: Path, run: RunCommand) -> None:
    write_files(root, {JULY: ROWS.replace("  language: zh   # only\n", "  language: zh   # only\n  state: confirmed\n")})
    confirmed = release_july(root, run)
    run("cancel", "mill-tour", "--reason", "磨坊停电。", "--reason", "en: No power.", folder=root)
    assert "  state: cancelled\n" in text_of(root)
    assert "  reason: {zh: 磨坊停电。, en: No power.}\n" in text_of(root)
    assert run("move", "mill-tour", "2025-07-04", folder=root).code == 2
    assert run("reinstate", "mill-tour", folder=root).code == 0
    assert text_of(root) == confirmed


def test_reason_in_a_second_language_is_added_and_the_warning_says_how(root: Path, run: RunCommand) -> None:
    first = run("cancel", "mill-tour", "--reason", "磨坊停电。", "--lang", "zh", folder=root)
    assert '或运行：prospectus cancel mill-tour --reason "en: ……"\n' in first.err
    assert "PR301" not in run("cancel", "mill-tour", "--reason", "en: No power.", folder=root).err
    assert "  reason: {zh: 磨坊停电。, en: No power.}\n" in text_of(root)
    replaced = run("cancel", "mill-tour", "--reason", "en: A storm.", folder=root)
    assert "  reason: {zh: 磨坊停电。, en: A storm.}\n" in text_of(root)
    assert replaced.err.splitlines()[0] == "A tour of the mill (mill-tour): reason (English) No power. → A storm."
    assert run("cancel", "mill-tour", "--reason", "en: A storm.", folder=root).err.splitlines()[-1] == "Nothing was changed."


def test_reason_of_a_move_is_added_with_the_command_of_the_warning(root: Path, run: RunCommand) -> None:
    first = run("move", "mill-tour", "2025-07-04", "--reason", "en: A storm.", folder=root)
    assert 'or run: prospectus move mill-tour 2025-07-04 10:00 --reason "zh: …"\n' in first.err
    assert run("move", "mill-tour", "2025-07-04", "10:00", "--reason", "zh: 风暴。", folder=root).code == 0
    assert "  reason: {en: A storm., zh: 风暴。}\n" in text_of(root)


def test_cancellation_does_not_keep_the_reason_of_a_move(root: Path, run: RunCommand) -> None:
    run("move", "mill-tour", "2025-07-04", "--reason", "风暴。", "--reason", "en: A storm.", folder=root)
    run("cancel", "mill-tour", "--reason", "磨坊停电。", folder=root)
    assert "  reason: {zh: 磨坊停电。}\n" in text_of(root)


def test_title_that_lacks_a_language_names_the_command(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full", {JULY: ROWS.replace("{zh: 收获, en: Harvest}", "{zh: 收获}")})
    assert 'or run: prospectus retitle harvest "…" --in en\n' in run("retitle", "harvest", "秋收", folder=root).err


def test_retitle_in_a_language(root: Path, run: RunCommand) -> None:
    result = run("retitle", "mill-tour", "The windmill", "--in", "en", folder=root)
    assert text_of(root) == ROWS.replace("A tour of the mill", "The windmill")
    assert result.err.splitlines()[0] == "A tour of the mill (mill-tour): title (English) A tour of the mill → The windmill"
    assert run("retitle", "mill-tour", "x", "--in", "fr", folder=root).code == 2


def test_done_closes_what_is_over_and_says_what_is_left(root: Path, run: RunCommand) -> None:
    result = run("done", "2025-07", "--now", "2025-07-04T00:00+08:00", folder=root)
    assert text_of(root).count("state: done") == 1
    assert "Harvest (harvest): left as it is, not over yet\n" in result.err


def test_waive_writes_the_reason_and_refuses_other_codes(root: Path, run: RunCommand) -> None:
    refused = run("waive", "PR501", "harvest", "--reason", "x", folder=root)
    assert (refused.code, "PR506" in refused.err) == (2, True), refused
    assert run("waive", "PR506", "harvest", "--reason", "Fields have no weekend", folder=root).code == 0
    assert "  waivers: [{code: PR506, reason: Fields have no weekend}]\n" in text_of(root)
    again = run("waive", "PR506", "harvest", "--reason", "x", folder=root)
    assert again.err.splitlines()[-1] == "Nothing was changed."


def test_refused_waive_writes_nothing_and_names_the_command_for_the_others(root: Path, run: RunCommand) -> None:
    before = read_files(root)
    refused = run("waive", "PR506", "harvest", "mill-tour", "--reason", "Fields have no weekend", "--lang", "zh", folder=root)
    assert (refused.code, read_files(root)) == (2, before)
    assert "什么也没有写入。看磨坊（mill-tour）没有 PR506 的问题；现有：无。" in refused.err
    command = "prospectus waive PR506 harvest --reason 'Fields have no weekend'"
    assert refused.err.rstrip().endswith(f"其余的可用：{command}"), refused.err
    assert run(*command.split("'", maxsplit=1)[0].split()[1:], "Fields have no weekend", folder=root).code == 0


def test_unknown_id_is_refused_with_a_suggestion(root: Path, run: RunCommand) -> None:
    result = run("cancel", "mil-tour", "--reason", "x", folder=root)
    assert (result.code, "mill-tour" in result.err) == (2, True)


def test_undo_goes_back_step_by_step(root: Path, run: RunCommand) -> None:
    states = [read_files(root)]
    for command in (
        ("move", "mill-tour", "2025-08-06"),
        ("cancel", "harvest", "--reason", "雨。"),
        ("retitle", "mill-tour", "另一个"),
        ("release", "2025-08", "--now", "2025-06-01"),
    ):
        assert run(*command, folder=root).code == 0, command
        states.append(read_files(root))
    for state in reversed(states[:-1]):
        assert run("undo", folder=root).code == 0
        assert read_files(root) == state
    result = run("undo", folder=root)
    assert (result.code, "no edit that could be undone" in result.err) == (2, True)


def test_undo_refuses_when_the_file_has_changed_since(root: Path, run: RunCommand) -> None:
    run("move", "mill-tour", "2025-07-04", folder=root)
    write_files(root, {JULY: text_of(root) + "# by hand\n"})
    before = read_files(root)
    result = run("undo", folder=root)
    assert (result.code, f"{JULY}:1:1: error PR543" in result.err, read_files(root)) == (1, True, before)


def test_undo_keeps_a_release_that_is_committed(root: Path, run: RunCommand) -> None:
    release_july(root, run)
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"]):
        run_process(["git", "-C", root, *command], check=True)
    result = run("undo", folder=root)
    assert (result.code, " PR544 " in result.err) == (1, True), result
    assert (root / "calendar/releases/2025-07-1.yml").exists()
