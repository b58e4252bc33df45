"""What the planning board says itself, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from prospectus.problems import Message
from prospectus.scheduling.changes.describe import LANGUAGE_NAMES

WORDS: Mapping[str, Message] = {
    "title": Message("Planning board", "排期板"),
    "local": Message("Only on this machine, never published", "只在本机，不会发布"),
    "to_site": Message("Preview of the site", "网站预览"),
    "to_translations": Message("Translations", "译文"),
    "skip": Message("Skip to the board", "跳到排期板"),
    "months": Message("Months", "月份"),
    "this_month": Message("This month", "本月"),
    "previous": Message("(month before)", "（上个月）"),
    "next": Message("(month after)", "（下个月）"),
    "events": Message("Events: {count}", "活动 {count} 项"),
    "drafts": Message("drafts: {count}", "草稿 {count} 项"),
    "clashing": Message("clashing: {count}", "有冲突的 {count} 项"),
    "with_problems": Message("with problems: {count}", "有问题的 {count} 项"),
    "without_language": Message("not in every language: {count}", "语言不全的 {count} 项"),
    "without_replay": Message("without a replay: {count}", "缺回放的 {count} 项"),
    "timetable": Message("Timetable", "日程"),
    "how_to_drag": Message("Drag an event to another day to move it. ", "把活动拖到另一天，即可改期。"),
    "how_to_move": Message("Open an event to move it to any date.", "点开活动，可以改到任何日期。"),
    "no_events": Message(
        "No event in this month yet. Begin with a draft, or with your spreadsheet.", "本月还没有活动。可以先起草，也可以导入表格。"
    ),
    "undated": Message("Without a day in this month", "未定日期"),
    "undated_note": Message("Drag them to a day when it is known.", "定下日期后，拖到那一天。"),
    "today": Message("today", "今天"),
    "off": Message("day off", "休息日"),
    "makeup": Message("make-up working day", "调休上班"),
    "until": Message("until {day}", "至{day}"),
    "goes_on": Message("goes on", "续"),
    "error": Message("Error", "错误"),
    "warning": Message("Warning", "警告"),
    "info": Message("Hint", "提示"),
    "problem_count": Message("{count} problems", "{count} 个问题"),
    "one_problem": Message("1 problem", "1 个问题"),
    "no_language": Message("no {language}", "缺{language}"),
    "no_replay": Message("no replay", "缺回放"),
    "clash": Message("clash", "冲突"),
    "clashes_with": Message("Clashes with", "与之冲突"),
    "overdue": Message("overdue", "逾期"),
    "close": Message("Close", "关闭"),
    "when": Message("When", "时间"),
    "place": Message("Place", "地点"),
    "people": Message("People", "人员"),
    "state": Message("State", "状态"),
    "id": Message("Id", "标识"),
    "written_in": Message("Written in", "所在文件"),
    "problems": Message("Problems", "问题"),
    "blocks": Message("blocks the release", "阻止定版"),
    "right_form": Message("Right form: {form}", "正确写法：{form}"),
    "publish_draft": Message("A draft is published by removing its line status: draft.", "删去其中的 status: draft 一行，草稿就会发布。"),
    "move_to": Message("Move to", "改期"),
    "date": Message("Date", "日期"),
    "time": Message("Time", "时间"),
    "time_note": Message("15:30 or 15:30-16:30. Empty: the time stays.", "写作 15:30 或 15:30-16:30，不填则不变。"),
    "move": Message("Move", "改期"),
    "moving": Message("Moving …", "正在改期……"),
    "undo": Message("Undo", "撤销"),
    "commands": Message("Commands", "命令"),
    "commands_note": Message("Run them in {folder}", "请在 {folder} 中运行"),
    "month_commands": Message("Commands of the month", "本月的命令"),
    "copy": Message("Copy", "复制"),
    "copy_command": Message("Copy: {command}", "复制：{command}"),
    "copied": Message("Copied", "已复制"),
    "not_copied": Message("Not copied: select the command and copy it.", "未能复制：请选中命令后复制。"),
    "release": Message("Release preview", "定版预览"),
    "would_change": Message("What would change ({count})", "有哪些变化（{count} 项）"),
    "left_out": Message("What is left out ({count})", "没有收入的（{count} 项）"),
    "due": Message("Due", "待办"),
    "not_collected": Message("Not collected by this site ({count})", "本站尚未收录的（{count} 项）"),
    "nothing_due": Message("Nothing is to be done for this month.", "本月没有要办的事项。"),
    "due_elsewhere": Message("Overdue in other months: {count}.", "其他月份另有 {count} 项逾期。"),
    "due_unknown": Message("Listed when the errors are corrected.", "改正错误后才能列出。"),
    "file_problems": Message("Problems of the file", "文件中的问题"),
    "errors_elsewhere": Message("Errors elsewhere in the content: {count}.", "其他内容中还有 {count} 个错误。"),
    "unreadable": Message("The content cannot be read. Correct this first:", "内容无法读取。请先改正："),
    "no_connection": Message("prospectus serve has ended. Start it again.", "prospectus serve 已停止，请重新启动。"),
    "now_in": Message("It is now in {month}", "已移到{month}"),
    "list_separator": Message(", ", "、"),
}


def name_language(code: str) -> Message:
    """Return the name of a language of the site; the code itself, if it is another one."""
    return LANGUAGE_NAMES.get(code, Message(code, code))
