"""Simple Markdown (headings, lists, tables, quotes) as the blocks of a lesson.

The result is the stored form of ``modules.blocks.LessonBlocks``: rich text for what flows, a table
block per table, a callout per quote.
"""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Block = dict[str, Any]

# What the editor of rich text knows; whatever is not here keeps its text and loses its mark.
_TAGS = {
    "paragraph": "p",
    "heading": "h3",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "strong": "b",
    "em": "i",
}
_KINDS = {"table": "table", "blockquote": "callout"}


def to_blocks(
    markdown: str, *, captions: Iterable[str] = (), typeset: Callable[[str], str] = str
) -> list[Block]:
    """Return the blocks of a lesson; each table takes the next of the captions."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).enable("table").parse(markdown))
    waiting = iter(captions)
    blocks: list[Block] = []
    for kind, nodes in groupby(tree.children, key=lambda node: _KINDS.get(node.type, "text")):
        if kind == "table":
            blocks += [_table(node, next(waiting, ""), typeset) for node in nodes]
        elif kind == "callout":
            blocks += [
                {"type": kind, "value": {"text": _html(node.children, typeset)}} for node in nodes
            ]
        else:
            blocks.append({"type": kind, "value": _html(nodes, typeset)})
    return blocks


def _html(nodes: Iterable[SyntaxTreeNode], typeset: Callable[[str], str]) -> str:
    return "".join(_element(node, typeset) for node in nodes)


def _element(node: SyntaxTreeNode, typeset: Callable[[str], str]) -> str:
    if node.type in {"text", "code_inline"}:
        return escape(typeset(node.content), quote=False)
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    inner = _html(node.children, typeset)
    if node.type == "link":
        return f'<a href="{escape(str(node.attrGet("href")))}">{inner}</a>'
    tag = _TAGS.get(node.type)
    if tag is None or (tag == "p" and _is_tight(node)):
        return inner
    return f"<{tag}>{inner}</{tag}>"


def _is_tight(paragraph: SyntaxTreeNode) -> bool:
    """Whether the paragraph only holds the text of a list item."""
    return paragraph.parent is not None and paragraph.parent.type == "list_item"


def _table(node: SyntaxTreeNode, caption: str, typeset: Callable[[str], str]) -> Block:
    rows = [row for part in node.children for row in part.children]
    data = [[typeset("".join(_words(cell))).strip() for cell in row.children] for row in rows]
    return {
        "type": "table",
        "value": {
            "data": data,
            "first_row_is_table_header": True,
            "first_col_is_header": True,
            "table_header_choice": "both",
            "table_caption": typeset(caption),
        },
    }


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    """Yield the text of a cell: a table block holds no marks."""
    if node.type == "text":
        yield node.content
    for child in node.children:
        yield from _words(child)
