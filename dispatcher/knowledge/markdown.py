"""An article's Markdown as HTML that can do no harm, and as plain text. Pure.

Markdown comes to HTML by CommonMark's rules with its own HTML left out as text, and what comes of it is
cleaned once more: no script, no image from elsewhere, links that tell nobody where the reader was.
"""

import re
from typing import Final

import nh3
from markdown_it import MarkdownIt

TAGS: Final = frozenset(
    {
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "strong",
    }
    | {"table", "tbody", "td", "th", "thead", "tr", "ul"}
)

_reader: Final = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_HEADING: Final = re.compile(r"<(/?)h([1-4])>")


def html_of(body: str) -> str:
    """The body as HTML. Its headings begin below the two of the page it stands on."""
    lower = _HEADING.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) + 2}>", _reader.render(body))
    return nh3.clean(
        lower,
        tags=set(TAGS),
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def plain_of(body: str) -> str:
    """The body's words without its signs, for letters and lists of results."""
    out: list[str] = []
    for block in _reader.parse(body):
        if block.type == "inline":
            out.append("".join(_words(block)))
    return "\n\n".join(out)


def _words(block: "object") -> list[str]:
    children = getattr(block, "children", None) or []
    return ["\n" if one.type in ("softbreak", "hardbreak") else one.content for one in children]


def excerpt(body: str, most: int = 160) -> str:
    """The beginning of it, in one line of at most so many characters."""
    line = " ".join(plain_of(body).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
