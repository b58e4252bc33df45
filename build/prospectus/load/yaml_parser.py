"""A parser of YAML 1.2 in Python, for texts that libyaml refuses or may read wrongly.

libyaml implements YAML 1.1 and differs from YAML 1.2 in tabs, directives, colons and question marks within brackets, and indentation. This
parser follows YAML 1.2.2 and builds the same nodes as PyYAML. It is some six times slower, never backtracks, and says in its errors
what is wrong and where that begins. Anchors, aliases and tags are recognised, and collected in `properties`, but have no effect.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from yaml import MappingNode, Mark, Node, ScalarNode, SequenceNode

from prospectus.patterns import lazy_pattern

MAX_KEY_LENGTH = 1024
"""The longest implicit key, in characters (YAML 1.2.2, 7.4.2)."""
_FLOW_INDICATORS = ",[]{}"
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
_WHITE = " \t\r"
_PLAIN_BLOCK = lazy_pattern(r"(?:[^ \t\r\n:#]|:(?=[^ \t\r\n])|(?<=[^ \t\r\n])#|[ \t\r]+(?=[^ \t\r\n#:]|:[^ \t\r\n]))*")
_PLAIN_FLOW = lazy_pattern(
    r"(?:[^ \t\r\n:#,\[\]{}]|:(?=[^ \t\r\n,\[\]{}])|(?<=[^ \t\r\n])#|[ \t\r]+(?=[^ \t\r\n#:,\[\]{}]|:[^ \t\r\n,\[\]{}]))*"
)
_DOUBLE_QUOTED = lazy_pattern(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SINGLE_QUOTED = lazy_pattern(r"'(?:[^']|'')*'")
_ESCAPE = lazy_pattern(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r?\n(?:[ \t\r]*\n)*[ \t\r]*)|(.))", re.DOTALL)
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", " ": " ", '"': '"',
    "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_LINE_BREAK_IN_QUOTES = lazy_pattern(r"[ \t\r]*\n(?:[ \t\r]*\n)*[ \t\r]*")
_FURTHER_LINE = lazy_pattern(r"\n( *)(\t?)(?=[ \t]*[^ \t\r\n])")
_DOCUMENT_MARK = lazy_pattern(r"(?:---|\.\.\.)(?=[ \t\r\n]|\Z)")
_DOCUMENT_MARK_LINE = lazy_pattern(r"^(?:---|\.\.\.)(?=[ \t\r\n]|\Z)", re.MULTILINE)
_YAML_DIRECTIVE = lazy_pattern(r"%YAML[ \t\r]+[0-9]+\.[0-9]+[ \t\r]*(?:[ \t\r]#.*)?")
_BLOCK_HEADER = lazy_pattern(r"[|>](?:([1-9])([-+])?|([-+])([1-9])?)?(?=[ \t\r\n]|\Z)[ \t\r]*(?:(?<=[ \t\r])#[^\n]*)?(?=\n|\Z)")
_TAG = lazy_pattern(r"!(?:<[^>\s]*>|[^ \t\r\n,\[\]{}]*)")
_NEXT_ENTRY = lazy_pattern(r"(?:-[ ]+)?[\w.-]+:(?=[ \r\n]|\Z)")
"""The start of a line that is a field in block style."""
_ANCHOR = lazy_pattern(r"[&*][^ \t\r\n,\[\]{}]+")


class Fault(Enum):
    """What is wrong in a text that is not YAML."""

    TAB = auto()
    """A tab where only spaces may be: in an indentation."""
    INDENTATION = auto()
    """A line that is indented by a number of spaces that fits no collection around it."""
    TRAILING_TEXT = auto()
    """Text after a value that is already complete, such as after a quotation mark."""
    COLON = auto()
    """A colon and a space within a text that cannot be a key."""
    NO_COLON = auto()
    """A line among fields that has no colon."""
    NO_HYPHEN = auto()
    """A line among items of a list that does not start with a hyphen."""
    FIRST_CHARACTER = auto()
    """A text that starts with a character that has a meaning in YAML."""
    UNCLOSED_QUOTE = auto()
    UNCLOSED_BRACKET = auto()
    BRACKET = auto()
    """A bracket or a comma where none may be, or none where one must be."""
    ESCAPE = auto()
    """A backslash within quotation marks that starts no escape sequence."""
    COMMENT = auto()
    """A comment without a space before it."""
    BLOCK_HEADER = auto()
    """The line of `|` or `>` with something else in it."""
    DIRECTIVE = auto()
    DOCUMENTS = auto()
    """A second document in one file."""
    DEPTH = auto()
    CHARACTER = auto()


class YamlSyntaxError(Exception):
    """The text is not valid YAML 1.2: what is wrong, the offset where it is, and the offset where the construct began."""

    def __init__(self, fault: Fault, offset: int, start: int | None = None) -> None:
        super().__init__(fault, offset)
        self.fault, self.offset, self.start = fault, offset, offset if start is None else start


@dataclass(frozen=True, slots=True)
class Property:
    """An anchor, an alias or a tag, with its offset."""

    text: str
    offset: int
    follows_another: bool = False
    """Whether it belongs to the same node as the property before it."""


@dataclass(slots=True)
class Parser:
    """Parses one document. `plain_tag` and `text_tag` are the tags of plain scalars and of all other nodes."""

    text: str
    plain_tag: object
    text_tag: object
    max_depth: int
    position: int = 0
    depth: int = 0
    properties: list[Property] = field(default_factory=list)
    line_starts: list[int] = field(default_factory=list)
    brackets: list[int] = field(default_factory=list)
    """The offsets of the brackets that are open at the position."""

    def __post_init__(self) -> None:
        if "\r" in self.text.replace("\r\n", ""):
            self.text = self.text.replace("\r\n", " \n").replace("\r", "\n")
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    # Documents

    def parse(self) -> Node | None:
        """Return the root node of the only document, or None if there is none. Raises YamlSyntaxError."""
        self._skip_document_ends()
        has_directives = self._skip_directives()
        explicit = self._at_document_mark("---")
        if has_directives and not explicit:
            raise YamlSyntaxError(Fault.DIRECTIVE, self.position)
        if explicit:
            self.position += 3
        elif self.position >= len(self.text):
            return None
        else:
            self.position = self._line_start(self.position)
        node = self._parse_block_node(-1, inline=not explicit, in_mapping=False)
        self._skip_lines()
        self._check_end()
        return node if explicit or not self._is_missing(node) else None

    def _is_missing(self, node: Node) -> bool:
        return isinstance(node, ScalarNode) and node.start_mark.index == node.end_mark.index and not self.properties

    def _check_end(self) -> None:
        """Raise YamlSyntaxError if something follows the document."""
        ended = False
        while self.position < len(self.text):
            if self._at_document_mark("..."):
                self.position += 3
                self._end_line()
                ended = True
            elif self._at_document_mark("---") or ended:
                raise YamlSyntaxError(Fault.DOCUMENTS, self.position)
            else:
                self._raise_misplaced()
            self._skip_lines()

    def _raise_misplaced(self) -> None:
        """Raise the error for a line that belongs to no collection."""
        start = self._line_start(self.position)
        blank = self.text[start : self.position]
        raise YamlSyntaxError(Fault.TAB if "\t" in blank else Fault.INDENTATION if blank else Fault.TRAILING_TEXT, self.position)

    def _skip_document_ends(self) -> None:
        self._skip_lines()
        while self._at_document_mark("..."):
            self.position += 3
            self._end_line()
            self._skip_lines()

    def _skip_directives(self) -> bool:
        """Skip the directives before a document, and return whether there are any."""
        versions = 0
        start = self.position
        while self.text.startswith("%", self.position) and self._column(self.position) == 0:
            end = self._line_end(self.position)
            line = self.text[self.position : end]
            if re.match(r"%YAML(?:[ \t]|\Z)", line):
                versions += 1
                if versions > 1 or not _YAML_DIRECTIVE.fullmatch(line):
                    raise YamlSyntaxError(Fault.DIRECTIVE, self.position)
            self.position = end
            self._skip_lines()
        return self.position > start

    def _at_document_mark(self, mark: str) -> bool:
        return self._column(self.position) == 0 and self.text.startswith(mark, self.position) and self._is_blank(self.position + 3)

    # Places

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _line_end(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def _column(self, offset: int) -> int:
        return offset - self._line_start(offset)

    def _is_blank(self, offset: int) -> bool:
        """Return whether a space, a tab, the end of a line or the end of the text is at an offset."""
        return offset >= len(self.text) or self.text[offset] in " \t\r\n"

    def _mark(self, offset: int) -> Mark:
        line = self._line_of(offset)
        return Mark("", offset, line, offset - self.line_starts[line], None, None)

    def _line_of(self, offset: int) -> int:
        low, high = 0, len(self.line_starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.line_starts[middle] <= offset else (low, middle)
        return low

    def _scalar(self, value: str, start: int, end: int, style: str | None = None) -> ScalarNode:
        tag = self.plain_tag if style is None else self.text_tag
        return ScalarNode(tag, value, self._mark(start), self._mark(end), style)

    def _peek(self) -> str:
        return self.text[self.position] if self.position < len(self.text) else ""

    # Separation

    def _skip_white(self) -> None:
        while self.position < len(self.text) and self.text[self.position] in _WHITE:
            self.position += 1

    def _end_line(self) -> None:
        """Skip white space and a comment up to the end of the line. Raises YamlSyntaxError if something else follows."""
        start = self.position
        self._skip_white()
        if self._peek() == "#":
            if self.position == start and self._column(start) > 0:
                raise YamlSyntaxError(Fault.COMMENT, self.position)
            self.position = self._line_end(self.position)
        if self._peek() not in ("\n", ""):
            raise YamlSyntaxError(Fault.TRAILING_TEXT, self.position)

    def _skip_lines(self) -> None:
        """Skip blank lines and comments, up to the first character of the next line with content.

        At the start of a line, leading spaces and tabs are skipped as well; the column is that of the content.
        """
        while self.position < len(self.text):
            start = self.position
            self._skip_white()
            character = self._peek()
            if character == "#" and (self.position > start or self._column(start) == 0):
                self.position = self._line_end(self.position)
            elif character != "\n":
                return
            if self._peek() == "\n":
                self.position += 1

    def _indentation(self) -> int:
        """Return the number of spaces at the start of the current line."""
        start = self._line_start(self.position)
        return len(self.text[start : self.position]) - len(self.text[start : self.position].lstrip(" "))

    def _has_tab_indentation(self) -> bool:
        """Return whether a tab is between the start of the line and the current position."""
        return "\t" in self.text[self._line_start(self.position) : self.position]

    # Nodes in block style

    def _parse_block_node(self, indent: int, *, inline: bool, in_mapping: bool) -> Node:
        """Return the node that follows an indicator of a collection at column `indent`; an empty scalar if there is none.

        `inline` allows a collection in block style on the same line; `in_mapping` a list at the column of the mapping.
        """
        after = self.position
        has_tab = self._find_content()
        return self._parse_content(indent, after, inline=inline, in_mapping=in_mapping, has_tab=has_tab)

    def _find_content(self) -> bool:
        """Move to the next content; return whether a tab stands between, on the line of that content."""
        start = self.position
        self._skip_lines()
        return "\t" in self.text[max(start, self._line_start(self.position)) : self.position]

    def _parse_content(self, indent: int, after: int, *, inline: bool, in_mapping: bool, has_tab: bool) -> Node:
        same_line = self.text.find("\n", after, self.position) < 0
        allow_block = inline if same_line else True
        at_start = self._column(self.position) == 0
        if self._peek() == "" or (at_start and _DOCUMENT_MARK.match(self.text, self.position)):
            return self._empty(after)
        if not same_line:
            spaces = self._indentation()
            is_item = in_mapping and spaces == indent and self._at_indicator("-")
            if spaces <= indent and not is_item:
                if has_tab and self._line_is_deeper(indent):
                    raise YamlSyntaxError(Fault.TAB, self.text.index("\t", self._line_start(self.position)))
                return self._empty(after)
        if self._peek() in ("&", "!") and not self._is_reserved_property():
            return self._parse_with_properties(indent, in_mapping=in_mapping)
        if self._at_indicator("-") or self._at_indicator("?") or self._at_indicator(":"):
            if not allow_block:
                raise YamlSyntaxError(Fault.FIRST_CHARACTER, self.position)
            if has_tab:
                raise YamlSyntaxError(Fault.TAB, self.text.rindex("\t", 0, self.position))
            column = self._column(self.position)
            return self._parse_sequence(column) if self._peek() == "-" else self._parse_mapping(column, None)
        if self._peek() in "|>":
            return self._parse_block_scalar(indent)
        return self._parse_flow_in_block(indent, allow_block=allow_block, has_tab=has_tab)

    def _line_is_deeper(self, indent: int) -> bool:
        """Return whether the line is meant to be deeper than `indent`, if its tabs count."""
        start = self._line_start(self.position)
        return self.position - start > indent or indent < 0

    def _is_reserved_property(self) -> bool:
        return self._peek() == "&" and self._is_blank(self.position + 1)

    def _parse_with_properties(self, indent: int, *, in_mapping: bool) -> Node:
        """Skip anchors and tags, and parse the node that has them. They are violations anyway, so their exact place matters little."""
        start = end = self.position
        while self._peek() in ("&", "!") and self._peek():
            self._read_property()
            end = self.position
            self._skip_white()
        self.position = end
        self._enter(start)
        node = self._parse_block_node(indent, inline=True, in_mapping=in_mapping)
        self.depth -= 1
        if isinstance(node, ScalarNode) and node.start_mark.index < start:
            node = self._empty(start)
        return node

    def _read_property(self) -> None:
        match = (_TAG if self._peek() == "!" else _ANCHOR).match(self.text, self.position)
        if match is None:
            raise YamlSyntaxError(Fault.FIRST_CHARACTER, self.position)
        last = self.properties[-1] if self.properties else None
        follows = last is not None and not self.text[last.offset + len(last.text) : self.position].strip()
        self.properties.append(Property(match[0], self.position, follows))
        self.position = match.end()

    def _empty(self, offset: int) -> ScalarNode:
        return self._scalar("", offset, offset)

    def _at_indicator(self, character: str) -> bool:
        return self._peek() == character and self._is_blank(self.position + 1)

    def _parse_sequence(self, column: int) -> SequenceNode:
        start = end = self.position
        self._enter(start)
        items: list[Node] = []
        while self._at_indicator("-") and self._column(self.position) == column:
            self.position += 1
            items.append(self._parse_block_node(column, inline=True, in_mapping=False))
            end = self.position
            if not self._next_entry(column, is_sequence=True):
                break
        self.depth -= 1
        return SequenceNode(self.text_tag, items, self._mark(start), self._mark(end), False)

    def _next_entry(self, column: int, *, is_sequence: bool) -> bool:
        """Move to the next line with content; return whether it belongs to a collection at `column`."""
        if self._column(self.position) or self._peek() in ("\n", "#"):
            self._end_line_or_stay()
        self._skip_lines()
        if self._peek() == "" or (self._column(self.position) == 0 and _DOCUMENT_MARK.match(self.text, self.position)):
            return False
        spaces = self._indentation()
        if self._has_tab_indentation():
            if spaces >= column or self._line_is_deeper(column):
                raise YamlSyntaxError(Fault.TAB, self.text.index("\t", self._line_start(self.position)))
            return False
        if spaces > column:
            raise YamlSyntaxError(Fault.INDENTATION, self.position)
        if spaces < column:
            return False
        return not is_sequence or self._at_indicator("-")

    def _end_line_or_stay(self) -> None:
        """Finish the current line, unless the position is already before the content of another line."""
        start = self._line_start(self.position)
        if self.text[start : self.position].strip(_WHITE):
            self._end_line()

    def _parse_mapping(self, column: int, first_key: Node | None) -> MappingNode:
        """Return a mapping whose keys are at `column`; `first_key` has been parsed already, and its colon follows."""
        start = self.position if first_key is None else first_key.start_mark.index
        self._enter(start)
        pairs: list[tuple[Node, Node]] = []
        key = first_key
        while True:
            pairs.append(self._parse_entry(column, key))
            key = None
            end = self.position
            if not self._next_entry(column, is_sequence=False):
                break
        self.depth -= 1
        return MappingNode(self.text_tag, pairs, self._mark(start), self._mark(end), False)

    def _parse_entry(self, column: int, key: Node | None) -> tuple[Node, Node]:
        if key is None and self._at_indicator("?"):
            return self._parse_explicit_entry(column)
        if key is None:
            key = self._parse_key()
        self.position += 1
        return key, self._parse_block_node(column, inline=False, in_mapping=True)

    def _parse_explicit_entry(self, column: int) -> tuple[Node, Node]:
        self.position += 1
        key = self._parse_block_node(column, inline=True, in_mapping=True)
        start = self.position
        if self._next_entry(column, is_sequence=False) and self._at_indicator(":"):
            self.position += 1
            return key, self._parse_block_node(column, inline=True, in_mapping=True)
        self.position = start
        return key, self._empty(start)

    def _parse_key(self) -> Node:
        """Return the key at the position, and move to its colon. Raises YamlSyntaxError if there is no key."""
        start = self.position
        while self._peek() in ("&", "!") and self._peek():
            self._read_property()
            self._skip_white()
        if self._at_indicator(":"):
            return self._empty(self.position)
        if self._at_indicator("-"):
            raise YamlSyntaxError(Fault.INDENTATION, self.position)
        node = self._parse_flow_node(0, in_flow=False, single_line=True)
        if not self._move_to_colon(node):
            self._raise_no_colon(node, start)
        return node

    def _raise_no_colon(self, node: Node, start: int) -> None:
        self._skip_white()
        style = getattr(node, "style", "")
        if style is None or self._peek() in ("\n", "#", ""):
            raise YamlSyntaxError(Fault.NO_COLON, start)
        raise YamlSyntaxError(Fault.TRAILING_TEXT, self.position, start)

    def _move_to_colon(self, node: Node) -> bool:
        """Move over white space to a colon that makes the node a key in block style; return whether there is one."""
        start = self.position
        self._skip_white()
        if self._at_indicator(":") and node.start_mark.line == self._line_of(self.position):
            if self.position - node.start_mark.index > MAX_KEY_LENGTH:
                raise YamlSyntaxError(Fault.COLON, self.position)
            return True
        self.position = start
        return False

    def _parse_flow_in_block(self, indent: int, *, allow_block: bool, has_tab: bool) -> Node:
        """Return a scalar or a collection in flow style, or a mapping in block style of which it is the first key."""
        start = self.position
        column = self._column(start)
        node = self._parse_flow_node(indent + 1, in_flow=False, single_line=False)
        if not self._move_to_colon(node):
            self._end_value(start)
            return node
        if not allow_block:
            raise YamlSyntaxError(Fault.COLON, self.position, start)
        if has_tab:
            raise YamlSyntaxError(Fault.TAB, self.text.rindex("\t", 0, start))
        return self._parse_mapping(column, node)

    def _end_value(self, start: int) -> None:
        """Finish the line of a value that began at `start`. Raises YamlSyntaxError if something follows."""
        self._skip_white()
        if self._at_indicator(":"):
            raise YamlSyntaxError(Fault.COLON, self.position, start)
        if self._peek() != "#":
            self._end_line()
        elif self.text[self.position - 1] in _WHITE:
            self.position = self._line_end(self.position)
        else:
            raise YamlSyntaxError(Fault.COMMENT, self.position, start)

    # Block scalars

    def _parse_block_scalar(self, indent: int) -> ScalarNode:
        start = self.position
        header = _BLOCK_HEADER.match(self.text, start)
        if header is None:
            raise YamlSyntaxError(Fault.BLOCK_HEADER, start)
        digit, chomping = header[1] or header[4], header[2] or header[3] or ""
        self.position = header.end()
        lines, end = self._read_block_lines(indent, int(digit) if digit else None)
        value = _fold_block(lines) if self.text[start] == ">" else "".join(f"{line}\n" for line in lines)
        self.position = end
        value = _chomp(value, chomping)
        if end == len(self.text) and self.text[self._line_start(end) :].strip(_WHITE):
            value = value.removesuffix("\n")  # the last line has no line break
        return self._scalar(value, start, end, self.text[start])

    def _read_block_lines(self, indent: int, digit: int | None) -> tuple[list[str], int]:
        """Return the lines of a block scalar without their indentation, and the offset of their end."""
        lines: list[str] = []
        width = None if digit is None else max(indent, 0) + digit
        longest_blank = 0
        offset = end = self.position
        while offset < len(self.text):
            offset += 1
            stop = self._line_end(offset)
            line = self.text[offset:stop].removesuffix("\r")
            spaces = len(line) - len(line.lstrip(" "))
            if offset >= len(self.text):
                break
            if spaces == len(line) and (width is None or spaces <= width):
                longest_blank = max(longest_blank, spaces if width is None else 0)
                lines.append("")
            else:
                if width is None and spaces > indent and not (indent < 0 and self._is_mark_at(offset)):
                    if longest_blank > spaces:
                        raise YamlSyntaxError(Fault.INDENTATION, offset)
                    width = spaces
                if width is None or spaces < width or (width == 0 and self._is_mark_at(offset)):
                    self._check_block_end(line, spaces, indent, offset)
                    break
                lines.append(line[width:])
            offset = end = stop
        return lines, end

    def _is_mark_at(self, offset: int) -> bool:
        return _DOCUMENT_MARK.match(self.text, offset) is not None

    def _check_block_end(self, line: str, spaces: int, indent: int, offset: int) -> None:
        """Raise YamlSyntaxError if the line that ends a block scalar is still deeper than the collection around it."""
        rest = line[spaces:]
        if spaces == 0 and self._is_mark_at(offset):
            return
        if spaces > indent and rest and not rest.startswith("#"):
            raise YamlSyntaxError(Fault.INDENTATION, offset + spaces)
        if rest.startswith("\t"):
            raise YamlSyntaxError(Fault.TAB, offset + spaces)

    # Nodes in flow style

    def _parse_flow_node(self, indent: int, *, in_flow: bool, single_line: bool) -> Node:
        """Return a scalar or a collection in flow style; its further lines must be indented by `indent` spaces."""
        character, start = self._peek(), self.position
        if character in ("&", "!", "*"):
            return self._parse_flow_property(indent, in_flow=in_flow)
        if character in ('"', "'"):
            return self._parse_quoted(indent, single_line=single_line)
        if character == "[":
            return self._parse_flow_sequence(indent)
        if character == "{":
            return self._parse_flow_mapping(indent)
        if not self._starts_plain(in_flow=in_flow):
            fault = Fault.BRACKET if character in ("", *_FLOW_INDICATORS) else Fault.FIRST_CHARACTER
            raise YamlSyntaxError(fault, start)
        return self._parse_plain(indent, in_flow=in_flow, single_line=single_line)

    def _parse_flow_property(self, indent: int, *, in_flow: bool) -> Node:
        start = self.position
        if self._peek() == "*":
            self._read_property()
            return self._scalar("", start, self.position)
        while self._peek() in ("&", "!") and self._peek():
            self._read_property()
            if in_flow:
                self._skip_in_flow(indent)
            else:
                self._skip_white()
        if self._peek() in ("", "\n", "#") or (in_flow and self._peek() in ",]}:") or self._at_indicator(":"):
            return self._empty(self.position)
        return self._parse_flow_node(indent, in_flow=in_flow, single_line=False)

    def _starts_plain(self, *, in_flow: bool) -> bool:
        """Return whether a plain scalar may start here (YAML 1.2.2, ns-plain-first)."""
        character = self._peek()
        if character in ("-", "?", ":"):
            following = self.text[self.position + 1 : self.position + 2]
            return bool(following) and following not in " \t\r\n" and not (in_flow and following in _FLOW_INDICATORS)
        return character != "" and character not in _INDICATORS

    def _parse_plain(self, indent: int, *, in_flow: bool, single_line: bool) -> ScalarNode:
        pattern = _PLAIN_FLOW if in_flow else _PLAIN_BLOCK
        start = self.position
        self.position = end = self._match_plain(pattern, start)
        value = self.text[start:end]
        while not single_line and self._line_is_done(end):
            breaks, content = self._find_continuation(end, indent)
            if content < 0 or not self._continues_plain(content, in_flow=in_flow):
                break
            end = self._match_plain(pattern, content)
            value += ("\n" * (breaks - 1) or " ") + self.text[content:end]
            self.position = end
            if end == content:
                break
        return self._scalar(value, start, end)

    def _match_plain(self, pattern: re.Pattern[str], offset: int) -> int:
        first = offset + 1
        match = pattern.match(self.text, first)
        assert match is not None  # noqa: S101  (the pattern matches the empty text)
        return match.end()

    def _line_is_done(self, offset: int) -> bool:
        """Return whether nothing but white space follows on the line."""
        return not self.text[offset : self._line_end(offset)].strip(_WHITE)

    def _find_continuation(self, offset: int, indent: int) -> tuple[int, int]:
        """Return the number of line breaks, and the offset of the next content if it is indented enough, else -1."""
        breaks = 0
        offset = self._line_end(offset)
        while offset < len(self.text):
            offset += 1
            breaks += 1
            stop = self._line_end(offset)
            line = self.text[offset:stop]
            content = line.lstrip(_WHITE)
            if content:
                spaces = len(line) - len(line.lstrip(" "))
                if spaces < indent or (spaces == 0 and self._is_mark_at(offset)):
                    return breaks, -1
                return breaks, stop - len(content)
            offset = stop
        return breaks, -1

    def _continues_plain(self, offset: int, *, in_flow: bool) -> bool:
        character = self.text[offset]
        if character == "#" or (in_flow and character in _FLOW_INDICATORS):
            return False
        if character == ":":
            following = self.text[offset + 1 : offset + 2]
            return bool(following) and following not in " \t\r\n" and not (in_flow and following in _FLOW_INDICATORS)
        return True

    def _parse_quoted(self, indent: int, *, single_line: bool) -> ScalarNode:
        start, quote = self.position, self._peek()
        match = (_DOUBLE_QUOTED if quote == '"' else _SINGLE_QUOTED).match(self.text, start)
        mark = _DOCUMENT_MARK_LINE.search(self.text, start, match.end() if match else len(self.text))
        if match is None or mark or (single_line and "\n" in match[0]):
            raise YamlSyntaxError(Fault.UNCLOSED_QUOTE, mark.start() if mark else len(self.text), start)
        self._check_lines(start, match.end(), indent)
        inner = match[0][1:-1]
        value = _fold_quoted(inner).replace("''", "'") if quote == "'" else self._unescape(inner, start + 1)
        self.position = match.end()
        return self._scalar(value, start, self.position, quote)

    def _check_lines(self, start: int, end: int, indent: int) -> None:
        """Raise YamlSyntaxError if a further line of a quoted scalar is not indented enough."""
        for match in _FURTHER_LINE.finditer(self.text, start, end):
            if len(match[1]) < indent:
                is_closed = _NEXT_ENTRY.match(self.text, match.end(1))
                fault = Fault.UNCLOSED_QUOTE if is_closed else Fault.TAB if match[2] else Fault.INDENTATION
                raise YamlSyntaxError(fault, match.end(1), start)

    def _unescape(self, inner: str, start: int) -> str:
        """Return the value of a double-quoted scalar (YAML 1.2.2, 5.7 and 7.3.1)."""
        parts: list[str] = []
        position = 0
        for match in _ESCAPE.finditer(inner):
            parts += [inner[position : match.start()], self._decode_escape(match, start)]
            position = match.end()
        parts.append(inner[position:])
        for index in range(0, len(parts), 2):
            parts[index] = _fold_quoted(parts[index])
        return "".join(parts)

    def _decode_escape(self, match: re.Match[str], start: int) -> str:
        if match[4] is not None:
            return "\n" * (match[4].count("\n") - 1)
        if match[5] is not None:
            if match[5] not in _ESCAPES:
                raise YamlSyntaxError(Fault.ESCAPE, start + match.start())
            return _ESCAPES[match[5]]
        point = int(f"0x{match[1] or match[2] or match[3]}", 0)
        if point > 0x10FFFF:
            raise YamlSyntaxError(Fault.ESCAPE, start + match.start())
        return chr(point)

    def _skip_in_flow(self, indent: int) -> None:
        """Skip white space, line breaks and comments within brackets. Raises YamlSyntaxError if a line is not indented enough."""
        start = self.position
        self._skip_lines()
        if self._peek() == "#":
            raise YamlSyntaxError(Fault.COMMENT, self.position)
        line_start = self._line_start(self.position)
        if line_start > start and self.position < len(self.text):
            spaces = self._indentation()
            if spaces == 0 and self._is_mark_at(line_start):
                raise YamlSyntaxError(Fault.BRACKET, self.position)
            # The bracket that ends a collection may stand at the column of its key, as most people write it.
            if spaces < indent and self._peek() not in ("]", "}"):
                self._raise_in_brackets()

    def _raise_in_brackets(self) -> None:
        """Raise the error for a line within brackets that is not indented enough. A field or an item shows that they should be closed."""
        if self._has_tab_indentation():
            raise YamlSyntaxError(Fault.TAB, self.position)
        line = self.text[self.position : self._line_end(self.position)]
        closes = any(line.count(closing) > line.count(opening) for opening, closing in ("[]", "{}"))
        is_closed = _NEXT_ENTRY.match(line) and not closes
        raise YamlSyntaxError(Fault.UNCLOSED_BRACKET if is_closed else Fault.INDENTATION, self.position, self.brackets[0])

    def _enter(self, offset: int) -> None:
        """Count a collection that begins at an offset. Raises YamlSyntaxError if it is too deep."""
        if self.depth > self.max_depth:
            raise YamlSyntaxError(Fault.DEPTH, offset)
        self.depth += 1

    def _parse_flow_sequence(self, indent: int) -> SequenceNode:
        start = self.position
        self._enter(start)
        self.position += 1
        items: list[Node] = []
        self.brackets.append(start)
        self._skip_in_flow(indent)
        while self._peek() != "]":
            items.append(self._parse_flow_item(indent, start))
            self._next_in_flow(indent, start, "]")
        self.position += 1
        self.depth -= 1
        self.brackets.pop()
        return SequenceNode(self.text_tag, items, self._mark(start), self._mark(self.position), True)

    def _next_in_flow(self, indent: int, start: int, end: str) -> None:
        """Move to the next entry within brackets that began at `start`, or to the bracket that ends them."""
        self._skip_in_flow(indent)
        if self._peek() == ",":
            self.position += 1
            self._skip_in_flow(indent)
        elif self._peek() != end:
            self._raise_in_flow(start)

    def _raise_in_flow(self, start: int) -> None:
        if self._peek() == "":
            raise YamlSyntaxError(Fault.UNCLOSED_BRACKET, self.position, start)
        if self._peek() == ":":
            raise YamlSyntaxError(Fault.COLON, self.position, start)
        raise YamlSyntaxError(Fault.BRACKET, self.position, start)

    def _parse_flow_item(self, indent: int, opening: int) -> Node:
        """Return an item of a list within brackets: a node, or a mapping of one pair."""
        start = self.position
        if self._at_flow_indicator("?"):
            pair = self._parse_flow_pair(indent, opening)
            return MappingNode(self.text_tag, [pair], self._mark(start), self._mark(self.position), True)
        if self._at_flow_indicator(":"):
            key: Node = self._empty(start)
        else:
            self._raise_if_ended(opening)
            key = self._parse_flow_node(indent, in_flow=True, single_line=False)
        after = self.position
        self._skip_white()
        is_json = isinstance(key, SequenceNode | MappingNode) or bool(getattr(key, "style", None))
        is_key = self._peek() == ":" and (is_json or self._at_flow_indicator(":"))
        if not is_key or key.start_mark.line != self._line_of(after) or after - start > MAX_KEY_LENGTH:
            self.position = after
            return key
        value = self._parse_flow_value(indent)
        return MappingNode(self.text_tag, [(key, value)], self._mark(start), self._mark(self.position), True)

    def _at_flow_indicator(self, character: str) -> bool:
        """Return whether `?` or `:` is an indicator here: nothing that continues a word follows."""
        following = self.text[self.position + 1 : self.position + 2]
        return self._peek() == character and (not following or following in " \t\r\n" or following in _FLOW_INDICATORS)

    def _raise_if_ended(self, opening: int) -> None:
        if self._peek() == "":
            raise YamlSyntaxError(Fault.UNCLOSED_BRACKET, self.position, opening)

    def _parse_flow_value(self, indent: int) -> Node:
        """Return the value after a colon within brackets."""
        self.position += 1
        after = self.position
        self._skip_in_flow(indent)
        if self._peek() in (",", "]", "}", ""):
            return self._empty(after)
        return self._parse_flow_node(indent, in_flow=True, single_line=False)

    def _parse_flow_mapping(self, indent: int) -> MappingNode:
        start = self.position
        self._enter(start)
        self.position += 1
        pairs: list[tuple[Node, Node]] = []
        self.brackets.append(start)
        self._skip_in_flow(indent)
        while self._peek() != "}":
            pairs.append(self._parse_flow_pair(indent, start))
            self._next_in_flow(indent, start, "}")
        self.position += 1
        self.depth -= 1
        self.brackets.pop()
        return MappingNode(self.text_tag, pairs, self._mark(start), self._mark(self.position), True)

    def _parse_flow_pair(self, indent: int, opening: int) -> tuple[Node, Node]:
        if self._at_flow_indicator("?"):
            self.position += 1
            self._skip_in_flow(indent)
        self._raise_if_ended(opening)
        is_json = False
        if self._at_flow_indicator(":") or self._peek() in (",", "]", "}"):
            if self._peek() in (",", "]") and self.text[self.position - 1] in "{,":
                raise YamlSyntaxError(Fault.BRACKET, self.position, opening)
            key: Node = self._empty(self.position)
        else:
            key = self._parse_flow_node(indent, in_flow=True, single_line=False)
            is_json = isinstance(key, SequenceNode | MappingNode) or bool(getattr(key, "style", None))
        after = self.position
        self._skip_in_flow(indent)
        if self._peek() == ":" and (is_json or self._at_flow_indicator(":")):
            return key, self._parse_flow_value(indent)
        self.position = after
        return key, self._empty(after)


def _fold_quoted(text: str) -> str:
    """Return a quoted text with its line breaks folded (YAML 1.2.2, 6.5)."""
    return _LINE_BREAK_IN_QUOTES.sub(lambda match: "\n" * (match[0].count("\n") - 1) or " ", text) if "\n" in text else text


def _fold_block(lines: list[str]) -> str:
    """Return the lines of a folded block scalar as one text, with all line breaks at its end (YAML 1.2.2, 8.1.3)."""
    value = ""
    breaks, previous_is_text = 0, False
    for line in lines:
        if not line:
            breaks += 1
            continue
        is_text = line[0] not in _WHITE
        if not value and not previous_is_text:
            value += "\n" * breaks
        elif previous_is_text and is_text:
            value += "\n" * (breaks - 1) or " "
        else:
            value += "\n" * breaks
        value += line
        breaks, previous_is_text = 1, is_text
    return value + "\n" * breaks


def _chomp(value: str, chomping: str) -> str:
    """Return a block scalar with the line breaks at its end that its indicator keeps (YAML 1.2.2, 8.1.1.2)."""
    if chomping == "+":
        return value
    stripped = value.rstrip("\n")
    return stripped if chomping == "-" or not stripped else stripped + "\n"
