"""What `markdown_extensions` of `mkdocs.yml` means here: prose has the dialect of Material, whatever it lists.

The names are those of Python-Markdown 3, of pymdown-extensions 10 to 13, and of the setup of Material 9.
"""

from __future__ import annotations

from collections.abc import Mapping

from prospectus.problems import Message

CORE = frozenset("abbr admonition attr_list def_list extra fenced_code codehilite footnotes md_in_html meta sane_lists tables toc".split())
PYMDOWN = frozenset(
    (
        "arithmatex betterem caret details emoji extra highlight inlinehilite keys magiclink mark quotes superfences tabbed tasklist tilde"
    ).split()
)
SUPPORTED = frozenset({*CORE, *(f"markdown.extensions.{name}" for name in CORE), *(f"pymdownx.{name}" for name in PYMDOWN)})
"""The extensions whose syntax prose has."""
USUAL_OPTIONS = frozenset(
    (
        "toc.permalink toc.permalink_title toc.title toc.slugify toc.anchorlink pymdownx.highlight.anchor_linenums "
        "pymdownx.highlight.line_spans pymdownx.highlight.pygments_lang_class pymdownx.highlight.use_pygments "
        "pymdownx.highlight.linenums_style codehilite.guess_lang codehilite.css_class pymdownx.emoji.emoji_index "
        "pymdownx.emoji.emoji_generator pymdownx.tabbed.alternate_style pymdownx.tabbed.slugify "
        "pymdownx.tasklist.custom_checkbox pymdownx.arithmatex.generic pymdownx.arithmatex.smart_dollar "
        "pymdownx.betterem.smart_enable pymdownx.caret.smart_insert pymdownx.tilde.smart_delete pymdownx.mark.smart_mark "
        "pymdownx.quotes.callouts pymdownx.superfences.relaxed_headers pymdownx.superfences.preserve_tabs pymdownx.keys.strict "
        "footnotes.BACKLINK_TITLE"
    ).split()
)
"""The options that the setup of Material recommends, and others that change nothing that readers see: prose is like that anyway."""
_BLOCKS = Message("remove it, and write !!!, ??? or ===", "删去这一项，改写 `!!!`、`???` 或 `===`")
INSTEAD: Mapping[str, Message] = {
    "pymdownx.snippets": Message(
        "remove it: write the text itself; what many pages explain is a term in content/glossary",
        "删去这一项：直接写出内容；多个页面共用的解释写成 `content/glossary` 里的术语",
    ),
    "pymdownx.critic": Message("remove it: prose is published as it is", "删去这一项：正文写成什么样就发布成什么样"),
    "pymdownx.smartsymbols": Message("remove it: type the signs themselves, such as © and →", "删去这一项：直接输入 ©、→ 等符号"),
    "smarty": Message("remove it: type the quotation marks themselves", "删去这一项：直接输入引号"),
    "nl2br": Message("remove it: a line that ends with \\ is broken there", "删去这一项：行末写 `\\` 即在此换行"),
    "wikilinks": Message("remove it, and link with [words](guide:ID)", "删去这一项，链接写作 `[文字](guide:标识)`"),
    "pymdownx.blocks.admonition": _BLOCKS,
    "pymdownx.blocks.details": _BLOCKS,
    "pymdownx.blocks.tab": _BLOCKS,
    "pymdownx.blocks.caption": Message(
        "remove it, and write <figcaption> within <figure markdown>", "删去这一项，图注写在 `<figure markdown>` 里的 `<figcaption>` 中"
    ),
    "toc.toc_depth": Message("remove it: pages list headings of the levels 2 and 3", "删去这一项：页面列出二、三级小标题"),
    "pymdownx.highlight.linenums": Message(
        'remove it, and write linenums="1" at the block', '删去这一项，需要行号的代码块写 `linenums="1"`'
    ),
    "pymdownx.highlight.auto_title": Message('remove it, and write title="…" at the block', '删去这一项，需要标题的代码块写 `title="…"`'),
    "pymdownx.superfences.custom_fences": Message(
        "remove it: draw the diagram, and put the picture into the text", "删去这一项：把图画成图片，放入正文"
    ),
    "pymdownx.tasklist.clickable_checkbox": Message("remove it: the marks of tasks are not clicked", "删去这一项：任务标记不能点按"),
    "pymdownx.arithmatex.inline_syntax": Message("remove it: $…$ and \\(…\\) are formulas", "删去这一项：`$…$` 和 `\\(…\\)` 都是公式"),
    "pymdownx.arithmatex.block_syntax": Message("remove it: $$…$$ and \\[…\\] are formulas", "删去这一项：`$$…$$` 和 `\\[…\\]` 都是公式"),
    "pymdownx.emoji.options": Message("remove it: icons are those of Material", "删去这一项：图标是 Material 自带的"),
    "abbr.glossary": Message(
        "remove it: what many pages explain is a term in content/glossary", "删去这一项：多个页面共用的解释写成 `content/glossary` 里的术语"
    ),
}
"""What to write instead of extensions that are not supported and of options without an effect."""
OTHER_EXTENSION = Message(
    "remove it: prose has the Markdown of Material and nothing else", "删去这一项：正文支持 Material 的 Markdown 写法，此外没有别的扩展"
)
OTHER_OPTION = Message("remove it: this option changes nothing here", "删去这一项：这个选项在这里不起作用")


def find_instead(value: str) -> Message | None:
    """Return what to write instead of an extension, or of an option of one, such as `toc.toc_depth`; None if it is fine."""
    name = value.removeprefix("markdown.extensions.")
    if value in SUPPORTED or name in USUAL_OPTIONS:
        return None
    if name in INSTEAD:
        return INSTEAD[name]
    is_option = name.rpartition(".")[0] in SUPPORTED
    return OTHER_OPTION if is_option else OTHER_EXTENSION
