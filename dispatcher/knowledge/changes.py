"""What changed from one version of an article to the next, line by line. Pure."""

from difflib import SequenceMatcher
from typing import NamedTuple

from dispatcher.knowledge.articles import Article
from dispatcher.knowledge.folder import as_text


class Line(NamedTuple):
    """A line that stayed (" "), came ("+") or went ("-")."""

    sign: str
    text: str


def changes(before: Article | None, after: Article) -> list[Line]:
    """Every line of both versions as files hold them, in order; all came when there was none before."""
    old = as_text(before).splitlines() if before else []
    new = as_text(after).splitlines()
    lines: list[Line] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [Line(" ", text) for text in old[a:b]]
        else:
            lines += [Line("-", text) for text in old[a:b]] + [Line("+", text) for text in new[c:d]]
    return lines
