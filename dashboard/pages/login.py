"""The way in and the way out: plain pages that need no script, and the line that says who is logged in."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

from dash import html
from fastapi.responses import HTMLResponse
from msgspec import Struct

from dashboard.boardwords import WORDS as PAGE_WORDS
from dashboard.house import address
from dashboard.loginwords import WORDS
from dashboard.rooms import ways_for
from dashboard.words import LANGUAGES, direction, words
from dispatcher.access.passwords import MOST
from dispatcher.access.people import Identity

NAMES: Final = dict(zip(LANGUAGES, ("English", "ไทย", "中文", "فارسی", "Русский"), strict=True))
AGAIN: Final = 3  # s until a page that waits for the centre asks again

# Nothing but the house's own looks: no script, no frame around it, and the form goes nowhere else.
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}


class Asked(Struct, frozen=True, kw_only=True):
    """What stands in the form: where to go afterwards, in which language if one was chosen, and the name."""

    next: str = ""
    lang: str = ""
    name: str = ""


def login_page(language: str, asked: Asked, *, trouble: str = "", status: int = 200) -> HTMLResponse:
    """The form; with `trouble` said above it, in words."""
    say = words(WORDS, language)
    alert = f'<p role="alert" class="trouble">{escape(trouble)}</p>' if trouble else ""
    body = f"""<h1>{say["log_in"]}</h1>
{alert}
<form method="post" action="/login">
  {_hidden("next", asked.next)}{_hidden("lang", asked.lang)}
  <label for="name">{say["name"]}</label>
  <input id="name" name="name" value="{escape(asked.name)}" maxlength="64" required dir="auto"
    autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false"
    {_focus(not asked.name)}>
  <label for="password">{say["password"]}</label>
  <input id="password" name="password" type="password" maxlength="{MOST}" required dir="auto"
    autocomplete="current-password" {_focus(bool(asked.name))}>
  <button type="submit">{say["enter"]}</button>
</form>"""
    return _page(language, say["log_in"], body, status, below=_languages(language, asked, say))


def barred_page(language: str, who: Identity, lang: str = "") -> HTMLResponse:
    """That this page is not for her, and which are."""
    say = words(PAGE_WORDS, language) | words(WORDS, language)
    ways = [(say["own_desk" if word == "desk" else word], path) for word, path in ways_for(who)]
    links = "".join(f"<li>{_link(address(path, lang=lang), word)}</li>" for word, path in ways)
    offered = f"<p>{say['open_to_you']}</p><ul>{links}</ul>" if ways else f"<p>{say['nothing_open']}</p>"
    leave = f"""<form method="post" action="{escape(address("/logout", lang=lang))}" class="visitor">
<span>{say["logged_in_as"]} <bdi>{escape(who.user)}</bdi></span>
<button type="submit">{say["log_out"]}</button></form>"""
    body = f"<h1>{say['not_for_you']}</h1>{offered}"
    return _page(language, say["not_for_you"], body, 403, below=leave if who.user else "")


def silent_page(language: str) -> HTMLResponse:
    """That nobody can say who she is just now; it asks again by itself."""
    say = words(WORDS, language)
    body = f'<h1>{say["silent"]}</h1><p role="status">{say["by_itself"]}</p>'
    return _page(language, say["silent"], body, 503, head=f'<meta http-equiv="refresh" content="{AGAIN}">')


def again_page(language: str) -> HTMLResponse:
    """Comes again from here at once, and so with the cookie, which browsers keep from foreign links."""
    say = words(WORDS, language)
    body = f"<p>{say['one_moment']}</p>"
    return _page(language, "Ringpost", body, 200, head='<meta http-equiv="refresh" content="0">')


def way_out(who: Identity, language: str, lang: str = "") -> Any:
    """Who is logged in, and the button to end that, for a page's head; None where nobody logs in."""
    if not who.user:
        return None
    say = words(WORDS, language)
    named = html.Span([f"{say['logged_in_as']} ", html.Bdi(who.user)])
    button = html.Button(say["log_out"], type="submit")
    return html.Form(
        [named, button], method="post", action=address("/logout", lang=lang), className="visitor"
    )


def wait_in_words(seconds: int, language: str) -> str:
    """A wait as she would say it: seconds up to a minute, then minutes."""
    unit, number = ("seconds", seconds) if seconds <= 60 else ("minutes", -(-seconds // 60))
    digits = str(number).translate(_PERSIAN) if language == "fa" else str(number)
    return words(WORDS, language)[unit].format(n=digits)


_PERSIAN: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def _languages(language: str, asked: Asked, say: Mapping[str, str]) -> str:
    choices = "".join(_choices(language, asked))
    return f'<nav class="languages" aria-label="{say["languages"]}">{choices}</nav>'


def _choices(language: str, asked: Asked) -> Iterable[str]:
    for each, name in NAMES.items():
        current = 'aria-current="true"' if each == language else ""
        attributes = f'lang="{each}" dir="{direction(each)}" hreflang="{each}" {current}'
        yield _link(address("/login", next=asked.next, lang=each), name, attributes)


def _link(to: str, word: str, attributes: str = "") -> str:
    return f'<a href="{escape(to)}" {attributes}>{word}</a>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">' if value else ""


def _focus(wanted: bool) -> str:
    return "autofocus" if wanted else ""


def _page(
    language: str, title: str, body: str, status: int, *, head: str = "", below: str = ""
) -> HTMLResponse:
    page = f"""<!DOCTYPE html>
<html lang="{language}" dir="{direction(language)}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  {head}
  <title>{title} · Ringpost</title>
  <link rel="icon" href="/_favicon.ico">
  <link rel="stylesheet" href="/assets/house.css">
  <link rel="stylesheet" href="/assets/login.css">
</head>
<body class="door">
<main>
<p class="house"><bdi>Ringpost</bdi></p>
<div class="card">
{body}
</div>
{below}
</main>
</body>
</html>
"""
    return HTMLResponse(page, status, _HEADERS)
