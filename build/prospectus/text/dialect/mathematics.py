r"""Formulas in LaTeX, as MathML that is made at build time: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and environments.

The extension `pymdownx.arithmatex` finds them, with one more rule than its own: `$` is money next to a Latin letter or a digit, as
in HK$5 and $10. latex2mathml converts them; only the elements and attributes of MathML Core that it needs get into the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.arithmatex import (
    RE_BRACKET_BLOCK,
    RE_BRACKET_INLINE,
    RE_DOLLAR_BLOCK,
    RE_TEX_BLOCK,
    ArithmatexExtension,
    BlockArithmatexProcessor,
    InlineArithmatexPattern,
)

from prospectus.patterns import lazy_pattern
from prospectus.text.attribute_lists import LEFT_BRACE, RIGHT_BRACE
from prospectus.text.dialect.formulas import AMOUNT
from prospectus.text.dialect.fragments import Fragments

INLINE_DOLLARS = (
    rf"(?:(?<!\\)((?:\\{{2}})+)(?=\$)|(?<![\\A-Za-z0-9$])(\$)(?![\s$])(?!{AMOUNT})"
    r"((?:\\.|[^\\$\x02\x03])+?)(?<!\s)(?:\$)(?![A-Za-z0-9$]))"
)
"""A formula between dollars. Pandoc has the same rule for a digit after it."""
_ENVIRONMENT = RE_TEX_BLOCK.replace(r"\{", f"[{{{LEFT_BRACE}]").replace(r"\}", f"[}}{RIGHT_BRACE}]")
_BLOCKS = rf"(?s)^(?:{RE_DOLLAR_BLOCK}|{RE_BRACKET_BLOCK}|{_ENVIRONMENT})[ ]*$"
MAX_LENGTH = 2000
"""The longest formula that is converted, in characters."""
ELEMENTS = frozenset(
    (
        "math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub "
        "msubsup msup mtable mtd mtext mtr munder munderover none"
    ).split()
)
ATTRIBUTES = frozenset(
    (
        "accent accentunder columnalign columnlines columnspacing columnspan depth display displaystyle fence form height largeop "
        "linethickness lspace mathvariant maxsize minsize movablelimits notation rowlines rowspacing rowspan rspace scriptlevel "
        "separator stretchy symmetric voffset width"
    ).split()
)
REFUSED = frozenset(
    "bbox class color colorbox cssId def DeclareMathOperator fcolorbox gdef href id include includegraphics input let newcommand "
    "newenvironment renewcommand require style textcolor unicode url".split()
)
"""Commands that have no place in a page: they set links, styles or colours of their own, or define others."""
_ENVIRONMENTS = lazy_pattern(r"\\(begin|end)\{(?:aligned|gathered|gather\*?|multline\*?|equation\*?)\}")
"""Environments that the library does not know; `split` shows their lines alike."""
_COMMAND = lazy_pattern(r"\\([A-Za-z]+)")
_HAN = lazy_pattern("[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+")
_MARKED_CHARACTER = lazy_pattern(r"&#x?[0-9A-Fa-f]+;")
_WRAPPED = lazy_pattern(r"\s*\\([(\[])(.*)\\[)\]]\s*", re.DOTALL)


class LatexError(ValueError):
    """A formula that cannot be shown: `reason` says what is wrong, and `command` is the command that is the cause, if one is."""

    def __init__(self, reason: str, command: str = "") -> None:
        super().__init__(reason)
        self.reason, self.command = reason, command


@lru_cache(1024)
def convert_latex(latex: str, *, is_block: bool = False) -> str:
    """Return a formula as MathML, with its source as alternative text. Raises `LatexError`."""
    _check_source(latex)
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415  (needed only by texts with formulas)

    display = "block" if is_block else "inline"
    try:
        root = convert_to_element(_ENVIRONMENTS.sub(r"\\\1{split}", latex), display=display)
    except (Exception, RecursionError) as error:
        raise LatexError("syntax") from error
    body = "".join(map(_write, _merge_words([*root])))
    alternative = escape(" ".join(latex.split()))
    return f'<math display="{display}" alttext="{alternative}">{body}</math>'


def _check_source(latex: str) -> None:
    if not latex.strip() or len(latex) > MAX_LENGTH:
        raise LatexError("length" if latex.strip() else "empty")
    for command in _COMMAND.findall(latex):
        if command in REFUSED:
            raise LatexError("command", f"\\{command}")
    depth = 0
    for character in re.sub(r"\\.", "", latex, flags=re.DOTALL):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            break
    if depth:
        raise LatexError("braces")


def _merge_words(elements: list[Element]) -> list[Element]:
    """Return elements in which one `mtext` holds each run of Chinese characters, which the library takes for variables."""
    merged: list[Element] = []
    for element in elements:
        text = element.text or ""
        if element.tag in ("mi", "mo", "mtext") and _HAN.fullmatch(text):
            if merged and merged[-1].tag == "mtext" and _HAN.fullmatch(merged[-1].text or ""):
                merged[-1].text = f"{merged[-1].text}{text}"
                continue
            word = Element("mtext")
            word.text = text
            merged.append(word)
        else:
            merged.append(element)
    return merged


def _write(element: Element) -> str:
    """Return an element as HTML, with nothing but MathML in it. Raises `LatexError` at a command that the library does not know."""
    text = unescape(element.text or "") if _MARKED_CHARACTER.search(element.text or "") else element.text or ""
    if element.tag != "mtext" and (command := _COMMAND.match(text)):
        raise LatexError("command", command[0])
    if element.text == "&":  # an ampersand that stands in no table; `\&` comes as a character reference
        raise LatexError("syntax")
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items() if name in ATTRIBUTES)
    children = [*element]
    body = "".join(map(_write, _merge_words(children) if element.tag in ("mrow", "mtd", "mstyle") else children))
    if element.tag not in ELEMENTS:
        return f"<mrow>{body}{escape(text)}</mrow>"
    return f"<{element.tag}{attributes}>{escape(text)}{body}</{element.tag}>"


class MathematicsExtension(Extension):
    """Adds formulas to Python-Markdown. `restore` returns a text as it was written; characters may be marked while it is converted."""

    def __init__(self, fragments: Fragments, restore: Callable[[str], str]) -> None:
        super().__init__()
        self._fragments, self._restore = fragments, restore

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the processors of `pymdownx.arithmatex`, its inline pattern with our rule, and the conversion before inline patterns."""
        arithmatex = ArithmatexExtension(generic=True)
        arithmatex.extendMarkdown(md)
        inline = InlineArithmatexPattern(f"(?:{INLINE_DOLLARS}|{RE_BRACKET_INLINE})", arithmatex.getConfigs())
        md.inlinePatterns.register(inline, "arithmatex-inline", 189.9)
        md.parser.blockprocessors.register(BlockArithmatexProcessor(_BLOCKS, arithmatex.getConfigs(), md), "arithmatex-block", 79.9)
        md.treeprocessors.register(_Formulas(md, self._fragments, self._restore), "formulas", 15)


class _Formulas(Treeprocessor):
    """Replaces the formulas that arithmatex found with tokens of MathML. One that cannot be converted is shown as code."""

    def __init__(self, md: Markdown, fragments: Fragments, restore: Callable[[str], str]) -> None:
        super().__init__(md)
        self._fragments, self._restore = fragments, restore

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            wrapped = _WRAPPED.fullmatch(element.text or "") if element.get("class") == "arithmatex" else None
            if wrapped:
                latex = self._restore(wrapped[2])
                latex = unescape(latex) if wrapped[1] == "[" else latex
                self._replace(element, latex.strip(), is_block=wrapped[1] == "[")

    def _replace(self, element: Element, latex: str, *, is_block: bool) -> None:
        try:
            mathml = convert_latex(latex, is_block=is_block)
        except LatexError:
            element.attrib.clear()
            element.tag, element.text = ("p" if is_block else "span"), ""
            SubElement(element, "code", {"class": "formula-source"}).text = AtomicString(latex)
        else:
            attributes = ' tabindex="0"' if is_block else ""
            element.set("class", "formula")
            element.text = AtomicString(self._fragments.add(mathml, latex, attributes))
