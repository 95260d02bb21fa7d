"""The routes under /acts: what may be done from the board, doing it, and taking it back.

Everything goes to the dispatcher as a command in the visitor's own right; what these routes refuse besides,
they refuse because she may not even look.
"""

from typing import Annotated, Any, Final, TypeVar

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request, Response

from analytics.intervals import midnight
from dashboard.acting.behind import Behind, Of, found, taker
from dashboard.acting.bounds import as_meant, out_of_bounds
from dashboard.acting.commanding import levers_command, profile_command
from dashboard.acting.doing import Doing
from dashboard.acting.ledger import changes_since
from dashboard.acting.reach import decides, reach, sees
from dashboard.acting.sheets import agent_sheet, queue_sheet
from dashboard.acting.undoing import Unfit, undoing
from dashboard.acting.values import agrees, of_levers, of_profile
from dashboard.acting.wishes import LeversWish, ProfileWish, UndoWish, Wish
from dashboard.feed import Feed
from dashboard.house import Settings
from dashboard.outlooks import Outlooks
from dispatcher.access.people import Identity, Role
from dispatcher.client import Api
from dispatcher.codec import decode_command
from dispatcher.commands import Command
from dispatcher.engine.state import State, levers_of
from dispatcher.errors import PeerError
from dispatcher.vocabulary import AgentId, QueueId, Scope

MOST: Final = 200  # changes in a list: more than a shift of supervisors makes
LONGEST: Final = 200  # characters of an id


W = TypeVar("W", bound=Wish)


def act_routes(feed: Feed, settings: Settings, api: Api, outlooks: Outlooks) -> APIRouter:
    """All routes under /acts."""
    router = APIRouter(prefix="/acts")
    _put_looking(router, feed, settings, outlooks)
    _put_doing(router, feed, Doing(feed, api))
    return router


# --- looking --------------------------------------------------------------------------------------------

Name = Annotated[str, Query(max_length=LONGEST)]


def _put_looking(router: APIRouter, feed: Feed, settings: Settings, outlooks: Outlooks) -> None:
    @router.get("/reach.json")
    async def reached(request: Request) -> Response:
        """Whom and what the visitor decides about, and the names of all there is."""
        async with feed.settled:
            return _json({"reach": reach(_who(request), feed.state), "names": _names(feed.state)})

    @router.get("/agent.json")
    async def agent(request: Request, agent: Name) -> Response:
        """An agent as she is set."""
        async with feed.settled:
            state = _decided(request, feed, Scope.AGENT, agent)
            return _json(agent_sheet(AgentId(agent), state, outlooks.roster(state)))

    @router.get("/queue.json")
    async def queue(request: Request, queue: Name) -> Response:
        """A queue as it is set."""
        async with feed.settled:
            state = _decided(request, feed, Scope.QUEUE, queue)
            return _json(queue_sheet(QueueId(queue), state, outlooks.roster(state)))

    @router.get("/contacts.json")
    async def contacts(request: Request, of: Of = Of.ALL, queue: Name = "", agent: Name = "") -> Response:
        """The contacts behind a number, and who could have them."""
        wanted = Behind(
            of=of, queue=QueueId(queue) if queue else None, agent=AgentId(agent) if agent else None
        )
        async with feed.settled:
            state, who = _known(feed), _who(request)
            people = [taker(one, state, outlooks.roster(state)) for one in reach(who, state).agents]
            return _json({"found": found(wanted, state, _teams(who)), "people": people})

    @router.get("/changes.json")
    async def changes(request: Request) -> Response:
        """What was changed today as far as it is the visitor's business, and what of it can be undone."""
        who = _who(request)
        async with feed.settled:
            state, since = _known(feed), midnight(feed.clock(), settings.zone)
            today = await feed.ask(lambda events: changes_since(events, since))
            hers = [change for change in today if sees(who, change, state)]
            return _json([{"change": one, "undo": _unfit(undoing(one, state))} for one in hers[:MOST]])


def _unfit(back: Command | Unfit) -> Unfit | None:
    return back if isinstance(back, Unfit) else None


