"""Each form that is shown: its token, and the visitor it is shown to for one session."""

import re
import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from dashboard.house import Settings
from dispatcher.mail.form.tokens import Showing, is_held_out, sign, signing_key
from dispatcher.vocabulary import Instant

COOKIE: Final = "ringpost-visit"
_VISIT: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


def show(request: Request, settings: Settings, now: Instant) -> Showing:
    """A new form for this visitor, the same one as before within one session of her browser."""
    kept = request.cookies.get(COOKIE, "")
    visit = kept if _VISIT.fullmatch(kept) else secrets.token_urlsafe(16)
    form = settings.form
    held_out = form.suggest and is_held_out(visit, form.hold_out)
    return Showing(id=secrets.token_urlsafe(16), visit=visit, held_out=held_out, at=now)


def token_of(showing: Showing, settings: Settings) -> str:
    """The token that goes into the form."""
    return sign(showing, signing_key(settings.key))


def remember(answer: Response, showing: Showing, request: Request) -> None:
    """Until the browser is closed: a random word that says nothing and is read by nobody else."""
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, showing.visit, httponly=True, samesite="lax", secure=secure, path="/contact")
