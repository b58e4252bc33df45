"""Checks one raw record against its schema: every unknown, missing or malformed field is one problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from prospectus.load.drafts import RawRecord
from prospectus.load.yaml import read_scalar
from prospectus.media.file_types import TYPES_BY_SUFFIX, suffix_of
from prospectus.model.fields import FieldInfo, FieldPath, field_infos, required_names
from prospectus.model.kind_names import describe_kind
from prospectus.model.record import Record
from prospectus.model.values import partial_date, text
from prospectus.model.values.markdown_marks import LESS_IN_ONE, MOST_MARKS, describe_mark
from prospectus.model.values.month_count import MONTH_COUNT_FORMS
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.problems.limit import limit_problems
from prospectus.validate.declared_values import check_declared, walk_written_choices
from prospectus.validate.field_names import find_similar, suggest_name
from prospectus.validate.known_names import TARGET_FORMS
from prospectus.validate.proposals import FaultyValue, ProposalContext, find_proposal
from prospectus.validate.right_forms import format_value, has_gap, iter_ids
from prospectus.validate.source_edits import find_written_key, find_written_value

CODES_BY_ERROR_TYPE = {
    "extra_forbidden": "PR101",
    "missing": "PR102",
    "literal_error": "PR104",
    "moment_form": "PR105",
    "day_form": "PR105",
    "id_form": "PR106",
    "text_form": "PR107",
    "text_words": "PR107",
    "text_marks": "PR028",
    "url_form": "PR108",
    "rrule_form": "PR110",
    "target_form": "PR203",
    "participant_without_name": "PR551",
}
BOUND_DESCRIPTIONS = {
    "greater_than_equal": Message("at least {ge}", "不小于 {ge}"),
    "greater_than": Message("greater than {gt}", "大于 {gt}"),
    "less_than_equal": Message("at most {le}", "不大于 {le}"),
    "too_short": Message("a list of at least {min_length}", "是至少有 {min_length} 项的列表"),
    "too_long": Message("a list of at most {max_length}", "是至多有 {max_length} 项的列表"),
    "string_too_short": Message("at least {min_length} character long", "至少有 {min_length} 个字符"),
    "string_too_long": Message("at most {max_length} characters long", "不超过 {max_length} 个字符"),
    "string_pattern_mismatch": Message("of the form {pattern}", "符合格式 {pattern}"),
    "int_parsing_size": Message("a smaller number", "是较小的数"),
}
"""The bounds of a field, in words that follow “must be” and “必须”."""
PATTERN_DESCRIPTIONS = {
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": Message("a time of day such as 09:30", "是一天中的时间，如 09:30"),
    r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$": Message("a language in lower case such as zh or zh-hant", "是小写的语言代码，如 zh 或 zh-hant"),
    r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$": Message("a language tag such as zh-CN", "是语言标签，如 zh-CN"),
    r"^([a-z0-9-]+)?$": Message("the name of a folder such as en, without slashes", "是目录名，如 en，不带斜线"),
    r"^-?[0-9]{1,2}(\.[0-9]+)?, -?[0-9]{1,3}(\.[0-9]+)?$": Message(
        "latitude and longitude such as 31.2397, 121.4998", "是纬度和经度，如 31.2397, 121.4998"
    ),
    r"^(assets|downloads|files)/[^\s?#\\]+\.(jpg|jpeg|png|webp|avif)$": Message(
        "a picture in content/assets/ such as assets/li-ming.jpg", "是 `content/assets/` 中的图片，如 assets/li-ming.jpg"
    ),
    r"^PR\d{3}$": Message("the code of a problem such as PR301", "是问题代码，如 PR301"),
    r"^[0-9a-f]{64}$": Message("64 hexadecimal digits", "是 64 位十六进制数"),
    r"^[a-z][a-z0-9_]{0,30}$": Message("a name of lower-case letters such as price", "是小写字母组成的名称，如 price"),
    "^(path|lesson|guide):": Message("path:…, lesson:… or guide:…", "是 path:…、lesson:… 或 guide:…"),
    r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$": Message(
        "a mail address such as name@example.org", "是邮箱地址，如 name@example.org"
    ),
}
"""What a pattern means, by the pattern; readers of a message need not know regular expressions."""
NUMBER = Message("a number", "数字")
WHOLE_NUMBER = Message("a whole number", "整数")
TRUE_OR_FALSE = Message("true or false", "“是”或“否”（true 或 false）")
FIELDS = Message("a record of fields", "由字段组成的记录")
LIST = Message("a list", "列表")
TYPE_DESCRIPTIONS = {
    "string_type": Message("text", "文字"),
    "int_type": WHOLE_NUMBER,
    "int_from_float": WHOLE_NUMBER,
    "float_type": NUMBER,
    "bool_type": TRUE_OR_FALSE,
    "tuple_type": LIST,
    "dict_type": Message("a mapping", "由键和值组成的映射"),
    "month_count_form": Message("a time such as 6 months or 1 year", "期限，如 6个月 或 1年"),
    "model_type": FIELDS,
    "model_attributes_type": FIELDS,
}
OTHER_TYPE = Message("of another form", "其他形式")
ENTRY_FORM = Message(
    "guide:ID alone, or another page of this site, without a title or entries below it; a link to another site stands in a text, or under "
    "brand: {footer_links: …}",
    "只写 guide:ID 等本站页面，不带标题和下级条目；指向其他网站的链接写在文字里，或写在 `brand: {footer_links: …}` 下",
)
FILE_FORM = Message(
    "attachments: [{file: …}] in a record with a page, for a file of this site", "本站的文件写在有页面的记录里：attachments: [{file: …}]"
)
DATE_FORMS = Message(partial_date.DATE_SYNTAX, partial_date.DATE_SYNTAX.replace(", ", "、").replace(" or ", " 或 "))
EXAMPLE_FORMS: Mapping[str, str | Message] = {
    "PR105": DATE_FORMS,
    "PR106": "commodity-monthly-talk",
    "PR107": text.TEXT_SYNTAX,
    "PR108": "https://www.example.org/page",
    "PR110": "FREQ=MONTHLY;BYMONTHDAY=1",
    "PR551": "{name: {zh: …, en: …}} | {person: ID}",
    "PR203": TARGET_FORMS,
    "string_type": Message("quoted text, such as '012'", "带引号的文字，如 '012'"),
    "int_type": Message("a whole number, such as 12", "整数，如 12"),
    "int_from_float": Message("a whole number, such as 12", "整数，如 12"),
    "float_type": Message("a number, such as 1.5", "数字，如 1.5"),
    "bool_type": "true | false",
    "month_count_form": Message(" | ".join(MONTH_COUNT_FORMS[:2]), " | ".join(MONTH_COUNT_FORMS[2:])),
    "tuple_type": "[…]",
    "dict_type": "{…}",
}
"""The form to show where none can be worked out, by problem code or by type of error."""


_WIDE = lazy_pattern("[\uff01-\uff5e]")


def check_record(raw: RawRecord, context: ProposalContext | None = None) -> tuple[Record | None, list[Problem]]:
    """Return the record and no problems if the raw record fits its schema, else None and all problems.

    `context` is what right forms may depend on.
    """
    data = _rename_fields(raw)
    problems = [*_check_id(raw, data), *_check_names(raw)]
    try:
        record = raw.kind.model.model_validate(data, context={text.FOLDER: raw.folder})
    except ValidationError as error:
        context = context or ProposalContext()
        problems.extend(limit_problems(_iter_problems(raw, data, error, context)))
        problems.extend(check_declared(raw, walk_written_choices(raw.kind.model, data), context.names()))
        return None, problems
    problems.extend(raw.problem(violation.field_path, violation.code, None, **violation.params) for violation in record.iter_violations())
    return (None if problems else record), problems


def check_former_names(raw: RawRecord) -> Iterator[Problem]:
    """A field must be written under its present name."""
    for former_name, name in raw.kind.model.former_names.items():
        if former_name in raw.data:
            yield _with_key_fix(raw, (former_name,), name, raw.problem((former_name,), "PR112", came=former_name, form=name))


def _rename_fields(raw: RawRecord) -> dict[str, Any]:
    """Return the fields of a record under their present names."""
    former_names = raw.kind.model.former_names
    return {former_names.get(name, name): value for name, value in raw.data.items()}


def _check_names(raw: RawRecord) -> Iterator[Problem]:
    """A field must not be given under its present and its former name at once."""
    for former_name, name in raw.kind.model.former_names.items():
        if former_name in raw.data and name in raw.data:
            form = Message(f"{name}, without {former_name}", f"只写 {name}，不写 {former_name}")
            yield raw.problem((former_name,), "PR113", came=former_name, form=form)


def _check_id(raw: RawRecord, data: dict[str, Any]) -> Iterator[Problem]:
    """The id of a record with its own file must be the name of that file."""
    if raw.key is None:
        return
    record_id = data.setdefault("id", raw.key)
    if record_id != raw.key:
        line = f"id: {format_value(raw.key)}"
        problem = raw.problem(
            ("id",), "PR109", came=format_value(record_id), form=Message(f"{line}, or no such line", f"{line}，或删去这一行")
        )
        written = find_written_value(raw, ("id",))
        yield replace(problem, fix=written.replaced_by(format_value(raw.key)) if written else ())


def _iter_problems(raw: RawRecord, data: Mapping[str, Any], error: ValidationError, context: ProposalContext) -> Iterator[Problem]:
    """Yield at most one problem per field path.

    A field that is missing because its name is misspelt is one problem, and so is a list that is too short because its items are invalid.
    """
    model = raw.kind.model
    errors = {_to_field_path(model, detail["loc"]): detail for detail in reversed(error.errors(include_url=False, include_context=True))}
    misspelt = {
        find_similar(model, field_path, _find_container(data, field_path))
        for field_path, detail in errors.items()
        if detail["type"] == "extra_forbidden"
    }
    parents = {field_path[:depth] for field_path in errors for depth in range(len(field_path))}
    for field_path, detail in reversed(errors.items()):
        if detail["type"] == "missing" and field_path in misspelt:
            continue
        if detail["type"] == "too_short" and field_path in parents:
            continue
        if detail["type"] in ("extra_forbidden", "missing"):
            yield _build_name_problem(raw, data, detail["type"], field_path, context)
        else:
            yield _build_value_problem(raw, data, detail, field_path, context)


def _find_container(data: Any, field_path: FieldPath) -> Mapping[str, Any]:
    """Return the fields beside the one at a path."""
    for step in field_path[:-1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return {}
    return data if isinstance(data, Mapping) else {}


def _build_name_problem(
    raw: RawRecord, data: Mapping[str, Any], error_type: str, field_path: FieldPath, context: ProposalContext
) -> Problem:
    """Return the problem of a field that a record must not have, or lacks."""
    kind = describe_kind(raw.kind.name)
    if error_type == "missing":
        code = "PR640" if raw.data.get("status") == "draft" else "PR102"
        field, example = _format_field(field_path), _describe_example(get_field_info(raw.kind.model, field_path), context)
        form = Message(f"{field}: {example.en}", f"{field}: {example.zh}")
        return raw.problem(field_path, code, None, field=field, kind=kind, form=form)
    proposal = suggest_name(raw.kind.model, field_path, _find_container(data, field_path))
    problem = raw.problem(field_path, "PR101", None, kind=kind, came=str(field_path[-1]), form=proposal.form)
    return _with_key_fix(raw, field_path, proposal.name, problem) if proposal.name else problem


def _with_key_fix(raw: RawRecord, field_path: FieldPath, name: str, problem: Problem) -> Problem:
    written = find_written_key(raw, field_path)
    return replace(problem, fix=written.replaced_by(name)) if written else problem


def _build_value_problem(
    raw: RawRecord, data: Mapping[str, Any], detail: Mapping[str, Any], field_path: FieldPath, context: ProposalContext
) -> Problem:
    """Return the problem of a value that does not fit its field."""
    if detail["type"] == "text_marks":
        return _build_marks_problem(raw, detail["ctx"], field_path)
    kind, info = detail["type"], get_field_info(raw.kind.model, field_path)
    written = find_written_value(raw, field_path)
    value = _as_written(raw, field_path, detail["input"]) if info.value_type == "text" else detail["input"]
    faulty = FaultyValue(raw, data, field_path, kind, value, info, written.text if written else None)
    proposal = find_proposal(faulty, context)
    code = _find_code(kind, detail["input"], proposal)
    language = str(detail.get("ctx", {}).get("language", "")) or None if kind == "text_words" else None
    params: dict[str, object] = {"field": _format_field(field_path), "came": describe_value(detail["input"]), **_describe(kind, detail)}
    params["form"] = format_value(proposal) if proposal is not None else _find_example(code, kind, detail, info)
    params |= _explain_value(code, detail["input"], proposal, data.get("title"))
    location = (*field_path, language) if language and code == "PR107" else field_path
    problem = raw.problem(location, code, language if code == "PR107" else None, **params)
    is_certain = written is not None and proposal is not None and not has_gap(proposal)
    return replace(problem, fix=written.replaced_by(format_value(proposal))) if is_certain and written is not None else problem


def _build_marks_problem(raw: RawRecord, context: Mapping[str, str], field_path: FieldPath) -> Problem:
    """Return the problem of a text with too many marks in one paragraph. No right form is worked out of such a text."""
    language, mark = context["language"], describe_mark(context["mark"])
    return raw.problem((*field_path, language), "PR028", language, limit=MOST_MARKS, came=mark, form=LESS_IN_ONE)


def _as_written(raw: RawRecord, field_path: FieldPath, value: object) -> object:
    """Return a text in several languages with its numbers as they are written: `1.50`, not 1.5."""
    if not isinstance(value, Mapping):
        return value
    numbers = {key: find_written_value(raw, (*field_path, key)) for key, item in value.items() if isinstance(item, int | float)}
    return {**value, **{key: written.text for key, written in numbers.items() if written is not None}}


def _find_code(kind: str, value: object, proposal: object) -> str:
    if kind in ("text_form", "text_words") and proposal is not None and _holds_number(value):
        return "PR121"
    return CODES_BY_ERROR_TYPE.get(kind) or ("PR111" if kind in BOUND_DESCRIPTIONS else "PR103")


def _holds_number(value: object) -> bool:
    """Return whether a value is a number or true or false, or a text in several languages of which one is."""
    values = value.values() if isinstance(value, Mapping) else (value,)
    return any(isinstance(item, int | float | bool) for item in values)


def describe_rule(detail: Mapping[str, Any]) -> Message:
    """Return the rule that a value violates, from an error of pydantic: its bounds or its type."""
    kind, limits = detail["type"], detail.get("ctx", {})
    if kind in BOUND_DESCRIPTIONS:
        pattern = PATTERN_DESCRIPTIONS.get(str(limits.get("pattern")))
        return pattern or Message(*(phrase.format_map(limits) for phrase in BOUND_DESCRIPTIONS[kind]))
    return TYPE_DESCRIPTIONS.get(kind, OTHER_TYPE)


def _describe(kind: str, detail: Mapping[str, Any]) -> dict[str, object]:
    """Return the parameters of a message for the rule that a value violates."""
    if kind in BOUND_DESCRIPTIONS:
        return {"bounds": describe_rule(detail)}
    if kind == "rrule_form":
        return {"reason": detail.get("ctx", {}).get("reason")}
    return {} if kind in CODES_BY_ERROR_TYPE else {"type": describe_rule(detail)}


def _find_example(code: str, kind: str, detail: Mapping[str, Any], info: FieldInfo) -> object:
    """Return a form to show where none can be worked out."""
    if code == "PR104":
        return ", ".join(info.options) or detail.get("ctx", {}).get("expected")
    if kind == "rrule_form" and detail.get("ctx", {}).get("form"):
        return detail["ctx"]["form"]
    if code == "PR105" and _explain_date(str(detail["input"])):
        return None  # the sentence says why
    if code == "PR111":
        return _strip_verb(_describe(kind, detail)["bounds"])
    if info.value_type == "target" and isinstance(detail["input"], Mapping):
        return ENTRY_FORM
    if code == "PR108" and suffix_of(str(detail["input"])) in TYPES_BY_SUFFIX:
        return FILE_FORM
    if kind in ("model_type", "model_attributes_type") and info.model is not None:
        return "{" + ", ".join(f"{name}: …" for name in required_names(info.model)) + "}"
    return EXAMPLE_FORMS.get(code) or EXAMPLE_FORMS.get(kind) or TYPE_DESCRIPTIONS.get(kind, OTHER_TYPE)


def _explain_value(code: str, value: object, proposal: object, title: object) -> dict[str, object]:
    """Return the parts of a sentence that say what is wrong with a date, or why an id is not simply its words."""
    if code == "PR105":
        reason = _explain_date(str(value))
        return {"reason_clause": Message(f": {reason.en}", f"：{reason.zh}") if reason else ""}
    if code == "PR106":
        words = str(proposal or "").rpartition("-")[0]
        is_taken = proposal is not None and str(proposal) not in iter_ids(value, title)
        return {"taken_clause": Message(f"; {words} is already used", f"；{words} 已有记录使用") if is_taken else ""}
    return {}


def _explain_date(text: str) -> Message | None:
    """Return what is wrong with a date, as a clause: no such day, more than one meaning, or full-width characters."""
    from prospectus.model.written_dates.single_date import explain_date  # noqa: PLC0415  (needed only by a wrong date)

    if reason := explain_date(text):
        return reason
    wide = "".join(dict.fromkeys(_WIDE.findall(text)))
    return Message(f"the full-width {wide} must be half-width", f"全角的 {wide} 必须改为半角") if wide else None


def _strip_verb(bounds: object) -> object:
    """Return bounds as a form: the Chinese words without 是, which follows 必须 only in a sentence."""
    return Message(bounds.en, bounds.zh.removeprefix("是")) if isinstance(bounds, Message) else bounds


def _to_field_path(model: type[BaseModel], loc: tuple[str | int, ...]) -> FieldPath:
    """Return the location of a pydantic error without the names of union members, which do not occur in the file."""
    path_steps: list[str | int] = []
    info: FieldInfo | None = FieldInfo("noun", model=model)
    for step in loc:
        info = _get_inner(info, step)
        if info is None and not isinstance(step, int) and path_steps and (step in _UNION_MEMBERS or "[" in step):
            break
        path_steps.append(step)
    return tuple(path_steps)


_UNION_MEMBERS = frozenset({"int", "float", "str", "constrained-str", "Text"})


def _get_inner(info: FieldInfo | None, step: str | int) -> FieldInfo | None:
    if info is None:
        return None
    if info.value_type == "noun" and info.model is not None:
        return dict(field_infos(info.model)).get(str(step))
    return info.item if info.value_type in ("list", "mapping") and (info.value_type == "mapping" or isinstance(step, int)) else None


def get_field_info(model: type[BaseModel], field_path: FieldPath) -> FieldInfo:
    """Return what the field at a path of a model can hold."""
    info: FieldInfo | None = FieldInfo("noun", model=model)
    for step in field_path:
        info = _get_inner(info, step)
    return info or FieldInfo("plain")


def _format_field(field_path: FieldPath) -> str | Message:
    names = [str(step) for step in field_path if not isinstance(step, int)]
    return ".".join(names) or Message("record", "记录")


def _describe_example(info: FieldInfo, context: ProposalContext) -> Message:
    """Return an example of what a field can hold."""
    if options := context.names().values_of(info.declared) if info.declared is not None else info.options:
        return Message(*(" | ".join(options),) * 2)
    if info.kind:
        return Message(f"ID of a {info.kind}", f"{describe_kind(info.kind).zh}的标识")
    examples = {
        "text": text.TEXT_SYNTAX,
        "moment": "2025-03-20",
        "url": str(EXAMPLE_FORMS["PR108"]),
        "target": "notice:ID",
        "list": "[…]",
        "noun": "{…}",
    }
    return Message(*(examples.get(info.value_type, "…"),) * 2)


NOTHING = Message("nothing", "空")


def describe_value(value: object) -> str | Message:
    """Return a value as it might be written in a file, shortened. A text that would be a number without quotation marks has them."""
    if isinstance(value, str) and not isinstance(read_scalar(value), str):
        return f'"{value}"'
    return NOTHING if value is None else _format_value(value)


def _format_value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_format_value(item)}" for key, item in list(value.items())[:4]) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_format_value(item) for item in value[:4]) + "]"
    return str(value)
