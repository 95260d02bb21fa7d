"""The dashboard's server: Dash pages on FastAPI, and beside them the pages' own routes, on one address."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from typing import Any, Final, cast
from urllib.parse import parse_qsl

import dash
from dash import Input, Output, State, dcc, html
from dash.backends._fastapi import reset_current_request, set_current_request
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from analytics.horizon import archive_of
from dashboard.acting.routes import act_routes
from dashboard.alerting.alerting import Alerting
from dashboard.alerting.routes import alert_routes
from dashboard.alerting.sending import Sending
from dashboard.archiving import archive
from dashboard.articles import routes as article_routes
from dashboard.attached import routes as attached_routes
from dashboard.feed import Feed
from dashboard.folderroutes import folder_routes
from dashboard.guard import Guard
from dashboard.house import House, Page, Settings
from dashboard.incidents import incident_routes
from dashboard.inquiring import Inquiries, inquiry_routes
from dashboard.layouts import layout_routes
from dashboard.letters import routes as letter_routes
from dashboard.login import login_routes
from dashboard.monthly.rounds import Rounds
from dashboard.operations import operations_routes
from dashboard.outlooks import Outlooks
from dashboard.pages import desk, folders, history, knowledge, mail, past, plan, wallboard
from dashboard.past.machine import TimeMachine
from dashboard.past.routes import past_routes
from dashboard.public.contact import contact_routes
from dashboard.public.counter import Counter
from dashboard.public.faq import faq_routes
from dashboard.public.nohelp import no_help_routes
from dashboard.push import routes as board_routes
from dashboard.rooms import may_enter, room_of
from dashboard.seats import routes as seat_routes
from dashboard.visitors import Visitors, visitor
from dashboard.wall import wall_routes
from dashboard.words import choose, direction
from dispatcher import logs
from dispatcher.access.housekey import house_key
from dispatcher.client import Api, watch
from dispatcher.config import CentreFile
from dispatcher.journal import JOURNAL
from dispatcher.listen import bind, serve_http, server_tls

log = logs.named(__name__)

PAGES: Final[Sequence[Page]] = (wallboard, past, desk, folders, history, mail, knowledge, plan)

_PLAIN: Final = "<html>"
_INDEX: Final = f"""<!DOCTYPE html>
{_PLAIN}
  <head>
    {{%metas%}}
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="same-origin">
    <title>{{%title%}}</title>
    {{%favicon%}}
    {{%css%}}
  </head>
  <body>
    {{%app_entry%}}
    {{%config%}}
    {{%scripts%}}
    {{%renderer%}}
  </body>
