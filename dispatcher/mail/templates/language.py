"""The language of templates: Jinja's, without all that could run long, reach out, or grow. Pure.

What is left has no loops, calls, imports or macros, and filters that make no text longer; so a template ends
in time and length that its own length bounds, whoever wrote it. The sandbox stands behind that.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dispatcher.errors import OwnerError
from dispatcher.mail.templates.template import Part
from dispatcher.mail.templates.variables import FORM, VARIABLES

SOURCE: Final = 20_000  # characters of a template
TEXT: Final = 100_000  # characters of what it makes

# Private-use characters mark the parts until the text is made; `isprintable` keeps them out of every value.
_BEGIN: Final = {"free": "\ue000", "locked": "\ue001"}
_END: Final = "\ue002"
_MARKED: Final = re.compile("([\ue000\ue001])([^\ue002]*)\ue002|([^\ue000\ue001]+)")

_NODES: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.CondExpr,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.Filter,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
FILTERS: Final = ("default", "capitalize", "lower", "title", "trim", "upper")
TAGS: Final = ("free", "locked", "if")


class TemplateMistakeError(OwnerError):
    """A template cannot be used: what was found, what is allowed; `line` counts from 1 within its text."""

    def __init__(self, line: int, found: str, allowed: str = "", known: Collection[str] = ()) -> None:
        super().__init__(f"line {line}: {found}" + (f"; allowed: {allowed}" if allowed else ""))
        self.line, self.found, self.allowed, self.known = line, found, allowed, known


class _Parts(Extension):
    """The tags `{% free %}…{% endfree %}` and `{% locked %}…{% endlocked %}`."""

    tags = set(_BEGIN)  # noqa: RUF012 - the class above declares it so

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """The tag's text between two marks."""
        token = next(parser.stream)
        body = parser.parse_statements((f"name:end{token.value}",), drop_needle=True)
        if any(_marks(node) for node in body):
            parser.fail("a free or locked part within another one", token.lineno)
        begin, end = (nodes.Output([nodes.TemplateData(mark)]) for mark in (_BEGIN[token.value], _END))
        return [begin.set_lineno(token.lineno), *body, end.set_lineno(token.lineno)]


def _marks(node: nodes.Node) -> bool:
    return any(mark in data.data for data in _all(node, nodes.TemplateData) for mark in _BEGIN.values())


def _all(node: nodes.Node, kind: type[Any]) -> Iterator[Any]:
    if isinstance(node, kind):
        yield node
    yield from node.find_all(kind)


class _Environment(ImmutableSandboxedEnvironment):
    """A dot asks for a value and for nothing else: a field called "items" is no method of Python's."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of this name."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)


def _environment() -> _Environment:
    environment = _Environment(
        extensions=[_Parts],
        undefined=StrictUndefined,
        autoescape=False,  # it makes plain text, never a page
        trim_blocks=True,
        lstrip_blocks=True,
        loader=None,
    )
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {name: environment.tests[name] for name in ("defined", "undefined")}
    environment.globals = {}
    return environment


_ENVIRONMENT: Final = _environment()


class Compiled:
    """A template that was found right, ready to be filled in."""

    def __init__(self, template: Template, *, locked: bool) -> None:
        self._template, self._locked = template, locked

    def parts(self, values: Mapping[str, Any]) -> tuple[Part, ...]:
        """The text with these values, in parts.

        Raises:
            TemplateMistakeError: it names something that is not there, or makes more than 100,000 characters.
        """
        try:
            text = "".join(_bounded(self._template.generate(values)))
        except TemplateError as error:
            raise TemplateMistakeError(_line(error), str(error)) from error
        return tuple(_parts(text, outside_free=not self._locked))


def _bounded(pieces: Iterator[str]) -> Iterator[str]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > TEXT:
            raise TemplateMistakeError(1, "a text without end", f"at most {TEXT} characters")
        yield piece


def _parts(text: str, *, outside_free: bool) -> Iterator[Part]:
    for mark, inside, outside in _MARKED.findall(text.strip()):
        free = mark == _BEGIN["free"] or (not mark and outside_free)
        yield Part(inside if mark else outside, free)


def compiled(source: str, fields: Collection[str] | None = None) -> Compiled:
    """The template with this text; `fields` are the web form's, None when they were looked at before.

    Raises:
        TemplateMistakeError: it is none; the message names what to change, and `line` where.
    """
    if len(source) > SOURCE:
        raise TemplateMistakeError(1, f"{len(source)} characters", f"at most {SOURCE}")
    if any(mark in source for mark in (*_BEGIN.values(), _END)):
        raise TemplateMistakeError(1, "a character of no script", "none from U+E000 to U+E002")
    tree = _tree(source)
    _check(tree, fields)
    marks = {
        mark for data in tree.find_all(nodes.TemplateData) for mark in _BEGIN.values() if mark in data.data
    }
    if len(marks) > 1:
        raise TemplateMistakeError(1, "free and locked parts in one template", "one of the two, marked")
    return Compiled(_ENVIRONMENT.from_string(source), locked=_BEGIN["free"] in marks)


def _tree(source: str) -> nodes.Template:
    try:
        return _ENVIRONMENT.parse(source)
    except TemplateSyntaxError as error:
        raise TemplateMistakeError(
            error.lineno, _said(error), f"the tags {', '.join(TAGS)}, closed"
        ) from error
    except RecursionError as error:
        raise TemplateMistakeError(1, "tags nested too deeply", "a few levels") from error


def _said(error: TemplateSyntaxError) -> str:
    """The first of Jinja's sentences, without its full stop."""
    return str(error.message or "what cannot be read").partition(". ")[0].rstrip(".")


def _check(tree: nodes.Template, fields: Collection[str] | None) -> None:
    if fields is None:
        fields = [node.attr for node in tree.find_all(nodes.Getattr) if _dotted(node.node) == FORM]
    known = [*VARIABLES, *(f"{FORM}.{field}" for field in fields)]
    groups = {id(node.node) for node in tree.find_all(nodes.Getattr)}
    for node in _all(tree, nodes.Node):
        if id(node) not in groups:
            _check_one(node, known)


def _check_one(node: nodes.Node, known: Collection[str]) -> None:
    """Look at this node alone.

    Raises:
        TemplateMistakeError: it has no place in a template, or names what nobody knows.
    """
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise TemplateMistakeError(node.lineno, f"the filter {node.name}", ", ".join(FILTERS), FILTERS)
    if isinstance(node, nodes.Name | nodes.Getattr) and (name := _dotted(node)) not in known:
        raise TemplateMistakeError(node.lineno, f"the variable {name}", ", ".join(known), known)
    if not isinstance(node, _NODES):
        raise TemplateMistakeError(
            node.lineno, _word(node), "variables, filters and the tags free, locked, if"
        )


def _word(node: nodes.Node) -> str:
    words = {"Call": "a call", "For": "a loop", "Macro": "a macro", "Include": "an include"}
    name = type(node).__name__
    return words.get(name, f"{name.lower()!r}")


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def _line(error: TemplateError) -> int:
    return getattr(error, "lineno", None) or 1
