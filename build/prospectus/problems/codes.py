"""The problem codes: each stands for one rule, stated in English and Chinese. A code is never reused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from prospectus.problems.message import Message

CLAUSE_END = "_clause}"
_PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Code:
    """One rule. The placeholders of its sentences (`{came}`, `{form}` and others) are filled in from the problem.

    A placeholder whose name ends in `_clause` is a part of the sentence that only some problems have.
    """

    name: str
    severity: Literal["error", "warning", "info"]
    en: str
    zh: str

    def sentence(self, language: str) -> str:
        """Return the rule in Chinese if `language` starts with `zh`, else in English."""
        return self.zh if language.startswith("zh") else self.en

    def rule(self, language: str) -> str:
        """Return the sentence without a problem: an ellipsis for each value that a problem fills in, and no clause of some problems only."""
        return _PLACEHOLDER.sub(lambda match: "" if match[0].endswith(CLAUSE_END) else "…", self.sentence(language))


def _error(name: str, en: str, zh: str) -> Code:
    return Code(name, "error", en, zh)


def _warning(name: str, en: str, zh: str) -> Code:
    return Code(name, "warning", en, zh)


def _info(name: str, en: str, zh: str) -> Code:
    return Code(name, "info", en, zh)


CODE_GROUPS = {
    "PR0": Message("Files", "文件"),
    "PR1": Message("Single fields", "单个字段"),
    "PR2": Message("Several fields and records", "多个字段和记录之间"),
    "PR3": Message("Languages", "语言"),
    "PR4": Message("The built site, and links to others", "生成的站点和外部链接"),
    "PR5": Message("The calendar", "日程"),
    "PR6": Message("Spreadsheets, drafts and feeds", "表格、草稿和信息源"),
}
"""What the hundreds of the codes are for, by prefix."""
BUILT_SITE_PREFIX = "PR4"
"""The prefix of the codes that are reported only for a built site."""
THEME_CODES = ("PR306", "PR307", "PR309", "PR312")
"""The codes that are reported only when the theme is checked too."""
RENDERING_CODE = "PR308"
"""The code of a missing interface word, which may be found only when a page is rendered."""
TIME_PREFIX = "PR52"
"""The prefix of the codes that depend on the present time, and can appear although no file has changed."""
COMPARED_CODES = ("PR127", "PR273")
"""The codes that depend on the date and on the last build; a waiver for them may stay when nothing matches it any more."""


CODES: dict[str, Code] = {
    "PR001": _error("unreadable-file", "A file must be readable: {reason}.", "文件必须可读取：{reason}。"),
    "PR002": _error("not-utf-8", "A file must be valid UTF-8; byte {came} is not.", "文件必须是 UTF-8 文本；字节 {came} 不是。"),
    "PR003": _error("empty-file", "A content file must contain a record; this file is empty.", "文件必须包含一条记录；此文件为空。"),
    "PR004": _error("file-too-large", "A content file must be at most {limit} bytes; this file has {came}.", "内容文件不得超过 {limit} 字节；此文件有 {came} 字节。"),
    "PR005": _error("link-out-of-tree", "A symbolic link must point to a file inside the site's folder; this link points outside it.", "符号链接必须指向站点目录之内；此链接指向目录之外。"),
    "PR006": _error("broken-yaml", "A file must be well-formed YAML: {reason}.", "YAML 格式必须正确：{reason}。"),
    "PR007": _error("duplicate-key", "A field must be given only once; {came} is already in line {line}.", "同一字段只能写一次；第 {line} 行已经有 {came}。"),
    "PR008": _error("unknown-language-suffix", "The name of a Markdown file must include its language: one of {form}.", "Markdown 文件名必须带有语言后缀：{form} 之一。"),
    "PR009": _error("unclosed-front-matter", "Front matter must end with a line of three hyphens.", "文首元数据必须以单独一行的三个连字符结束。"),
    "PR010": _error("misplaced-file", "A content file must be in the folder of its kind, under a name of the right form there.", "内容文件必须放在其种类的目录中，文件名也必须符合该目录的规则。"),
    "PR011": _error("yaml-feature", "A content file must be plain YAML without {came}.", "内容文件必须是普通 YAML，不得使用{came}。"),
    "PR012": _error("wrong-shape", "This file must contain {form}; it contains {came}.", "此文件必须是{form}；实际是{came}。"),
    "PR013": _error("disagreeing-languages", "A shared field must have the same value in every language; {field} differs.", "共用字段在各语言中必须一致；{field} 不一致。"),
    "PR014": _error("no-site", "A site must have a site record.", "必须有站点自身的记录。"),
    "PR015": _warning("unused-template", "A page template must be in the folder pages/ of the theme; nothing uses {came}.", "页面模板必须放在主题的 pages/ 目录中；{came} 没有被用到。"),
    "PR016": _error("forbidden-character", "A text must not contain the character {character}.", "文本中不得含有字符 {character}。"),
    "PR017": _error("invisible-character", "A title, an id, a reference or an address must not contain the invisible character {character}.", "标题、标识、引用和链接中不得含有不可见字符 {character}。"),
    "PR018": _error("decomposed-text", "A letter with an accent must be one character (Unicode form NFC); {came} is written with several.", "带附加符号的字母必须写成一个字符（Unicode NFC 形式）；{came} 由多个字符拼成。"),
    "PR019": _warning("private-use-character", "A text must not contain the character {character}: each font shows it differently.", "文本中不得含有字符 {character}：各种字体显示的字形不同。"),
    "PR020": _error("unresolved-merge", "A merge must be resolved before a file is used: {ours} and {theirs} both stand in it.", "合并冲突必须先解决：文件里同时留有 {ours} 和 {theirs} 两个版本。"),
    "PR021": _error("text-cut-off", "A text with a space and # in it must be in quotation marks, or YAML drops the rest: {came}.", "含有“空格加 #”的文本必须加引号，否则 YAML 会丢弃后面的部分：{came}。"),
    "PR022": _error("unintended-yaml", "A file must be written so that YAML reads what is meant: {reason}.", "文件必须写成 YAML 能正确理解的形式：{reason}。"),
    "PR023": _error("full-width-value", "A date, a number or an id must be written with half-width characters and without curly quotation marks; {came} is not.", "日期、数字和标识必须用半角字符书写，不得加弯引号；{came} 不符合。"),
    "PR024": _error("nested-too-deeply", "Lists and other blocks must be nested at most {limit} levels deep; this one begins in column {came}.", "列表等内容不得嵌套超过 {limit} 层；此处从第 {came} 列开始。"),
    "PR025": _error("name-not-portable", "The name of a file or folder must be one that every system can hold: {reason}.", "文件名和目录名必须在各种系统上都能使用：{reason}。"),
    "PR026": _error("too-many-problems", "A file must have at most {limit} problems to be checked to its end; the rest of this one was not checked.", "文件中的问题必须不超过 {limit} 个，才会检查到底；此文件的其余部分没有检查。"),
    "PR027": _error("theme-link-outside", "A symbolic link in a theme must lead to a file in the folder of the theme; this one leads out of it.", "主题中的符号链接必须指向该主题目录之内的文件；此链接指向目录之外。"),
    "PR028": _error("too-many-marks", "A paragraph must have at most {limit} of each mark; this one has more of: {came}.", "一段文字中同一种标记不得超过 {limit} 个；此处过多的是：{came}。"),
    "PR030": _warning("leftover-file", "A folder of content must be free of leftovers; this is {what}, and it is not published.", "内容目录中不得留有无用的文件；这是{what}，不会发布。"),
    "PR031": _warning("unreferenced-file", "A file must be referred to by content or be in the folder for downloads; this is {what}, and it is not published.", "文件必须有内容引用，或者放在供下载的目录中；这是{what}，不会发布。"),
    "PR040": _warning("setting-without-effect", "A setting of mkdocs.yml must have an effect; {setting} has none here.", "mkdocs.yml 中的每一项设置都必须起作用；{setting} 在这里不起作用。"),
    "PR041": _error("unusable-setting", "A setting of mkdocs.yml must have a value that can be used: {reason}.", "mkdocs.yml 中设置的值必须可用：{reason}。"),
    "PR042": _error("picture-without-alternative", "A picture must say in words what it shows, or say that it is decorative; these words say nothing: {came}.", "图片必须用文字说明所示内容，或注明是装饰；现有文字没有说明内容：{came}。"),
    "PR043": _error("file-beyond-limits", "A file for readers must be small enough to load; this one has {came}.", "供读者使用的文件不得过大；此文件为 {came}。"),
    "PR044": _error("file-of-another-type", "The name of a file must say what it is; this is {came}.", "文件名必须与内容相符；此文件的内容是：{came}。"),
    "PR045": _error("active-drawing", "An SVG picture must only draw; {came} would run or load something.", "SVG 图片只能绘图，不得运行或加载其他内容；其中有：{came}。"),
    "PR046": _warning("picture-without-rights", "A picture must state its licence and its source as this site asks; {came} does not.", "图片必须按本站要求写明许可和来源；{came} 没有写。"),
    "PR047": _error("file-address-taken", "A file must have an address of its own; {came} belongs to {first}.", "每个文件必须有自己的网址；{came} 已被占用：{first}。"),
    "PR048": _error("file-not-for-readers", "A file for readers must be a document, a picture or an archive; {came} is not published.", "供读者使用的文件必须是文档、图片或压缩包；{came} 不会发布。"),
    "PR049": _error("damaged-picture", "A picture must be readable; {came}.", "图片必须能正常读取；{came}。"),
    "PR101": _error("unknown-field", "The {kind} must not have the field {came}.", "{kind}记录不得有字段 {came}。"),
    "PR102": _error("missing-field", "The {kind} must have the field {field}.", "{kind}记录必须有字段 {field}。"),
    "PR103": _error("wrong-type", "The field {field} must be {type}.", "字段 {field} 必须是{type}。"),
    "PR104": _error("unknown-choice", "The field {field} must be one of the allowed values.", "字段 {field} 必须取规定的值之一。"),
    "PR105": _error("bad-date", "The field {field} must be a valid date in the right notation{reason_clause}.", "字段 {field} 必须是写法正确的有效日期{reason_clause}。"),
    "PR106": _error("bad-id", "An id must consist of lower-case letters a–z, digits and single hyphens, at most 80 characters{taken_clause}.", "标识只能用小写字母 a–z、数字和单个连字符，最多 80 个字符{taken_clause}。"),
    "PR107": _error("bad-text", "The field {field} must give the text in each language.", "字段 {field} 必须给出各语言的文字。"),
    "PR108": _error("unsafe-address", "An address must be a complete URL that starts with https:, http:, mailto: or tel:.", "网址必须完整，且以 https:、http:、mailto: 或 tel: 开头。"),
    "PR109": _error("id-not-file-name", "The id of a record must be the same as the name of its file.", "记录的标识必须与文件名一致。"),
    "PR110": _error("bad-recurrence", "The field {field} must be a recurrence rule of RFC 5545 for whole days: {reason}.", "字段 {field} 必须是 RFC 5545 中按天的重复规则：{reason}。"),
    "PR111": _error("out-of-bounds", "The field {field} must be {bounds}.", "字段 {field} 必须{bounds}。"),
    "PR112": _info("former-name", "A field must be written under its present name; {came} is now called {form}.", "字段必须用现在的名称；{came} 现称 {form}。"),
    "PR113": _error("two-names", "A field must be given under one name only; {came} is the former name of another field given here.", "同一字段只能用一个名称写一次；{came} 是此处另一字段的旧名。"),
    "PR114": _error("recurrence-without-days", "A recurrence must have at least one day: {reason}.", "重复规则必须至少给出一天：{reason}。"),
    "PR115": _error("start-off-its-rule", "The rule of a recurrence must give its first day; {rule} does not give {came}.", "重复规则必须给出它的第一天；{rule} 不给出 {came}。"),
    "PR121": _error("unquoted-text", "The field {field} holds text; a number, or true or false, must be in quotation marks there.", "字段 {field} 是文字；其中单独的数字或真假值必须加引号。"),
    "PR122": _warning("languages-swapped", "Each text must stand under its own language; those of {field} stand under each other's.", "每段文字必须写在自己的语言之下；{field} 的两种语言写反了。"),
    "PR123": _warning("text-in-another-language", "A text must be in the language that it stands under; this one is in {other}.", "文字必须使用它所标的语言；这一段是{other}。"),
    "PR124": _warning("wrong-script", "The text must be in {script} characters; these are not: {characters}.", "文字必须使用{script}字；以下各字不是：{characters}。"),
    "PR126": _warning("markdown-in-field", "This field must be a line of plain words, and is shown as it is typed; it has {marks}. Markdown can be written in: {places}.", "这个字段必须是一行纯文字，会原样显示；现在含有{marks}。可用 Markdown 的是：{places}。"),
    "PR127": _warning("date-in-the-future", "The field {field} must not be in the future: it says what has been done or what holds.", "字段 {field} 不得是将来的日期：它说明的是已经做过的事或现行的情况。"),
    "PR128": _warning("long-title", "A title must be short enough to be read at a glance; this one is far too long.", "标题必须简短，让人一眼看完；这个标题过长。"),
    "PR140": _warning("markdown-beyond-field", "The text of this field must be {what}; it has {marks}.", "这个字段的文字必须是{what}；现在含有{marks}。"),
    "PR141": _warning("list-in-folded-text", "A list in a field must be written below a | that keeps its lines; below > they are joined to one paragraph.", "字段里的列表必须写在保留换行的 | 之下；写在 > 之下，各行会连成一段。"),
    "PR142": _error("text-without-record", "A Markdown file beside lists must be named by the id of a record: there is no {kind} {came}.", "列表旁边的 Markdown 文件必须以某条记录的标识命名：没有标识为 {came} 的{kind}。"),
    "PR143": _error("text-without-page", "A Markdown file must stand beside a record with a page of its own; records of the kind {kind} have none.", "Markdown 文件必须放在有独立页面的记录旁边；{kind}没有独立页面。"),
    "PR201": _error("duplicate-id", "An id must be unique within its kind; {came} is already used in {first}.", "同一种类的标识不得重复；{came} 已用于 {first}。"),
    "PR202": _error("unknown-reference", "The field {field} must name an existing record of the kind {kind}.", "字段 {field} 必须指向存在的{kind}记录。"),
    "PR203": _error("unknown-target", "A link within this site must lead to an existing page.", "站内链接必须指向存在的页面。"),
    "PR204": _error("address-collision", "An address must belong to only one page; {came} is already used by {first}.", "一个地址只能属于一个页面；{came} 已用于 {first}。"),
    "PR205": _error("counts-do-not-add-up", "The counts of a notice must add up to its number of cases; they add up to {form}.", "公告的分项之和必须等于总数；分项之和为 {form}。"),
    "PR206": _error("uneven-row", "A row must have one cell per column: {form}.", "每行的单元格数必须等于列数：{form}。"),
    "PR207": _error("unmarked-sample", "The title of a sample must start with the mark for samples.", "示例的标题必须以示例标记开头。"),
    "PR208": _error("stage-number", "The stages of a flow must be numbered from 1 without gaps.", "流程的阶段必须连续编号。"),
    "PR209": _error("ends-before-start", "An end must come after its start, {first}.", "结束必须晚于开始（{first}）。"),
    "PR210": _error("overlapping-holidays", "Holidays must be in order and must not overlap; the previous one ends on {before}.", "节假日必须先后相接、互不重叠；前一个止于 {before}。"),
    "PR211": _error("day-count", "The number of days stated for a year must match its holidays.", "全年天数必须与节假日推算的结果一致。"),
    "PR212": _error("unknown-code", "A severity or a waiver must name an existing problem code.", "严重级别或豁免必须引用存在的问题代码。"),
    "PR213": _error("severity-of-a-broken-record", "The severity of {came} must remain error; otherwise a record would be left out without notice.", "{came} 的级别必须保持为 error：否则记录会无声消失。"),
    "PR214": _error("question-without-answer", "A question must have both right and wrong answers; {came} of its {count} answers are right.", "每道题必须既有正确答案也有错误答案；{count} 个选项中有 {came} 个正确。"),
    "PR215": _error("wrong-sum", "The value of a step must be the result of its calculation, {form}.", "算式的结果必须正确；应为 {form}。"),
    "PR216": _error("not-a-sum", "A calculation must use only quantities defined above it: {reason}.", "算式只能使用上文已命名的数字：{reason}。"),
    "PR217": _error("mixed-plot", "A plot must have either curves and an x axis, or bars.", "图必须是曲线（带横轴）或柱形之一。"),
    "PR218": _error("points-run-backwards", "The points of a curve must be in order from left to right.", "曲线上的点必须从左到右排列。"),
    "PR219": _error("lesson-before-its-time", "A lesson in a path must come after its prerequisites; {first} must come before it.", "学习路径中的课必须排在其先修课之后；{first} 必须在前。"),
    "PR220": _error("circular-prerequisites", "A lesson must not be its own prerequisite, directly or through others: {came}.", "课程不得以自身为先修：{came}。"),
    "PR221": _error("figure-not-in-words", "A figure must also appear in the text beside it, in each language: {form}.", "数值必须与旁边各语言的文字一致：{form}。"),
    "PR222": _error("formula-without-figures", "A calculator must have exactly the data that its formula needs: {form}.", "计算器必须且只能具备其公式所用的数据：{form}。"),
    "PR223": _error("contract-without-terms", "The contract of a calculator must state the data that the formula needs: {form}.", "计算器引用的合约必须写明所用的数据：{form}。"),
    "PR224": _error("example-not-worked-out", "An example must be valid input for its calculator: {reason}.", "算例必须是该计算器能算的：{reason}。"),
    "PR225": _error("subject-without-company", "The mail subject of a form must contain the company's name exactly once, as a placeholder: {form}.", "表单邮件的题目必须写明一处公司名称的位置：{form}。"),
    "PR226": _error("form-without-company", "A form must have exactly one field for the company; this form has {came}.", "表单必须有且只有一个公司名称栏；现有 {came} 个。"),
    "PR227": _error("title-to-be-filled-in", "A published record must have a complete title; this one is still to be filled in.", "已发布内容的标题必须填写。"),
    "PR228": _error("stuck-slider", "A slider must start at a value that it can reach between its ends: {form}.", "滑块起初的位置必须在两端之间、落在格上：{form}。"),
    "PR229": _error("axis-without-quantity", "An axis must name a parameter, and a curve must name a result; {came} is neither here.", "横轴必须是某个参数的名称，曲线必须是某个结果的名称；此处没有 {came}。"),
    "PR230": _error("no-such-section", "What stands within a text must follow a section that the text has in every language; there is no section {came}.", "插在正文里的内容必须跟在各语言正文都有的一节之后；没有第 {came} 节。"),
    "PR231": _warning("unreadable-formula", "A formula must be LaTeX that can be converted: {reason}.", "公式必须是可以转换的 LaTeX：{reason}。"),
    "PR232": _warning("unknown-name-in-markdown", "The name of {kind} must be one that exists; {came} does not.", "{kind}的名称必须存在；没有 {came}。"),
    "PR233": _warning("block-without-lines", "A note, a fold or a tab must have lines below it that are indented by four spaces.", "提示块、折叠块、选项卡之下必须有缩进四格的内容。"),
    "PR234": _warning("name-of-the-site", "A class or an id in prose must not be one that the site itself uses; {came} is.", "正文里的 `class` 和 `id` 不得与本站自用的相同：{came} 已被使用。"),
    "PR235": _error("name-taken", "A level or a type of events must have an id of its own; {came} is built in, or declared before.", "等级和活动类型的标识必须各不相同，也不得与自带的相同；{came} 已被使用。"),
    "PR240": _error("misnamed-release", "A release must be named after its month and number; {came} is not.", "日程版本必须以其月份和版次命名；{came} 不符。"),
    "PR241": _error("release-out-of-order", "A release must follow the previous release of its month, {first}.", "日程版本必须接续该月的上一版 {first}。"),
    "PR242": _error("release-edited", "A release must stay as it was frozen, but the content no longer matches the digest. Restore the file, and publish changes as a new release.", "日程版本冻结后不得改动；此版内容与其摘要（digest）不符。请恢复该文件，改动另发新版。"),
    "PR243": _info("release-without-digest", "A release must have a digest, which reveals later edits. Add this line to a release that an earlier version of Prospectus has written.", "日程版本必须带有摘要（digest），以便发现事后的改动。早先版本写成的文件，请补上这一行。"),
    "PR250": _warning("html-not-published", "HTML in prose must consist of elements and attributes that are published; anything else is left out.", "正文中的 HTML 只能使用会发布的标签和属性；其余会被去掉。"),
    "PR251": _info("comment-not-published", "A comment in prose must be meant for editors only; readers never see it.", "正文中的注释只能是写给编辑的说明；读者看不到注释。"),
    "PR252": _warning("heading-of-level-1", "A heading in prose must begin with ##, because the title of the page is its only heading of level 1.", "正文的小标题必须从 ## 开始，因为页面标题已是唯一的一级标题。"),
    "PR253": _warning("skipped-heading-level", "A heading must be at most one level below the heading above it; here that is level {level}.", "小标题不得跳级，最多比上一级标题低一级；此处应为 {level} 级。"),
    "PR254": _error("uneven-table", "A row of a table must not have more cells than the table has columns; the rest would be lost.", "表格每行的单元格不得多于列数；多出的内容会丢失。"),
    "PR255": _warning("footnote-without-counterpart", "A footnote must have a mark in the text and one note: {reason}.", "脚注必须既有正文标记，也有且只有一条脚注文字：{reason}。"),
    "PR256": _warning("link-without-definition", "A link by name must have a definition [{name}]: https://… in the same text; without it, it is shown as typed.", "按名称引用的链接必须在同一篇文字里有定义 [{name}]: https://…；否则会原样显示。"),
    "PR257": _warning("unsupported-markdown", "Prose must use Markdown that this site renders; {syntax} would be shown as typed.", "正文只能使用本站支持的 Markdown 写法；{syntax}会原样显示给读者。"),
    "PR258": _warning("full-width-markdown", "The marks of Markdown must be half-width; full-width marks are shown as typed.", "Markdown 标记必须用半角符号；全角符号会原样显示给读者。"),
    "PR259": _warning("unclosed-markdown", "A mark of Markdown that is opened must be closed; this one is not.", "Markdown 标记必须成对书写；这一处没有成对。"),
    "PR260": _warning("no-empty-line-before", "There must be an empty line before {block}; without it, it is shown as part of the text above.", "{block}前必须空一行；否则会与上文连成一段。"),
    "PR261": _warning("list-not-indented", "A list within a list must be indented by four spaces per level: here by {count} spaces.", "子列表每一级必须缩进四格；此处应缩进 {count} 格。"),
    "PR262": _warning("dead-anchor", "A link to a place on a page must lead to a heading or section that the page has.", "指向页面内某处的链接必须对应该页已有的小标题或栏目。"),
    "PR263": _error("picture-of-another-host", "A picture must be one of this site's own: readers' browsers must not call other hosts.", "图片必须是本站自己的：读者的浏览器不得访问其他网站。"),
    "PR264": _error("link-to-a-file", "A link to a file must lead to one that is there, relative to the file that holds the link; {came} does not: {reason}.", "指向文件的链接必须以所在文件为起点，且文件存在；{came} 有误：{reason}。"),
    "PR265": _info("annotation-in-list", "An annotation must make sense without opening: its number stays where it is, and what it explains stands in the list below.", "注释标记必须不展开也能看懂：编号留在原处，说明列在下面的列表里。"),
    "PR270": _error("linked-draft", "A record that others refer to must be published; {came} is a draft. References to it: {count}.", "被引用的记录必须已发布；{came} 是草稿，引用它的地方有 {count} 处。"),
    "PR271": _error("category-of-another-kind", "The field {field} must name a category for records of the kind {kind}; {came} is for {other}.", "字段 {field} 必须指向为{kind}设置的分类；{came} 属于{other}。"),
    "PR272": _error("category-for-no-kind", "A category must name the kind of the records that it groups; no kind with groups is called {came}.", "分类必须写明它归类哪一种内容；没有名为 {came} 的可归类内容。"),
    "PR273": _warning("address-lost", "An address that was published must stay; {addresses} would be gone with the next build.", "已发布的地址必须保留；下次构建后，{addresses} 将不复存在。"),
    "PR274": _warning("event-without-year", "An event must be in a year of the calendar; {year} has no file of its days, so no month shows the event.", "活动必须在日历已有的年份之内；{year} 年没有年度文件，任何月份都不会显示这场活动。"),
    "PR275": _error("picture-without-page", "A picture or an attachment must belong to a record that has a page; a {kind} has none.", "图片和附件必须写在有页面的记录中；{kind}没有页面。"),
    "PR276": _error("page-without-title", "A page must have a title: in its front matter, or as the first heading of its text.", "页面必须有标题：写在文首元数据里，或写成正文的第一个标题。"),
    "PR280": _warning("alias-repeated", "An alias must be another word than the title and the other aliases of its record; {came} is already among them.", "别名必须与本条的标题和其他别名不同；{came} 已有。"),
    "PR281": _warning("alias-without-words", "An alias must contain a letter or a digit, or no search finds it.", "别名必须含有文字、字母或数字，否则搜索不到。"),
    "PR285": _warning("meaning-missing", "A term must say what it means in one sentence.", "术语必须用一句话写明含义。"),
    "PR286": _warning("meaning-too-long", "The short meaning of a term must be at most {limit} long; this one has {count}.", "术语的一句话释义不得超过 {limit}；此处有 {count} 个。"),
    "PR290": _warning("kind-in-two-sections", "A kind of content must belong to one section only; {came} already belongs to {first}.", "每种内容只能归入一个栏目；{came} 已归入 {first}。"),
    "PR291": _warning("kind-in-no-section", "Every kind of content must belong to a section; {what} belongs to none, and no menu leads to its pages.", "每种内容都必须归入一个栏目；{what} 没有归入任何栏目，没有菜单通往它的页面。"),
    "PR292": _error("section-address-taken", "The id of a section must be an address of its own; {came} is already used by {first}.", "栏目的标识必须是独有的地址；{came} 已用于 {first}。"),
    "PR293": _error("section-of-unknown-kind", "A section must name kinds of content that have pages; {came} is none.", "栏目只能写有网页的内容种类；{came} 不是。"),
    "PR294": _error("reference-before-publication", "What a record refers to must be published no later than the record; {came} is published on {date}.", "记录所引用的内容不得晚于它自己公开；{came} 将于 {date} 公开。"),
    "PR295": _warning("date-without-effect", "The field {field} must have an effect; here it has none, because {reason}.", "字段 {field} 必须起作用；此处不起作用，因为{reason}。"),
    "PR296": _error("withdrawn-before-published", "A record must be published before it is withdrawn.", "记录必须先公开，后撤下。"),
    "PR297": _error("contrast-too-low", "A colour must have a contrast of at least 4.5 with everything behind it (WCAG 2.2, 1.4.3); {came} has {ratio} in the {scheme} scheme.", "颜色与其背景的对比度必须不低于 4.5（`WCAG` 2.2 第 1.4.3 条）；{came} 在{scheme}模式下为 {ratio}。"),
    "PR299": _error("filing-number", "A filing number must be written as it was issued.", "备案号必须按照核发的写法书写。"),
    "PR301": _warning("missing-translation", "Every text must exist in each language of the site; {language} is missing.", "每段文字必须具备站点的各种语言；缺少 {language}。"),
    "PR302": _error("unknown-language", "The keys of a text must be languages of the site.", "文字的键必须是站点的语言之一。"),
    "PR303": _warning("stale-translation", "A translation must be based on the current source text; the source has changed since.", "译文必须依据现行原文；原文已有改动。"),
    "PR304": _warning("banned-term", "A text must use the term from the glossary; {came} must not be used.", "文字必须使用术语表的用语；不得使用 {came}。"),
    "PR305": _warning("unlisted-rendering", "A text that consists of one term must use a translation from the glossary; {came} is not listed there.", "单独成文的术语必须采用术语表所列译法；{came} 不在其中。"),
    "PR306": _warning("untranslated-interface", "Every interface word must exist in each language of the site; missing in {language}: {count}.", "每条界面用语必须具备站点的各种语言；{language} 缺少 {count} 条。"),
    "PR307": _warning("unknown-fallback", "A fallback language must be a language of the site or of the theme; {came} is neither.", "备用语言必须是站点或主题已有的语言；{came} 都不是。"),
    "PR308": _warning("missing-interface-word", "An interface word must exist in at least one language; no language has {came}, which {page} shows.", "界面用语必须至少有一种语言；“{page}”用到的 {came} 没有任何语言的文字。"),
    "PR309": _warning("unknown-interface-word", "A word under words must have the key of an interface word; {came} is none.", "`words` 下的每一项都必须以界面用语的键为名；{came} 不是。"),
    "PR310": _error("conversion-not-possible", "A language must be converted from a written one, in the other script of Chinese; {came} is not possible: {reason}.", "语言必须从另一种字体的中文转换而来，且那种语言由人书写；不能写 {came}：{reason}。"),
    "PR311": _error("conversion-words", "The file of conversions must give, for each language, words with their forms in it.", "转换用词文件必须按语言写明词语及其写法。"),
    "PR312": _warning("conversion-word-unused", "A word whose form is fixed must occur in a text that is converted; {came} occurs in none.", "指定写法的词语必须出现在被转换的文字中；{came} 没有出现。"),
    "PR313": _warning("conversion-words-without-language", "The file of conversions must name languages that are converted; {came} is not.", "转换用词文件只能写需要转换的语言；{came} 不是。"),
    "PR317": _error("figure-twice", "A contract must have each figure only once; {came} belongs to an earlier item already.", "一个合约的每种数字必须只写一次；{came} 已写在前面的项目里。"),
    "PR318": _error("former-value-not-earlier", "A former value must begin before the value that replaced it, {later}.", "先前的数值必须早于取代它的数值（{later}）。"),
    "PR319": _error("step-without-choice", "A step of a checklist must have an answer with which the check goes on, and one with which it does not.", "核对清单的每一步必须既有通过的答案，也有不通过的答案。"),
    "PR401": _error("broken-link", "Every link of the site must resolve; {came} does not.", "站内每个链接必须有效；{came} 无效。"),
    "PR402": _error("manifest-differs", "A published file must match its entry in the manifest.", "已发布文件必须与清单一致。"),
    "PR403": _error("bad-machine-file", "A data file must be well formed: {reason}.", "机器可读文件格式必须正确：{reason}。"),
    "PR404": _error("served-otherwise", "A file must be served as it was built, with its type; {reason}.", "服务器必须按生成的内容和类型发送文件；{reason}。"),
    "PR405": _warning("header-not-sent", "A server must send the headers of the site; {reason}.", "服务器必须发送站点的响应头；{reason}。"),
    "PR406": _warning("link-gone", "A link must lead to a page that exists; {reason}, on {days} days so far.", "链接必须指向存在的页面；{reason}，至今已有 {days} 天。"),
    "PR407": _warning("link-not-asked", "A link must give an answer; {reason}, on {days} days so far.", "链接必须有应答；{reason}，至今已有 {days} 天。"),
    "PR408": _info("link-moved", "A link must have the present address of its page; the page has moved for good.", "链接必须使用页面现在的网址；该页面已永久迁移。"),
    "PR501": _warning("room-taken", "A room must not be used by two events at the same time; {other} is there ({when}).", "同一场所同一时间必须只有一场活动；{other} 已在此（{when}）。"),
    "PR502": _warning("person-taken", "A person must not take part in two events at the same time; they also take part in {other} ({when}).", "同一人同一时间必须只参加一场活动；该人也参加 {other}（{when}）。"),
    "PR503": _warning("no-time-to-travel", "A person must have {minutes} minutes to travel between two places; they also take part in {other} ({when}).", "同一人往返两地必须至少留出 {minutes} 分钟；该人也参加 {other}（{when}）。"),
    "PR504": _warning("slot-taken", "A series must have at most one event per day; {other} is already on that day ({when}).", "同一系列一天必须只有一场；{other} 已占用（{when}）。"),
    "PR505": _info("second-in-period", "A series due once per period must not have two events in one period; {other} is already in the period from {period} ({when}).", "每期必须一次的系列不得在一期内出现两次；{period} 起的一期已有 {other}（{when}）。"),
    "PR506": _warning("on-a-day-off", "An event must be on a working day; {day} is a day off.", "活动必须安排在工作日；{day} 不是工作日。"),
    "PR507": _warning("on-a-make-up-day", "An event must not be on a weekend day worked in exchange for a holiday, when markets are closed; {day} is one.", "活动不得安排在调休上班的周末，这一天市场休市；{day} 是调休上班日。"),
    "PR508": _warning("in-the-night-session", "An event must not take place during the night session, which opens at {from}.", "活动不得与夜盘同时进行；夜盘 {from} 开始。"),
    "PR509": _warning("on-a-delivery-day", "An event must not be on a last trading day or a delivery day of a product that it speaks of; this day is one of {contract}.", "活动不得安排在所涉产品的最后交易日或交割日；当日属于 {contract}。"),
    "PR510": _warning("language-not-stated", "An event that is held must state its language.", "举办的活动必须写明使用的语言。"),
    "PR511": _warning("language-of-series-missing", "A series in several languages must offer all of them every time; {missing} is missing.", "以多种语言举办的系列每次必须各种语言齐全；缺少 {missing}。"),
    "PR512": _warning("no-moderator", "An event must have a moderator if it has several speakers or if its series requires one.", "有多位主讲人的活动必须有主持人；系列要求主持人的也必须有。"),
    "PR513": _warning("deadline-after-start", "A deadline must not be later than the start of its event, {start}.", "截止时间不得晚于活动开始（{start}）。"),
    "PR514": _warning("wrong-month", "An event must be in the file of the month in which it starts.", "活动必须写在其开始月份的文件中。"),
    "PR515": _warning("announced-afterwards", "An event must be announced before it starts, {start}.", "活动必须在开始（{start}）之前公布。"),
    "PR516": _info("unused-waiver", "A waiver must match an existing problem; no {came} was found here.", "豁免必须对应实际存在的问题；此处没有 {came}。"),
    "PR521": _warning("obligation-missing", "A series must have an event in every period; the calendar has none for {came}, due by {due}.", "该系列每期必须举办；日历中没有 {came} 的记录，期限为 {due}。"),
    "PR522": _info("usual-instance-missing", "A series that is usually held must be followed up when it has no event; the calendar has none for {came}.", "通常按期举办的系列须留意；日历中没有 {came} 的记录。"),
    "PR523": _warning("bulletin-missing", "Every month must have a notice; there is none for {came}, due by {due}.", "每月必须有公告；没有 {came} 的公告，期限为 {due}。"),
    "PR524": _warning("replay-overdue", "The replay of an event must be linked in time; it was expected by {due}.", "活动回放必须按时补上链接；期限为 {due}。"),
    "PR525": _warning("still-planned", "An event that has begun must no longer have the state planned; it began on {due}.", "已开始的活动不得仍为“计划中”；开始日期为 {due}。"),
    "PR526": _warning("deadline-passed-undecided", "An event whose deadline has passed must no longer have the state planned; the deadline was {came}.", "截止时间已过的活动不得仍为“计划中”；截止时间为 {came}。"),
    "PR527": _info("review-overdue", "A page must be reviewed against its sources in time; the review was due by {due}.", "页面必须按时对照来源复核；期限为 {due}。"),
    "PR530": _warning("starts-at-night", "An event must start between {from} and {until}, or have a waiver; this one is at {came}.", "活动必须在 {from} 至 {until} 之间开始，否则须说明豁免理由；此活动是 {came}。"),
    "PR531": _warning("longer-than-a-day", "An event without a night between must last at most twelve hours, or have a waiver; this one lasts {duration}.", "当天结束的活动不得超过十二小时，否则须说明豁免理由；此活动长达 {duration}。"),
    "PR532": _warning("ends-at-night", "An event must not end in the night, or must have a waiver; this one ends at {end}.", "活动不得在夜里结束，否则须说明豁免理由；此活动在 {end} 结束。"),
    "PR540": _error("changed-while-editing", "A file must not change while a command edits it; this one has changed, and nothing was written.", "命令改动文件期间，文件不得被别处改动；此文件已变，没有写入任何内容。"),
    "PR541": _error("edited-elsewhere", "A command must be the only one that edits a site; {holder} has not ended, and nothing was written.", "同一时间必须只有一个命令改动站点；{holder} 尚未结束，没有写入任何内容。"),
    "PR542": _error("interrupted-edit", "A file must not change before an interrupted command is finished; {came} was not finished here.", "命令中断后、补完之前，文件不得被改动；{came} 在此未能补完。"),
    "PR543": _error("changed-since-edit", "A file must be as an edit left it before the edit is undone; this one has changed since, and nothing was undone.", "撤销之前，文件必须与改动后的样子一致；此文件此后又有改动，没有撤销任何内容。"),
    "PR544": _error("release-must-stay", "A release must be the newest of its month, and not committed in git, to be undone; nothing was undone.", "要撤销的一版必须是该月最新的一版，且尚未提交到 git；没有撤销任何内容。"),
    "PR550": _warning("name-without-translation", "A name must have a form in each language of the site; {came} has none in {language}. Events without it: {count}.", "人名、地名必须具备站点的各种语言；{came} 缺少 {language} 的写法，涉及 {count} 场活动。"),
    "PR551": _error("participant-without-name", "A participant must have a name, or the id of a person whose record has it.", "参加者必须写明姓名，或用 `person` 写明人物记录的标识。"),
    "PR552": _warning("uncertain-person", "A name must tell which person is meant; {came} does not. Events that use it: {count}.", "写出的姓名必须能确定是哪一位；{came} 不能。用到它的活动有 {count} 场。"),
    "PR553": _warning("language-not-spoken", "A speaker or moderator must speak the language of the event, {language}, or one into which it is interpreted; {came} speaks {languages}.", "主讲人和主持人必须会说活动所用的语言（{language}）或口译的语言；{came} 会说的是 {languages}。"),
    "PR554": _error("picture-not-there", "A picture must be a file that the site publishes; there is no {came} in content/.", "图片必须是站点发布的文件；`content/` 中没有 {came}。"),
    "PR565": _warning("event-twice", "An event must be written only once; {own} has the same title and start as {other} in {first}.", "同一个活动只能写一次；{own} 与 {first} 的 {other} 名称和开始时间相同。"),
    "PR601": _error("unreadable-sheet", "A spreadsheet must be a readable XLSX, ODS or CSV file: {reason}.", "表格必须是完好的 XLSX、ODS 或 CSV 文件：{reason}。"),
    "PR602": _error("sheet-too-large", "A spreadsheet must be at most {limit}; this one has {came}.", "表格不得超过 {limit}；此表格有 {came}。"),
    "PR603": _error("no-headings", "A sheet must have a header row that includes the date and the title.", "表格必须有一行栏目名称，其中包括日期和标题。"),
    "PR604": _warning("unknown-heading", "{cell}: a heading must be a known one; not imported: {unread}.", "{cell}：栏目名称必须是已知的；未导入：{unread}。"),
    "PR605": _error("heading-twice", "{cell}: a column must occur only once; it is already in {first}.", "{cell}：同一栏目只能出现一次；它已在 {first}。"),
    "PR606": _error("cell-no-date", "{cell}: the column {heading} must contain a valid date or time.", "{cell}：“{heading}”栏必须填写存在的日期或时间。"),
    "PR607": _error("cell-no-choice", "{cell}: the column {heading} must contain one of the allowed values.", "{cell}：“{heading}”栏必须填写规定的词语之一。"),
    "PR608": _error("cell-wrong-form", "{cell}: the value in the column {heading} must have the right format.", "{cell}：“{heading}”栏的内容必须符合其格式。"),
    "PR609": _error("cell-unknown-record", "{cell}: the column {heading} must name existing records, by title or id.", "{cell}：“{heading}”栏必须填写已有内容的名称或编号。"),
    "PR610": _error("cell-missing", "{cell}: every row must have a value in the column {heading}.", "{cell}：每行都必须填写“{heading}”栏。"),
    "PR611": _error("formula-without-value", "{cell}: a formula in the column {heading} must be saved together with its value.", "{cell}：“{heading}”栏的公式必须带有已保存的结果。"),
    "PR612": _error("row-ends-before-start", "{cell}: an end must come after its start, {first}.", "{cell}：结束必须晚于开始（{first}）。"),
    "PR613": _error("row-twice", "{cell}: an event must have only one row; it is already in {first}.", "{cell}：一个活动只能占一行；{first}已有它。"),
    "PR614": _error("row-id-taken", "{cell}: an id must belong to only one event; {came} is already used in {first}.", "{cell}：一个编号只能属于一个活动；{came} 已用于 {first}。"),
    "PR615": _error("row-of-another-month", "{cell}: the date of a row must be in the month that is imported, {month}.", "{cell}：每行的日期必须在导入的月份（{month}）内。"),
    "PR616": _error("weekday-of-another-day", "{cell}: a weekday beside a date must be its own; {day} is a {weekday}.", "{cell}：日期旁的星期必须与日期相符；{day} 是{weekday}。"),
    "PR617": _error("ambiguous-time", "{cell}: a date or time must have only one meaning; this one can be read in several ways.", "{cell}：日期和时间必须只有一种读法；这里有几种读法，无法确定。"),
    "PR618": _error("ambiguous-zone", "{cell}: a time zone must have only one meaning; {zone} names several zones, or none.", "{cell}：时区必须只有一种含义；{zone} 可以指多个时区，或者不是时区。"),
    "PR619": _warning("row-not-read", "{cell}: a row must be below the headings and say more than a remark; this row was not read.", "{cell}：一行活动必须写在栏目名称之下，并且不能只有备注；这一行没有读取。"),
    "PR620": _warning("cell-without-heading", "{cell}: a cell must have a heading above it; not imported: {unread}.", "{cell}：单元格上方必须有栏目名称；未导入：{unread}。"),
    "PR621": _warning("sheet-without-headings", "A sheet must have a header row; {came} has none and was not read.", "工作表必须有一行栏目名称；工作表“{came}”没有，因此没有读取。"),
    "PR622": _warning("time-not-decided", "{cell}: an event must have a date and a time in the end; {taken} is taken until they are decided.", "{cell}：活动最终必须有日期和时间；尚未确定，暂记在 {taken}。"),
    "PR623": _warning("part-of-month", "{cell}: a date must be a day, or a whole month; “{part}” was left out, and the event is in {taken}.", "{cell}：日期必须是某一天或整个月；“{part}”没有记下，活动记在 {taken}。"),
    "PR624": _warning("remark-not-imported", "{cell}: a remark must be in a column of its own; “{remark}” was not imported.", "{cell}：备注必须另写一栏；“{remark}”没有导入。"),
    "PR625": _info("hidden-sheet", "A sheet must be visible to be imported; {came} is hidden and was not read.", "工作表必须显示才会导入；工作表“{came}”已隐藏，没有读取。"),
    "PR626": _error("cells-disagree", "{cell}: cells about the same time must agree; another cell of the row says otherwise.", "{cell}：同一行里说明时间的单元格必须一致；这一格与另一格不同。"),
    "PR627": _error("sheet-with-conflict", "A spreadsheet must not contain the markers of a merge conflict; this one has two versions, {ours} and {theirs}.", "表格中不得留有合并冲突的标记；此表格有两个版本：{ours} 和 {theirs}。"),
    "PR632": _warning("year-assumed", "{cell}: a date of another year than {month} must state its year; {taken} is taken.", "{cell}：与 {month} 不同年的日期必须写明年份；这里取 {taken}。"),
    "PR633": _error("cancelled-row-moved", "{cell}: an event must not be cancelled to move to another month; {came} is not in {month}.", "{cell}：已取消的活动不得改到另一个月；{came} 不在 {month} 之内。"),
    "PR634": _info("rows-above-headings", "{cell}: an event must be below the headings; not imported: {unread}.", "{cell}：活动必须写在栏目名称之下；未导入：{unread}。"),
    "PR640": _info("unfinished-draft", "A draft must have the field {field} before it is published.", "草稿发布之前必须补齐字段 {field}。"),
    "PR641": _error("bad-feed-address", "The URL of a feed must start with https: or http: and must not contain a user name or password.", "信息源的网址必须以 https: 或 http: 开头，且不得含用户名或密码。"),
    "PR642": _error("feed-without-answer", "A feed must respond within the limits: {reason}.", "信息源必须在限定范围内作出应答：{reason}。"),
    "PR643": _error("not-a-feed", "A feed must respond with RSS, Atom or JSON Feed: {reason}.", "信息源的应答必须是 RSS、Atom 或 JSON Feed：{reason}。"),
    "PR644": _warning("feed-bytes-lost", "The bytes of a feed must be valid in its encoding, {encoding}; characters that could not be read: {count}.", "信息源的字节必须符合其编码 {encoding}；有 {count} 个字符无法读取。"),
    "PR645": _warning("feed-encoding-unclear", "A feed must state the encoding that it is in: {reason}.", "信息源必须声明自己的编码：{reason}。"),
    "PR646": _warning("feed-date-unclear", "The date of a feed entry must have one certain meaning: {reason}. Entries: {count}.", "信息源条目的日期必须只有一种读法：{reason}。共 {count} 条。"),
    "PR647": _warning("feed-id-shared", "An id in a feed must stand for one link only; {came} stands for {count} links. All entries are kept.", "信息源中的一个标识只能对应一个链接；{came} 对应 {count} 个链接。各条都保留。"),
    "PR648": _info("feed-surrounded", "A feed must have nothing before its start or after its end; there are {count} characters {place} it, which are not read.", "信息源的开头之前和结尾之后不得有其他内容；它{place}有 {count} 个字符，未读取。"),
    "PR649": _warning("feed-entry-empty", "A feed entry must have a title or a link; entries left out because they have neither: {count}.", "信息源的条目必须有标题或链接；有 {count} 条两者都没有，已略去。"),
    "PR650": _info("feed-entry-incomplete", "A feed entry must have {field}; entries without it: {count}.", "信息源的条目必须有{field}；有 {count} 条没有。"),
    "PR651": _warning("feed-too-long", "A feed must have at most {limit} entries to be read whole; entries not read: {count}.", "信息源不得超过 {limit} 条，才能全部读取；有 {count} 条未读取。"),
    "PR652": _warning("feed-title-cut", "A title in a feed must be at most {limit} characters long; titles that were cut: {count}.", "信息源的标题不得超过 {limit} 个字符；有 {count} 个标题被截短。"),
    "PR653": _info("feed-characters-removed", "A feed must not contain control characters or invisible characters in titles; characters removed: {count}.", "信息源不得含控制字符，标题不得含不可见字符；已删去 {count} 个字符。"),
    "PR654": _error("archived-feed-unusable", "An archived feed must be as it was saved: {reason}.", "存档的信息源必须与保存时一致：{reason}。"),
    "PR655": _info("feed-entry-repeated", "An entry must occur only once in a feed; repeated entries left out: {count}.", "同一条目在信息源中只能出现一次；已略去 {count} 条重复的。"),
}  # fmt: skip
