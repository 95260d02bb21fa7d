"""The feed for watchers: every fact once and in order, over any number of connections."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from random import Random

from dispatcher.access.people import Role
from dispatcher.client.api import Api, Lost
from dispatcher.client.link import link, pauses, receive
from dispatcher.errors import PeerError
from dispatcher.events import NumberedFact
from dispatcher.gateway.frames import Facts, Welcome


class AnotherJournalError(PeerError):
    """The server's journal is not the one that was watched so far; going on would mix two days."""


def _unheard(linked: bool) -> None:
    """Nobody asked to hear of it."""


async def watch(
    api: Api, *, after: int, linked: Callable[[bool], None] = _unheard
) -> AsyncGenerator[tuple[NumberedFact, ...], None]:
    """Every fact numbered above `after`, in batches, for ever: numbers rise by one, none comes twice.

    A lost connection or a hole in the numbers means connecting again from the last good number. `linked`
    hears True when a connection stands and False when it is gone: silence while linked means no news.

    Raises:
        OwnerError: the address or the log-in is wrong.
        AnotherJournalError: the server's journal is another one than the one watched so far.
        PeerError: the server refuses.
    """
    dice = Random()
    waits = pauses(dice)
    while True:
        try:
            async with link(api, Role.WATCHER, after=after) as (socket, hail):
                same_journal(hail, after)
                linked(True)
                while True:
                    frame = await receive(socket)
                    if isinstance(frame, Facts) and (news := following(after, frame)):
                        after, waits = news[-1].number, pauses(dice)
                        yield news
        except Lost:
            linked(False)
            await asyncio.sleep(next(waits))


def following(after: int, stretch: Facts) -> tuple[NumberedFact, ...]:
    """Those facts of a stretch of the feed that are news after number `after`.

    Raises:
        Lost: something is missing before it; asking again from `after` brings it.
    """
    if stretch.after > after:
        raise Lost(f"fact {after + 1} is missing: what comes after {stretch.after} came in its place")
    return tuple(one for one in stretch.facts if one.number > after)


def same_journal(welcome: Welcome, after: int) -> None:
    """Nothing, unless the server has fewer facts than we have seen.

    Raises:
        AnotherJournalError: it has.
    """
    if welcome.number < after:
        raise AnotherJournalError(
            f"the journal stands at fact {welcome.number}, but {after} were seen before: "
            "it is another journal; set the old event log aside and start afresh"
        )
