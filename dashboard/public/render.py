"""How a public page is made: a template that escapes by itself, in the customer's language."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request

from dashboard.house import address
from dashboard.pages.login import NAMES
from dashboard.public.words import WORDS
from dashboard.words import LANGUAGES, choose, direction, words

# Scripts and looks of the house alone, nothing from elsewhere, and a form goes nowhere else.
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("dashboard.public"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def language_of(request: Request) -> str:
    """The language that the address asks for, else the browser."""
    return choose(request.query_params.get("lang"), request.headers.get("accept-language", ""))


def page(
    template: str,
    language: str,
    *,
    centre: str,
    status: int = 200,
    frames: Sequence[str] = (),
    kept: bool = False,
    **values: Any,
) -> HTMLResponse:
    """This template as a page. `frames` are the origins that may show it inside of theirs.

    What is `kept` may lie in caches for a minute: it is the same for everybody.
    """
    say = {key: Markup(text) for key, text in words(WORDS, language).items()}
    body = (
        _templates()
        .get_template(template)
        .render(
            say=say,
            language=language,
            direction=direction(language),
            names=NAMES,
            directions={one: direction(one) for one in LANGUAGES},
            centre=centre,
            address=address,
            **values,
        )
    )
    return HTMLResponse(body, status, _headers(frames, kept))


def _headers(frames: Sequence[str], kept: bool) -> Mapping[str, str]:
    return {
        "Content-Security-Policy": _POLICY.format(
            frames=" ".join(("'self'", *frames)) if frames else "'none'"
        ),
        "Cache-Control": "public, max-age=60" if kept else "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


def say(key: str, language: str, **values: object) -> str:
    """One sentence in this language, with these values in it."""
    return words(WORDS, language)[key].format(**values)
