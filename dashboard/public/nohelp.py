"""Where the link in a prepared answer leads: a customer says that it did not help, and a person answers.

Looking at the page does nothing: mail programs and their scanners follow links by themselves.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dashboard.public.counter import Counter
from dashboard.public.faq import silent
from dashboard.public.render import language_of, page
from dispatcher.errors import OwnerError, RingpostError


def no_help_routes(counter: Counter) -> APIRouter:
    """The routes under /faq/no-help."""
    router = APIRouter()

    def shown(request: Request, *, said: bool = False, unknown: bool = False) -> Response:
        settings = counter.settings
        return page(
            "nohelp.html",
            language_of(request),
            centre=settings.centre,
            form=settings.form.open,
            status=404 if unknown else 200,
            said=said,
            unknown=unknown,
            alternates={},
        )

    @router.get("/faq/no-help/{token}")
    async def ask(token: str, request: Request) -> Response:
        """Did it not help?"""
        return shown(request)

    @router.post("/faq/no-help/{token}")
    async def say(token: str, request: Request) -> Response:
        """It did not."""
        if counter.votes.wait(counter.address(request), counter.now()):
            return silent(counter, language_of(request))
        try:
            await counter.refuse(token)
        except OwnerError:
            return shown(request, unknown=True)
        except RingpostError:
            return silent(counter, language_of(request))
        return shown(request, said=True)

    return router