def _names(state: State) -> dict[str, Any]:
    if state.centre is None:
        return {}
    centre = state.centre
    tables: dict[str, dict[Any, Any]] = {
        "agent": centre.agents,
        "team": centre.teams,
        "queue": centre.queues,
        "channel": centre.channels,
        "category": centre.categories,
    }
    return {kind: {id_: one.name for id_, one in table.items()} for kind, table in tables.items()}


# --- doing ----------------------------------------------------------------------------------------------


def _put_doing(router: APIRouter, feed: Feed, doing: Doing) -> None:
    @router.post("/levers")
    async def levers(request: Request) -> Response:
        """Change some levers of an agent, a team, a queue or the centre."""
        wish = await _wish(request, LeversWish)
        values, seen = as_meant(wish.values), as_meant(wish.seen)
        if (wrong := out_of_bounds(values)) is not None:
            return refusal(422, "out_of_bounds", f"{wrong} cannot be {values[wrong]}")
        async with feed.settled:
            state = _decided(request, feed, wish.scope, wish.name)
            if not agrees(of_levers(levers_of(state.rules, wish.scope, wish.name)), seen):
                return _changed()
            command = levers_command(state.rules, wish.scope, wish.name, values)
        return await doing.do(command, wish.id, request)

    @router.post("/profile")
    async def profile(request: Request) -> Response:
        """Change some of an agent's team, skills and languages."""
        wish = await _wish(request, ProfileWish)
        async with feed.settled:
            state = _decided(request, feed, Scope.AGENT, wish.agent)
            if not agrees(of_profile(state.rules.agents[wish.agent]), wish.seen):
                return _changed()
            command = profile_command(state.rules, wish.agent, wish.values)
        return await doing.do(command, wish.id, request)

    @router.post("/command")
    async def command(request: Request) -> Response:
        """A supervisor's command as it is."""
        try:
            wanted = decode_command(await request.body())
        except PeerError as error:
            return refusal(422, "bad_command", str(error))
        return await doing.do(wanted, wanted.id, request)

    @router.post("/undo")
    async def undo(request: Request) -> Response:
        """Take a change back, if it still holds."""
        wish = await _wish(request, UndoWish)
        async with feed.settled:
            change = await doing.change(wish.number)
            if change is None or not sees(_who(request), change, _known(feed)):
                return refusal(404, "unknown_change", "no such change is known")
            back = undoing(change, feed.state)
        if isinstance(back, Unfit):
            return refusal(409, back, "this can no longer be undone")
        return await doing.do(back, wish.id, request)


def _changed() -> Response:
    return refusal(409, "changed_meanwhile", "somebody changed it meanwhile; look again, then decide")


async def _wish(request: Request, kind: type[W]) -> W:
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise HTTPException(422, str(error)) from error


# --- who may ----------------------------------------------------------------------------------------------


def _decided(request: Request, feed: Feed, scope: Scope, name: str) -> State:
    """The picture, for somebody who decides about this."""
    state = _known(feed)
    if scope is not Scope.CENTRE and name not in getattr(state.rules, f"{scope}s"):
        raise HTTPException(404, f"this centre has no {scope} {name!r}")
    if not decides(_who(request), scope, name, state):
        raise HTTPException(403, "that is for others to decide")
    return state


def _known(feed: Feed) -> State:
    if feed.state.centre is None:
        raise HTTPException(503, "no centre is known yet; the dispatcher has not been heard")
    return feed.state


def _who(request: Request) -> Identity:
    who: Identity = request.state.identity
    return who


def _teams(who: Identity) -> Any:
    return who.teams if who.role is Role.SUPERVISOR else frozenset()


def refusal(status: int, code: str, detail: str) -> Response:
    """A word for the page, and a sentence."""
    return Response(
        msgspec.json.encode({"code": code, "detail": detail}), status, media_type="application/json"
    )


def _json(thing: object) -> Response:
    return Response(msgspec.json.encode(thing), media_type="application/json")
