"""The command new: asks for what a record needs, or takes it from options, and writes the record."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from prospectus.cli.editing import start_editing
from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, Root, need_site, refuse
from prospectus.cli.output import ask_line, can_ask, print_message, print_result
from prospectus.cli.questions import Stopped, ask_question, ask_until, list_choices
from prospectus.cli.usage_errors import refuse_value
from prospectus.errors import ContentError, UsageError
from prospectus.problems import Message

if TYPE_CHECKING:
    from prospectus.authoring.field_schema import RecordSchema
    from prospectus.authoring.new_record import NewRecord
    from prospectus.authoring.record_form import FilledRecord, RecordForm
    from prospectus.model.registry import Kind
    from prospectus.scheduling.calendar_files import SourceCalendar

app = BilingualTyper()
NO_KIND = Message("there is no kind {kind}.{suggestion} Kinds: {names}", "没有 {kind} 这种内容。{suggestion}可用的种类：{names}")
DID_YOU_MEAN = Message(" Did you mean {name}?", "是否想写 {name}？")
KIND_MISSING = Message(
    "The argument KIND must be given; `prospectus new --list` lists the kinds.", "必须写明种类；`prospectus new --list` 列出全部种类。"
)
NOT_A_FIELD = Message(
    "must be FIELD=VALUE, such as title.en=Fees; got {came!r}", "必须写成 `FIELD=VALUE`，例如 `title.zh=费用`；现在是 {came!r}"
)
NO_ID = Message("The argument ID must be given{proposal}.", "必须写明标识 ID{proposal}。")
SUCH_AS = Message(", such as {id}", "，例如 {id}")
STILL_MISSING = Message(
    "Nothing was written. Still missing; give each with --set, or write --set status=draft to add it later:",
    "没有写入任何内容。还缺以下字段；请逐个用 `--set` 写明，或先写 `--set status=draft` 存为草稿：",
)
MISSING_LINE = Message("  --set {name}=…  {help}{choices}", "  --set {name}=…  {help}{choices}")
CHOICES = Message(" Choices: {names}.", "可选：{names}。")
STOPPED = Message("Stopped; nothing was written. To go on later: {command}", "已停止，没有写入任何内容。以后继续可用：{command}")
WRITTEN = Message("{key} is written: {paths}.", "已新建 {key}：{paths}。")
WOULD_WRITE = Message(
    "Nothing was written. Without --dry-run, {key} is written: {paths}.", "没有写入任何内容。不加 --dry-run 则新建 {key}：{paths}。"
)
IS_DRAFT = Message(
    "It is a draft, which readers do not see. Still missing: {names}. Then delete the line status: draft.",
    "它是草稿，读者看不到。尚缺：{names}。补齐后删去 `status: draft` 一行。",
)
THE_TEXT = Message("the text", "正文")
EMPTY_MEANS_DRAFT = Message(
    "An empty answer leaves a field for later; the record is then a draft. Ctrl-D stops.",
    "直接回车表示以后再写，记录先存为草稿。按 `Ctrl-D` 停止。",
)
ASK_ID = Message("The id, which stands in the address and never changes{proposal}", "标识，写在网址里，一经发布不再改动{proposal}")
PROPOSED = Message(" (empty: {id})", "（直接回车则用 {id}）")
ASK_FILE = Message("The file that it is added to", "写入哪个文件")
ASK_CORRECTION = Message(
    "Give or correct a field, as FIELD=VALUE (empty: stop)", "补写或改正一个字段，写成 `FIELD=VALUE`（直接回车则停止）"
)


@app.command()
@in_chinese(
    "新建一条记录：在终端逐项询问所需内容，写出文件，并附注释说明还可以写的字段。\n\n"
    "不在终端时不提问：用 `--set` 写明各字段，缺少的会列出来。文字未齐的记录存为草稿。"
)
def new(
    kind_name: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help=both("The kind, such as guide; --list names them all.", "内容的种类，例如 guide；全部种类见 --list。"),
            show_default=False,
        ),
    ] = "",
    record_id: Annotated[
        str, typer.Argument(metavar="ID", help=both("The id, which stands in the address.", "标识，写在网址里。"), show_default=False)
    ] = "",
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help=both(
                "A field and its value, such as title.en=Fees. Can be repeated.", "一个字段及其值，例如 `title.zh=费用`。可以多次使用。"
            ),
        ),
    ] = None,
    file: Annotated[
        str,
        typer.Option(
            metavar="PATH",
            help=both(
                "The list or the folder that it is written to. Default: where its kind belongs.",
                "写入哪个列表文件或文件夹。默认为该种类所在的位置。",
            ),
        ),
    ] = "",
    prose: Annotated[
        bool | None,
        typer.Option(
            "--prose/--no-prose",
            help=both(
                "Also write a Markdown file per language, or none. Default: as most records of the kind.",
                "是否同时写出各语言的 Markdown 文件。默认与多数同类记录一致。",
            ),
            show_default=False,
        ),
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help=both("Ask nothing, also at a terminal.", "在终端也不提问。"))] = False,
    list_kinds: Annotated[bool, typer.Option("--list", help=both("List the kinds, and write nothing.", "列出全部种类，不写入。"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=both("Only show the record; write nothing.", "只显示记录，不写入。"))] = False,
    root: Root = Path(),
    lang: Language = "",
) -> None:
    """Write a new record: ask for what it needs, at a terminal, and add comments about the fields that it can also have.

    Without a terminal nothing is asked: give the fields with --set; what is missing is listed. A record without all texts is a draft.
    """
    if list_kinds:
        print_result("".join(f"{line}\n" for line in _list_kinds(lang)))
        return
    kind = _find_kind(kind_name)
    need_site(root)
    try:
        _write_record(
            _Request(kind, record_id, _parse_settings(settings or []), file, prose, root, lang),
            ask=can_ask() and not no_input,
            dry_run=dry_run,
        )
    except ContentError as refused:
        refuse(refused.problems, lang, root)


@dataclass(slots=True)
class _Request:
    """What the command line asks for."""

    kind: Kind
    record_id: str
    settings: Mapping[str, str]
    file: str
    prose: bool | None
    root: Path
    lang: str

    def command(self, data: Mapping[str, Any]) -> str:
        """Return the command line that starts with what was typed."""
        fields = (f"--set {shlex.quote(f'{name}={value}')}" for name, value in _flatten(data) if name != "id")
        return " ".join(["prospectus new", self.kind.name, str(data.get("id", self.record_id)), *fields]).replace("  ", " ")


def _write_record(request: _Request, *, ask: bool, dry_run: bool) -> None:
    """Ask, without holding the lock of the site, and write."""
    from prospectus.authoring.field_schema import RecordSchema  # noqa: PLC0415
    from prospectus.authoring.new_record import check_new_kind  # noqa: PLC0415
    from prospectus.editors.choices import collect_choices  # noqa: PLC0415

    check_new_kind(request.kind)
    source = _read(request.root)
    schema = RecordSchema(request.kind, collect_choices(source.loaded))
    filled = _fill(source, schema, request, ask=ask)
    plan = _plan(source, schema, filled, request)
    while plan.problems and ask:
        filled = _correct(schema, filled, plan, request)
        plan = _plan(source, schema, filled, request)
    if plan.problems:
        refuse(plan.problems, request.lang, request.root, STOPPED.fill(command=request.command(filled.data)))
    key, paths = f"{request.kind.name}:{filled.data['id']}", Message(", ".join(plan.texts), "、".join(plan.texts))
    if dry_run:
        print_result("".join(f"# {path}\n{text if path.endswith('.md') else plan.block}" for path, text in plan.texts.items()))
    else:
        with start_editing(request.root, "new", request.lang) as edit:
            source = _read(edit.root)
            plan = _plan(source, schema, filled, request)
            if plan.problems:
                refuse(plan.problems, request.lang, request.root)
            edit.save(plan.texts, source.loaded.contents)
    print_message((WOULD_WRITE if dry_run else WRITTEN).fill(key=key, paths=paths), request.lang)
    if plan.is_draft:
        names = [*filled.missing_texts, *(question.name for question in filled.missing)]
        texts = [THE_TEXT] if any(path.endswith(".md") for path in plan.texts) else []
        listed = Message(", ".join([*names, *(text.en for text in texts)]), "、".join([*names, *(text.zh for text in texts)]))
        if listed.en:
            print_message(IS_DRAFT.fill(names=listed), request.lang)


def _read(root: Path) -> SourceCalendar:
    from prospectus.cache.cache import BuildCache  # noqa: PLC0415
    from prospectus.scheduling.calendar_files import Requirement, read_site  # noqa: PLC0415

    return read_site(root, Requirement.READABLE, cache=BuildCache())


def _plan(source: SourceCalendar, schema: RecordSchema, filled: FilledRecord, request: _Request) -> NewRecord:
    from prospectus.authoring.new_record import plan_new_record, usually_has_prose  # noqa: PLC0415

    with_prose = usually_has_prose(source, request.kind) if request.prose is None else request.prose and request.kind.prose
    return plan_new_record(source, schema, filled, request.lang, file=request.file, with_prose=with_prose)


def _fill(source: SourceCalendar, schema: RecordSchema, request: _Request, *, ask: bool) -> FilledRecord:
    """Return the fields of the record, its id checked before anything is asked."""
    from prospectus.authoring.new_id import check_new_id  # noqa: PLC0415
    from prospectus.authoring.record_form import RecordForm  # noqa: PLC0415

    if request.record_id:
        check_new_id(source, request.kind, request.record_id)
    form = RecordForm(request.kind, schema, None)
    for name, value in request.settings.items():
        _set(form, name, value)
    if ask:
        form.ask = partial(ask_question, request.lang)
        print_message(EMPTY_MEANS_DRAFT, request.lang)
    try:
        return _fill_form(source, form, request)
    except Stopped:
        print_message(STOPPED.fill(command=request.command(form.data)), request.lang)
        raise typer.Exit(1) from None


def _fill_form(source: SourceCalendar, form: RecordForm, request: _Request) -> FilledRecord:
    if request.record_id:
        form.data["id"] = request.record_id
    elif form.ask is not None:
        form.fill_title()
        form.data["id"] = _ask_id(source, form, request)
    else:
        from prospectus.authoring.new_id import propose_id  # noqa: PLC0415

        proposal = propose_id(source, request.kind, form.data.get("title", {}))
        raise UsageError(NO_ID.fill(proposal=SUCH_AS.fill(id=proposal) if proposal else Message("", "")))
    filled = form.fill()
    if form.ask is not None and not request.file:
        request.file = _ask_file(source, filled, request)
    needs_title = not filled.data.get("title")
    if (form.ask is None and filled.missing and filled.data.get("status") != "draft") or needs_title:
        _refuse_missing(form, filled, request, needs_title=needs_title)
    return filled


def _refuse_missing(form: RecordForm, filled: FilledRecord, request: _Request, *, needs_title: bool) -> None:
    print_message(STILL_MISSING, request.lang)
    titles = [form.question_of(("title", language)) for language in form.schema.languages] if needs_title else []
    for question in (*titles, *filled.missing):
        choices = CHOICES.fill(names=_shorten(list(question.choices))) if question.choices else Message("", "")
        print_message(MISSING_LINE.fill(name=question.name, help=question.help, choices=choices), request.lang)
    raise typer.Exit(2)


def _set(form: RecordForm, name: str, value: str) -> None:
    from prospectus.authoring.field_schema import InvalidAnswer  # noqa: PLC0415

    try:
        form.set(name, value)
    except InvalidAnswer as refused:
        refuse_value("--set", Message(f"{name}: {refused.reason.en}", f"{name}：{refused.reason.zh}"))


def _correct(schema: RecordSchema, filled: FilledRecord, plan: NewRecord, request: _Request) -> FilledRecord:
    """Show the errors of a record, let the person give a field, and return the record with it."""
    from prospectus.authoring.field_schema import InvalidAnswer  # noqa: PLC0415
    from prospectus.authoring.record_form import RecordForm  # noqa: PLC0415
    from prospectus.cli.problem_report import print_problems  # noqa: PLC0415

    print_problems(plan.problems, request.lang, request.root)
    form = RecordForm(request.kind, schema, None, dict(filled.data))
    answer = ask_line(f"{ASK_CORRECTION.in_language(request.lang)}\n> ")
    name, equals, value = (answer or "").partition("=")
    if not equals:
        print_message(STOPPED.fill(command=request.command(filled.data)), request.lang)
        raise typer.Exit(1)
    try:
        form.set(name.strip(), value)
    except InvalidAnswer as refused:
        print_message(refused.reason, request.lang)
    return form.fill()


# Questions


def _ask_id(source: SourceCalendar, form: RecordForm, request: _Request) -> str:
    from prospectus.authoring.new_id import check_new_id, propose_id  # noqa: PLC0415

    proposal = propose_id(source, request.kind, form.data.get("title", {}))
    hint = PROPOSED.fill(id=proposal) if proposal else Message("", "")
    question = f"\nid  {ASK_ID.fill(proposal=hint).in_language(request.lang)}\n> "
    return ask_until(question, lambda answer: check_new_id(source, request.kind, answer), request.lang, proposal)


def _ask_file(source: SourceCalendar, filled: FilledRecord, request: _Request) -> str:
    """Ask for the list that a record is added to, where the kind has several and its group does not tell."""
    from prospectus.authoring.placement import find_usual_file, list_candidates  # noqa: PLC0415

    candidates = list_candidates(source, request.kind)
    usual = find_usual_file(source, request.kind, filled.data)
    if len(candidates) < 2 or usual:
        return usual
    numbered = {str(number): path for number, path in enumerate(candidates, start=1)}
    lines = [f"\n{ASK_FILE.in_language(request.lang)}", *list_choices(dict.fromkeys(candidates, ""), request.lang), "> "]

    def check(answer: str) -> None:
        from prospectus.authoring.placement import find_place  # noqa: PLC0415

        find_place(source, request.kind, filled.data, numbered.get(answer, answer))

    answer = ask_until("\n".join(lines), check, request.lang, candidates[0])
    return numbered.get(answer, answer)


# Arguments


def _find_kind(name: str) -> Kind:
    from prospectus.model.kind_names import CHINESE_NAMES  # noqa: PLC0415
    from prospectus.model.registry import KINDS_BY_NAME  # noqa: PLC0415

    if not name:
        raise UsageError(KIND_MISSING)
    by_chinese = {chinese: kind for kind, chinese in CHINESE_NAMES.items()}
    name = by_chinese.get(name, name)
    if name not in KINDS_BY_NAME:
        close = get_close_matches(name, KINDS_BY_NAME, 1)
        suggestion = DID_YOU_MEAN.fill(name=close[0]) if close else Message("", "")
        refuse_value("KIND", NO_KIND.fill(kind=name, suggestion=suggestion, names=_shorten(list(KINDS_BY_NAME), len(KINDS_BY_NAME))))
    return KINDS_BY_NAME[name]


def _list_kinds(lang: str) -> Iterator[str]:
    """Yield a line per kind that can be made: its name, and a sentence."""
    from prospectus.editors.field_help import describe  # noqa: PLC0415
    from prospectus.model.kind_names import CHINESE_NAMES  # noqa: PLC0415
    from prospectus.model.registry import KINDS  # noqa: PLC0415

    for kind in KINDS:
        chinese, _, english = describe(kind.model.__doc__).partition("\n")
        name = f"{kind.name:12} {CHINESE_NAMES[kind.name]}：" if lang == "zh" else f"{kind.name:12} "
        yield name + (chinese if lang == "zh" else english or chinese)


def _parse_settings(settings: list[str]) -> dict[str, str]:
    parsed: dict[str, str] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip():
            refuse_value("--set", NOT_A_FIELD.fill(came=setting))
        parsed[name.strip()] = value
    return parsed


def _shorten(names: list[str], count: int = 12) -> Message:
    listed = [*names[:count], *(["…"] if len(names) > count else [])]
    return Message(", ".join(listed), "、".join(listed))


def _flatten(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every single value of nested fields with its path."""
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list | tuple) else None
    if items is None:
        yield path, value
        return
    for step, item in items:
        yield from _flatten(item, f"{path}.{step}" if path else str(step))
