"""The form: /contact, for everybody, with a script and without one."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from dashboard.house import address
from dashboard.public.counter import Counter
from dashboard.public.embedding import EMBED
from dashboard.public.fields import entry_in, form_page, labels_of, typed_of, worded_faults
from dashboard.public.reading import TooLargeError, read_form, read_json
from dashboard.public.render import language_of, page, say
from dashboard.public.showing import remember, show, token_of
from dashboard.words import LANGUAGES
from dispatcher import logs
from dispatcher.client import Lost
from dispatcher.errors import OwnerError, RingpostError
from dispatcher.mail.form.tokens import Showing, TokenError, in_time, opened, signing_key
from dispatcher.mail.form.values import Entry, Fault, faults, tidy
from dispatcher.vocabulary import MINUTE

REFERENCE: Final = re.compile(r"[\w.:-]{1,80}")
log = logs.named(__name__)


class Said(NamedTuple):
    """A form as it came in: the showing it was, and what somebody typed."""

    showing: Showing
    entry: Entry
    language: str
    embedded: bool
    scripted: bool
    then: str
    suspect: bool


class Stop(Exception):  # noqa: N818 - an answer, no error
    """The form is not sent; it is shown again, with what was typed and this sentence."""

    def __init__(self, trouble: str, status: int, *, anew: bool = False, wait: int = 0) -> None:
        super().__init__(trouble)
        self.trouble, self.status, self.anew, self.wait = trouble, status, anew, wait


def contact_routes(counter: Counter) -> APIRouter:
    """The routes under /contact."""
    router = APIRouter()
    desk = Contact(counter)
    router.add_api_route("/contact", desk.blank, methods=["GET"])
    router.add_api_route("/contact", desk.send, methods=["POST"])
    router.add_api_route("/contact/suggest", desk.suggest, methods=["POST"])
    router.add_api_route("/contact/seen", desk.seen, methods=["POST"])
    router.add_api_route("/contact/thanks", desk.thanks, methods=["GET"])
    router.add_api_route("/contact/embed.js", desk.embed, methods=["GET"])
    return router


class Contact:
    """The pages of the form, each a method."""

    def __init__(self, counter: Counter) -> None:
        self._counter, self._settings = counter, counter.settings
        self._key = signing_key(self._settings.key)

    # --- showing ----------------------------------------------------------------------------------------

    async def blank(self, request: Request) -> Response:
        """An empty form; the address may choose its category and fill its fields."""
        showing = show(request, self._settings, self._counter.now())
        values = {
            name.removeprefix("field-"): value[:200]
            for name, value in request.query_params.items()
            if name.startswith("field-")
        }
        entry = Entry(category=request.query_params.get("category", ""), values=values)
        return self._form(request, showing, entry, language_of(request))

    def _form(self, request: Request, showing: Showing, entry: Entry, language: str, **more: Any) -> Response:
        embedded = bool(request.query_params.get("embed"))
        answer = form_page(
            self._settings, language, entry, token_of(showing, self._settings), embedded=embedded, **more
        )
        remember(answer, showing, request)
        return answer

    async def thanks(self, request: Request) -> Response:
        """That it was sent, and by which name it can be asked about."""
        query = request.query_params
        reference = query.get("ref", "")
        return self._page(
            request,
            "thanks.html",
            reference=reference if REFERENCE.fullmatch(reference) else "",
            again=bool(query.get("again")),
            solved=bool(query.get("solved")),
        )

    def _page(self, request: Request, template: str, **values: Any) -> Response:
        return page(
            template,
            language_of(request),
            centre=self._settings.centre,
            faq=self._settings.faq.open,
            form=True,
            embedded=bool(request.query_params.get("embed")),
            frames=self._settings.form.embed,
            alternates={},
            **values,
        )

    async def embed(self) -> Response:
        """The script that puts the form into another page."""
        headers = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}
        return PlainTextResponse(EMBED, headers=headers, media_type="text/javascript")

    # --- sending ----------------------------------------------------------------------------------------

    async def send(self, request: Request) -> Response:
        """Send the form, or show it again with what is to be mended; a script is answered in JSON."""
        language = language_of(request)
        try:
            said = await self._said(request, language)
        except TooLargeError:
            return self._stopped(request, None, language, Stop(say("too_large", language), 413))
        try:
            return await self._judge(request, said)
        except Stop as stop:
            return self._stopped(request, said, language, stop)

    async def _said(self, request: Request, language: str) -> Said:
        given = await read_form(request, self._settings.form)
        showing, forged = self._showing(request, given.text("token"))
        return Said(
            showing=showing,
            entry=tidy(entry_in(given, self._settings.form)),
            language=language,
            embedded=bool(request.query_params.get("embed")),
            scripted=given.text("js") == "1",
            then=given.text("then"),
            suspect=forged or bool(given.text("website")),
        )

    def _showing(self, request: Request, token: str) -> tuple[Showing, bool]:
        """The form that was shown; a new one, so that it can be sent again, when we never showed it."""
        try:
            return opened(token, self._key), False
        except TokenError:
            return show(request, self._settings, self._counter.now()), True

    async def _judge(self, request: Request, said: Said) -> Response:
        self._check_person(said)
        if found := faults(said.entry, self._settings.form, self._settings.addresses):
            return self._faulty(request, said, found)
        if said.then == "solved":
            return await self._solved(request, said)
        if not said.scripted and not said.then and (answer := await self._before(request, said)) is not None:
            return answer
        self._check_pace(request, said.language)
        return await self._hand_in(request, said)

    def _check_person(self, said: Said) -> None:
        """Filled in by a person, in a person's time?"""
        form = self._settings.form
        if said.suspect:
            raise Stop(say("robot", said.language), 422)
        try:
            in_time(said.showing, self._counter.now(), least=form.min_age, most=form.max_age)
        except TokenError as error:
            raise Stop(say(error.code, said.language), 422, anew=error.code == "late") from error

    def _check_pace(self, request: Request, language: str) -> None:
        wait = self._counter.sends.wait(self._counter.address(request), self._counter.now())
        if wait:
            minutes = -(-wait // MINUTE)
            raise Stop(say("too_often", language, n=minutes), 429, wait=minutes * 60)

    async def _before(self, request: Request, said: Said) -> Response | None:
        """Where no script runs: what may answer, on a page before it is sent; nothing for those held out."""
        form = self._settings.form
        if not form.suggest or said.entry.files:  # files would have to be chosen again
            return None
        found = await self._suggested(said.showing, f"{said.entry.subject} {said.entry.text}", said.language)
        if not found:
            return None
        token = token_of(said.showing, self._settings)
        return self._page(request, "before.html", suggestions=found, typed=typed_of(said.entry, token))

    async def _suggested(self, showing: Showing, text: str, language: str) -> list[Any]:
        """What this visitor is shown; that it was asked for is counted, found or not, held out or not."""
        try:
            found = await self._counter.suggestions(text, language)
            await self._counter.visited(showing.visit, "wrote", held_out=showing.held_out, found=len(found))
        except RingpostError:
            return []  # the form goes on without
        return [] if showing.held_out else found

    async def _solved(self, request: Request, said: Said) -> Response:
        try:
            await self._counter.visited(said.showing.visit, "solved")
        except RingpostError as error:
            log.info("what a visitor did was not counted", error=logs.cause(error))
        return RedirectResponse(self._thanks(said, solved="1"), 303)

    async def _hand_in(self, request: Request, said: Said) -> Response:
        form = {"id": said.showing.id, "entry": _builtin(said.entry), "language": said.language}
        try:
            sent = await self._counter.send(form)
        except Lost as error:
            raise Stop(say("not_sent", said.language), 503) from error
        except OwnerError:
            return self._faulty(request, said, {"email": Fault.OUR_ADDRESS})
        except RingpostError as error:
            raise Stop(say("not_sent", said.language), 503) from error
        await self._count_sent(said.showing)
        to = self._thanks(said, ref=str(sent["contact"] or ""), again="1" if sent["again"] else "")
        return JSONResponse({"to": to}) if _wants_json(request) else RedirectResponse(to, 303)

    async def _count_sent(self, showing: Showing) -> None:
        try:
            await self._counter.visited(showing.visit, "sent")
        except RingpostError as error:
            log.warning("a form that was sent was not counted", error=logs.cause(error))

    def _thanks(self, said: Said, **query: str) -> str:
        return address("/contact/thanks", lang=said.language, embed="1" if said.embedded else "", **query)

    # --- showing again ----------------------------------------------------------------------------------

    def _faulty(self, request: Request, said: Said, found: Mapping[str, Fault]) -> Response:
        sentences = worded_faults(found, self._settings.form, said.language)
        if _wants_json(request):
            labels = labels_of(self._settings.form, said.language)
            told = {name: [labels[name], sentence] for name, sentence in sentences.items()}
            return JSONResponse({"faults": told, "trouble": say("mend", said.language)}, 422)
        again = {"faults": sentences, "status": 422, "files_again": bool(said.entry.files)}
        return self._form(request, said.showing, said.entry, said.language, **again)

    def _stopped(self, request: Request, said: Said | None, language: str, stop: Stop) -> Response:
        fresh = show(request, self._settings, self._counter.now())
        showing = fresh if stop.anew or said is None else said.showing
        headers = {"Retry-After": str(stop.wait)} if stop.wait else {}
        if _wants_json(request):
            token = token_of(showing, self._settings)
            return JSONResponse({"faults": {}, "trouble": stop.trouble, "token": token}, stop.status, headers)
        answer = self._form(
            request,
            showing,
            said.entry if said else Entry(),
            language,
            trouble=stop.trouble,
            status=stop.status,
            files_again=bool(said and said.entry.files),
            reach=stop.status in (429, 503),
        )
        answer.headers.update(headers)
        return answer

    # --- suggestions while writing ----------------------------------------------------------------------

    async def suggest(self, request: Request) -> Response:
        """The articles that may answer what was typed so far."""
        said = await read_json(request)
        try:
            showing = opened(str(said.get("token", "")), self._key)
        except TokenError:
            return JSONResponse({"articles": []}, 422)
        waits = self._counter.looks.wait(self._counter.address(request), self._counter.now())
        if waits or not self._settings.form.suggest:
            return JSONResponse({"articles": []}, 429 if waits else 200)
        text, wanted = str(said.get("text", "")), str(said.get("language", ""))
        found = await self._suggested(showing, text, wanted if wanted in LANGUAGES else "en")
        return JSONResponse(
            {"articles": [_builtin(one) for one in found]}, headers={"Cache-Control": "no-store"}
        )

    async def seen(self, request: Request) -> Response:
        """Count that a suggested article was opened, or answered the question."""
        said = await read_json(request)
        step = str(said.get("step", ""))
        try:
            showing = opened(str(said.get("token", "")), self._key)
            if step in ("opened", "solved"):
                await self._counter.visited(showing.visit, step)
                reading = "opened" if step == "opened" else "helped"
                await self._counter.read(str(said.get("language", "")), str(said.get("id", "")), reading)
        except RingpostError:
            return Response(status_code=422)
        return Response(status_code=204)


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _builtin(value: Any) -> Any:
    """What JSON can say of it; bytes become base64."""
    import msgspec

    return json.loads(msgspec.json.encode(value))
