"""How each user has arranged the board: which tiles, in which order; and views that are shared by a link."""

import asyncio
import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi import Path as PathPart
from msgspec import Struct

from dashboard.house import Settings
from dispatcher import logs
from dispatcher.access.people import PROGRAMS, Identity

MOST: Final = 500  # views: files in a folder
LONGEST: Final = 60  # characters of a view's name, and tiles of a layout
LARGEST: Final = 10_000  # bytes
OWNER: Final = "owner"  # who arranges where nobody logs in

log = logs.named(__name__)

ViewId = Annotated[str, PathPart(pattern="^[0-9a-f]{16}$")]


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names of tiles in the order wanted, and which are not shown.

    What it does not name stands behind the others: a tile that a later version brings is seen.
    """

    order: Annotated[tuple[str, ...], msgspec.Meta(max_length=LONGEST)] = ()
    hidden: Annotated[frozenset[str], msgspec.Meta(max_length=LONGEST)] = frozenset()


AS_MADE: Final = Layout()


class View(Struct, frozen=True, kw_only=True):
    """A layout that somebody named, for everybody who has its link."""

    name: str
    by: str
    layout: Layout


class NamedLayout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A view to be saved."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]
    layout: Layout


def arranged(layout: Layout, names: Iterable[str]) -> list[str]:
    """These names in the layout's order, those it does not know behind, in their own."""
    place = {name: place for place, name in enumerate(layout.order)}
    return sorted(names, key=lambda name: place.get(name, len(place)))


class Layouts:
    """The layouts and views in a folder, which is made when the first is saved. For threads."""

    def __init__(self, folder: Path) -> None:
        self._users, self._views = folder / "users", folder / "views"

    def of(self, user: str) -> Layout:
        """Hers; as the board is made, when she has none or it cannot be read."""
        return _read(self._own(user), Layout) or AS_MADE

    def save(self, user: str, layout: Layout) -> None:
        """This is hers from now on; as the board is made, none is kept."""
        if layout == AS_MADE:
            self._own(user).unlink(missing_ok=True)
        else:
            _write(self._own(user), layout)

    def view(self, id_: str) -> View | None:
        """The view of this id."""
        view: View | None = _read(self._views / f"{id_}.json", View)
        return view

    def share(self, view: View) -> str:
        """Keep a view; returns its id, which nobody guesses.

        Raises:
            HTTPException: there are too many.
        """
        if len(self._ids()) >= MOST:
            raise HTTPException(409, f"{MOST} views are saved already; delete one first")
        id_ = secrets.token_hex(8)
        _write(self._views / f"{id_}.json", view)
        return id_

    def drop(self, user: str, id_: str) -> None:
        """Keep this view no longer, if it is hers."""
        view = self.view(id_)
        if view is not None and view.by == user:
            (self._views / f"{id_}.json").unlink(missing_ok=True)

    def views_of(self, user: str) -> list[dict[str, str]]:
        """Her views by id and name."""
        found = ((id_, self.view(id_)) for id_ in self._ids())
        hers = [{"id": id_, "name": view.name} for id_, view in found if view and view.by == user]
        return sorted(hers, key=lambda one: (one["name"].casefold(), one["id"]))

    def _ids(self) -> Sequence[str]:
        return [file.stem for file in self._views.glob("*.json")]

    def _own(self, user: str) -> Path:
        # A name may be anything; a file's name may not.
        return self._users / f"{hashlib.sha256(user.encode()).hexdigest()[:32]}.json"


def _read(file: Path, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, OSError) as error:
        log.warning("a layout cannot be read", file=file.name, why=str(error))
        return None


def _write(file: Path, thing: Struct) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{secrets.token_hex(4)}")
    part.write_bytes(msgspec.json.encode(thing))
    os.replace(part, file)


def layouts_of(settings: Settings) -> Layouts:
    """Those of this centre, beside its event log."""
    return Layouts(settings.eventlog.parent / "boards")


def whose(who: Identity) -> str:
    """Under whose name she arranges."""
    return who.user or OWNER


def may_arrange(who: Identity) -> bool:
    """Screens and other programs show what they are given: they are nobody's own."""
    return who.role not in PROGRAMS


async def layout_for(settings: Settings, who: Identity, view: str) -> Layout:
    """What she sees: the view that her address names, else her own layout."""
    layouts = layouts_of(settings)
    if len(view) == 16 and view.isalnum() and view.isascii():
        found = await asyncio.to_thread(layouts.view, view)
        if found is not None:
            return found.layout
    return await asyncio.to_thread(layouts.of, whose(who))


# --- routes ---------------------------------------------------------------------------------------------


def layout_routes(settings: Settings) -> APIRouter:
    """The routes under /layout, each for the visitor's own."""
    layouts = layouts_of(settings)
    router = APIRouter(prefix="/layout")

    @router.put("/own.json")
    async def save(request: Request) -> Response:
        """Arrange the board so from now on."""
        user, layout = _arranger(request), await _body(request, Layout)
        await asyncio.to_thread(layouts.save, user, layout)
        return Response(status_code=204)

    @router.get("/views.json")
    async def views(request: Request) -> Response:
        """The visitor's views."""
        return _json(await asyncio.to_thread(layouts.views_of, _arranger(request)))

    @router.post("/views.json")
    async def share(request: Request) -> Response:
        """Save a view, to be shared by its link."""
        user, named = _arranger(request), await _body(request, NamedLayout)
        view = View(name=named.name, by=user, layout=named.layout)
        return _json({"id": await asyncio.to_thread(layouts.share, view)})

    @router.delete("/views/{view}")
    async def drop(view: ViewId, request: Request) -> Response:
        """Delete a view of the visitor's."""
        await asyncio.to_thread(layouts.drop, _arranger(request), view)
        return Response(status_code=204)

    return router


def _arranger(request: Request) -> str:
    who: Identity = request.state.identity
    if not may_arrange(who):
        raise HTTPException(403, "a screen shows what it is given")
    return whose(who)


async def _body(request: Request, kind: type[Any]) -> Any:
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or int(size) > LARGEST:
        raise HTTPException(413, "that is too large for a layout")
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise HTTPException(422, str(error)) from error


def _json(thing: object) -> Response:
    return Response(msgspec.json.encode(thing), media_type="application/json")
