"""The codes: each names one rule, in English and Chinese. A code is never reused.

PR0.. the file · PR1.. one field · PR2.. across fields and records · PR3.. language · PR4.. the built site
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Code:
    """One rule; `{came}`, `{form}` and others are filled in by the problem."""

    name: str
    severity: Literal["error", "warning", "info"]
    en: str
    zh: str

    def sentence(self, language: str) -> str:
        """Return the rule in `language`: `zh`, else English."""
        return self.zh if language.startswith("zh") else self.en


def _error(name: str, en: str, zh: str) -> Code:
    return Code(name, "error", en, zh)


def _warning(name: str, en: str, zh: str) -> Code:
    return Code(name, "warning", en, zh)


CODES: dict[str, Code] = {
    "PR001": _error("unreadable-file", "A file must be readable: {reason}.", "文件必须可读取：{reason}。"),
    "PR002": _error("not-utf-8", "A file must be UTF-8 text; byte {came} is not.", "文件必须是 UTF-8 文本；字节 {came} 不是。"),
    "PR003": _error("empty-file", "A file must hold a record; this one is empty.", "文件必须包含一条记录；此文件为空。"),
    "PR004": _error("file-too-large", "A content file must be at most {limit} bytes; this one has {came}.", "内容文件不得超过 {limit} 字节；此文件有 {came} 字节。"),
    "PR005": _error("link-out-of-tree", "A symbolic link must stay inside the site's folder; this one leads out.", "符号链接必须指向站点目录之内；此链接指向目录之外。"),
    "PR006": _error("broken-yaml", "The YAML must be well formed: {reason}.", "YAML 格式必须正确：{reason}。"),
    "PR007": _error("duplicate-key", "A field must be written once; {came} is written twice.", "同一字段只能写一次；{came} 写了两次。"),
    "PR008": _error("unknown-language-suffix", "A Markdown file must name its language: one of {form}.", "Markdown 文件名必须带有语言后缀：{form} 之一。"),
    "PR009": _error("unclosed-front-matter", "Front matter must end with a line of three hyphens.", "文首元数据必须以单独一行的三个连字符结束。"),
    "PR010": _error("misplaced-file", "A content file must stand where its kind is kept, with the ending .yml or .md.", "内容文件必须放在其种类的目录中，扩展名为 .yml 或 .md。"),
    "PR011": _error("yaml-feature", "A content file must be plain YAML, without {came}.", "内容文件必须是普通 YAML，不得使用 {came}。"),
    "PR012": _error("wrong-shape", "This file must hold {form}; it holds {came}.", "此文件必须是{form}；实际是{came}。"),
    "PR013": _error("disagreeing-languages", "A shared field must be the same in every language; {field} differs.", "共用字段在各语言中必须一致；{field} 不一致。"),
    "PR014": _error("no-site", "There must be a record of the site itself.", "必须有站点自身的记录。"),
    "PR101": _error("unknown-field", "The {kind} must not have the field {came}.", "{kind} 记录不得有字段 {came}。"),
    "PR102": _error("missing-field", "The {kind} must have the field {field}.", "{kind} 记录必须有字段 {field}。"),
    "PR103": _error("wrong-type", "The field {field} must be {type}.", "字段 {field} 必须是{type}。"),
    "PR104": _error("unknown-choice", "The field {field} must be one of its known words.", "字段 {field} 必须取规定的值之一。"),
    "PR105": _error("bad-date", "The field {field} must be a date that exists.", "字段 {field} 必须是存在的日期。"),
    "PR106": _error("bad-id", "An id must be ASCII letters a–z, digits and single hyphens, 80 at most.", "标识只能用小写字母 a–z、数字和单个连字符，最多 80 个字符。"),
    "PR107": _error("bad-text", "The field {field} must give the text in each language.", "字段 {field} 必须给出各语言的文字。"),
    "PR108": _error("unsafe-address", "An address must be whole and start with https:, http:, mailto: or tel:.", "网址必须完整，且以 https:、http:、mailto: 或 tel: 开头。"),
    "PR109": _error("id-not-file-name", "The id of a record must be the name of its file.", "记录的标识必须与文件名一致。"),
    "PR110": _error("bad-recurrence", "The field {field} must be a recurrence rule of RFC 5545, without DTSTART.", "字段 {field} 必须是 RFC 5545 的重复规则，不含 DTSTART。"),
    "PR111": _error("out-of-bounds", "The field {field} must be {bounds}.", "字段 {field} 必须{bounds}。"),
    "PR201": _error("duplicate-id", "An id must be given once a kind; {came} is taken by {first}.", "同一种类的标识不得重复；{came} 已用于 {first}。"),
    "PR202": _error("unknown-reference", "The field {field} must name a record of the kind {kind} that exists.", "字段 {field} 必须指向存在的 {kind} 记录。"),
    "PR203": _error("unknown-target", "A link must lead to a page of this site that exists.", "站内链接必须指向存在的页面。"),
    "PR204": _error("address-collision", "An address must belong to one page; {came} is taken by {first}.", "一个地址只能属于一个页面；{came} 已用于 {first}。"),
    "PR205": _error("counts-do-not-add-up", "The counts of a notice must add up to its cases; they add up to {form}.", "公告的分项之和必须等于总数；分项之和为 {form}。"),
    "PR206": _error("uneven-row", "A row must have one cell a column: {form}.", "每行的单元格数必须等于列数：{form}。"),
    "PR207": _error("unmarked-sample", "The title of a sample must start with its mark.", "示例的标题必须以示例标记开头。"),
    "PR208": _error("stage-number", "The stages of a flow must be numbered without gaps.", "流程的阶段必须连续编号。"),
    "PR209": _error("ends-before-start", "An end must come after its start, {first}.", "结束必须晚于开始（{first}）。"),
    "PR210": _error("overlapping-holidays", "Holidays must follow one another without overlap; the one before ends on {before}.", "节假日必须先后相接、互不重叠；前一个止于 {before}。"),
    "PR211": _error("day-count", "The days of a year must be as many as its holidays leave.", "全年天数必须与节假日推算的结果一致。"),
    "PR212": _error("unknown-code", "A severity or a waiver must name a problem code that exists.", "严重级别或豁免必须引用存在的问题代码。"),
    "PR213": _error("severity-of-a-broken-record", "The severity of {came} must stay error: without it, a record would vanish without a word.", "{came} 的级别必须保持为 error：否则记录会无声消失。"),
    "PR301": _warning("missing-translation", "Every text must be there in each language of the site; {language} is missing.", "每段文字必须具备站点的各种语言；缺少 {language}。"),
    "PR302": _error("unknown-language", "A text must be keyed by a language of the site.", "文字的键必须是站点的语言之一。"),
    "PR303": _warning("stale-translation", "A translation must be made from the present source text; the source has changed since.", "译文必须依据现行原文；原文已有改动。"),
    "PR304": _warning("banned-term", "A text must use the glossary's term; {came} must not be used.", "文字必须使用术语表的用语；不得使用 {came}。"),
    "PR401": _error("broken-link", "Every link of the site must resolve; {came} does not.", "站内每个链接必须有效；{came} 无效。"),
    "PR402": _error("manifest-differs", "A published file must be as the manifest lists it.", "已发布文件必须与清单一致。"),
    "PR403": _error("bad-machine-file", "A machine file must be well formed: {reason}.", "机器可读文件格式必须正确：{reason}。"),
}  # fmt: skip