</html>
"""


def build(feed: Feed, settings: Settings, api: Api) -> FastAPI:
    """The whole dashboard as an ASGI application; while it runs, it follows the feed.

    `api` is how it comes in, as the centre's own.
    """
    # FastAPI's own documentation pages load scripts from elsewhere; no page of ours may.
    server = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, lifespan=_following(feed, settings, api)
    )
    server.include_router(operations_routes(feed, settings))
    for page in PAGES:
        if (routes := getattr(page, "routes", None)) is not None:
            server.include_router(routes(feed, settings))
    server.include_router(seat_routes(settings, api))
    server.include_router(attached_routes(api))
    outlooks = Outlooks(api, settings.escalations)
    alerting = Alerting(feed, settings.alerts, settings.eventlog.with_name("alarms.sqlite"))
    sending = Sending(alerting, api, settings.alerts.webhook, settings.pages, settings.zone)
    server.include_router(alert_routes(alerting, sending))
    server.include_router(board_routes(feed, settings, outlooks, alerting))
    # What was forecast then nobody wrote down: the past has an outlook of its own, which stays empty.
    past_outlooks = Outlooks(api, settings.escalations)
    server.include_router(past_routes(feed, TimeMachine(feed, settings, past_outlooks, alerting)))
    server.include_router(folder_routes(feed, api, outlooks))
    server.include_router(layout_routes(settings))
    server.include_router(act_routes(feed, settings, api, outlooks))
    server.include_router(letter_routes(api))
    server.include_router(article_routes(api))
    _put_public(server, settings, api)
    _put_history(server, feed, settings, api, inquiries := Inquiries(feed))
    visitors = Visitors(api, login=settings.login)
    if settings.login:
        server.include_router(login_routes(api, visitors))
    server.include_router(wall_routes(visitors))
    _put_pages(server, feed, settings, api, inquiries)
    server.add_middleware(Guard, visitors=visitors)  # the last one added is the first one asked
    return server


def _put_public(server: FastAPI, settings: Settings, api: Api) -> None:
    """What customers find without logging in, as far as the owner opened it."""
    counter = Counter(api, settings)
    if settings.faq.open:
        server.include_router(no_help_routes(counter))
        server.include_router(faq_routes(counter))
    if settings.form.open:
        server.include_router(contact_routes(counter))


def _put_history(server: FastAPI, feed: Feed, settings: Settings, api: Api, inquiries: Inquiries) -> None:
    """What the history page asks for besides itself."""
    server.include_router(history.history_routes(feed, settings, api, inquiries))
    server.include_router(inquiry_routes(inquiries))
    server.include_router(incident_routes(api, settings.zone))


def _put_pages(server: FastAPI, feed: Feed, settings: Settings, api: Api, inquiries: Inquiries) -> dash.Dash:
    entry = _Entry()
    for page in PAGES:
        server.add_api_route(page.path, entry.index, response_class=HTMLResponse)
    entry.pages = pages = dash.Dash(
        __name__,
        server=cast(Any, server),
        assets_ignore=r".*\.mjs$",  # modules: whoever needs one imports it
        compress=True,
        suppress_callback_exceptions=True,
        index_string=_INDEX,
        title="Ringpost",
        update_title="",
        add_log_handler=False,
        on_error=_apologise,
    )
    # Not Dash's own multi-page router: that one is a blocking callback unless asgiref is installed.
    pages.layout = html.Div([dcc.Location(id="address", refresh=True), html.Div(id="page")])
    pages.callback(Output("page", "children"), Input("address", "pathname"), State("address", "search"))(
        partial(_lay_out, feed, settings, api, inquiries)
    )
    # Dash would answer any address with its index, and status 200.
    server.add_api_route("/{path:path}", _not_found)
    return pages


async def _lay_out(
    feed: Feed, settings: Settings, api: Api, inquiries: Inquiries, path: str, search: str | None
) -> Any:
    page = next(page for page in PAGES if page.path == path)
    query = dict(parse_qsl((search or "").removeprefix("?")))
    language = choose(query.get("lang"), dash.ctx.headers.get("accept-language", ""))
    who = visitor.get()
    if not may_enter(who, room_of(page.path)):  # the address is only what the browser says it shows
        return html.P("This page is not for you.", role="alert")
    house = House(feed=feed, inquiries=inquiries, api=api, settings=settings, language=language, who=who)
    return await page.layout(house, **query)


def _apologise(error: Exception) -> Any:
    log.error("a page could not be drawn", exc_info=error)
    return html.P("This page could not be drawn; the server's log says why.", role="alert")


class _Entry:
    """Dash's index page, in the visitor's language and its direction."""

    pages: Any

    async def index(self, request: Request) -> HTMLResponse:
        language = choose(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        # Dash opens its request context for its own paths only; the index needs one, whatever the path.
        token = set_current_request(request)  # type: ignore[no-untyped-call]
        try:
            self.pages._setup_server()  # for Dash's own paths Dash sees to it, and only for those
            index = self.pages.index()
        finally:
            reset_current_request(token)  # type: ignore[no-untyped-call]
        return HTMLResponse(index.replace(_PLAIN, f'<html lang="{language}" dir="{direction(language)}">', 1))


async def _not_found() -> PlainTextResponse:
    addresses = ", ".join(page.path for page in PAGES)
    return PlainTextResponse(f"There is no such page; there are {addresses}.\n", 404)


def _following(
    feed: Feed, settings: Settings, api: Api
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def follow(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(feed.run(), name="feed")
        task.add_done_callback(_report)
        rounds = Rounds(feed, api, settings.reports, settings.zone)
        tasks = [task, asyncio.create_task(rounds.run(), name="reports")]
        if settings.archive is not None:
            tasks.append(asyncio.create_task(archive(feed, settings.archive, settings), name="archive"))
        try:
            yield
        finally:
            for each in tasks:
                each.cancel()
                with suppress(asyncio.CancelledError):
                    await each
            await feed.close()

    return follow


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.critical("the feed ended", exc_info=error)


async def serve(file: CentreFile) -> None:
    """Serve the dashboard of this centre file; see `run`."""
    await run(settings_of(file))


def settings_of(file: CentreFile) -> Settings:
    """The dashboard's part of a centre file."""
    service = file.service
    return Settings(
        host=service.dashboard.host,
        port=service.dashboard.port,
        api=service.api_url,
        desks=service.desks,
        login=bool(service.login),
        key=house_key(service.data, service.key),
        certificate=service.certificate,
        certificate_key=service.certificate_key,
        eventlog=service.data / "events.duckdb",
        archive=archive_of(service.data / "events.duckdb"),
        journal=service.data / JOURNAL,
        history=file.history,
        escalations=file.escalations,
        alerts=file.alerts,
        reports=file.reports,
        pages=next(iter(service.origins), service.dashboard_url),
        centre=file.centre.name,
        mailbox=_mailbox(file),
        addresses=file.mail.addresses,
        form=file.form,
        faq=file.faq,
    )


def _mailbox(file: CentreFile) -> str:
    """The address that customers can write to when the form is of no use."""
    boxes = file.mail.mailboxes
    box = boxes.get(file.form.mailbox) or next(iter(boxes.values()), None)
    return box.address if box else ""


async def run(settings: Settings) -> None:
    """Serve the dashboard until cancelled.

    Raises:
        OwnerError: the address is taken or not ours.
    """
    listening = bind(settings.host, settings.port, "[service] dashboard")
    tls = server_tls(settings.certificate, settings.certificate_key)
    async with Api(settings.api, settings.key, own=settings.certificate) as api:
        feed = Feed(settings.eventlog, partial(watch, api))
        log.info("open: pages at", host=settings.host, port=settings.port)
        await serve_http(build(feed, settings, api), listening, tls=tls)
