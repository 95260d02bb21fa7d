"""HTML mail as plain text: for reading, for language, for lists. What runs or hides in it is gone."""

import html
import re
from collections import Counter
from typing import Final

import nh3

# Cleaning is quadratic in open tags and in stray ampersands: 20,000 tags take 0.8 s, 100,000 take 20 s.
_LIMIT: Final = 500_000  # Characters of HTML, embedded pictures aside.
_DEPTH: Final = 2_000

_BLOCKS: Final = ("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre")
_HIDDEN: Final = frozenset({"script", "style", "title", "head", "noscript", "template", "svg", "math"})
_VOID: Final = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

# Characters of nobody's, in the place of tags until the lines are known.
_OPENS: Final = "\ue000"
_CLOSES: Final = "\ue001"
_MARKS: Final = re.compile("[\ue000\ue001]")
_DEEPEST: Final = 5  # marks before a line; real quotations are not deeper, hostile ones are

_EMBEDDED: Final = re.compile(r"data:[^\"'\s>]{100,}")
_OPEN_OR_CLOSE: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_BREAKS: Final = re.compile(rf"(?:\s*</?(?:br|{'|'.join(_BLOCKS)})>\s*)+")
_BLANKS: Final = re.compile(r"\s+")


def plain(source: str) -> str:
    """The words of an HTML body, one line a paragraph, line or list item; no tag, script or style is left.

    What stands in a <blockquote> is quoted as in plain text, by "> " before each line.
    """
    tags = {"br", *_BLOCKS}
    shallow = bounded(_MARKS.sub("", source))
    safe = nh3.clean(shallow, tags=tags, clean_content_tags=set(_HIDDEN), attributes={}, link_rel=None)
    marked = safe.replace("<blockquote>", f"<br>{_OPENS}<br>").replace("</blockquote>", f"<br>{_CLOSES}<br>")
    broken = _BREAKS.sub(_newlines, _BLANKS.sub(" ", marked))
    return _quoted(html.unescape(broken).replace("\xa0", " ")).strip()


def _quoted(text: str) -> str:
    """The text with its quotations' lines marked; the marks of where they open and close are gone."""
    if _OPENS not in text:
        return text
    depth, lines = 0, []
    for line in text.split("\n"):
        if (mark := line.strip()) in (_OPENS, _CLOSES):
            depth = max(0, depth + (1 if mark == _OPENS else -1))
        else:
            lines.append(f"{'>' * min(depth, _DEEPEST)} {line}".rstrip() if depth else line)
    return re.sub(r"\n(?:>*\n){2,}", "\n\n", _MARKS.sub("", "\n".join(lines)))


def bounded(source: str) -> str:
    """The source without embedded pictures, as long and as deep as any letter needs; cleaning it is quick."""
    return _shallow(_EMBEDDED.sub("", source)[:_LIMIT])


def _shallow(source: str) -> str:
    """The source up to where more tags stand open than any letter needs."""
    open_tags: Counter[str] = Counter()
    depth = 0
    for tag in _OPEN_OR_CLOSE.finditer(source):
        name = tag[2].lower()
        step = _step(tag[1], name, open_tags[name])
        open_tags[name] += step
        depth += step
        if depth > _DEPTH:
            return source[: tag.start()]
    return source


def _step(slash: str, name: str, already: int) -> int:
    """What a tag does to the count of open ones; one that closes nothing does nothing."""
    if slash:
        return -1 if already else 0
    return 0 if name in _VOID else 1


def _newlines(run: re.Match[str]) -> str:
    """An empty line after a paragraph, a heading or a second break; else just a new line."""
    tags = run[0]
    empty = "</p>" in tags or "</h" in tags
    lines = tags.count("<br>") + ("<div>" in tags or "</div>" in tags)
    return "\n\n" if empty or lines > 1 else "\n"
