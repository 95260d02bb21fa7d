"""Requests on their way: each is sent again on every new connection until it is answered, and answered once.

The server knows a request by its id, so that sending it twice has one effect. No socket here.
"""

from dispatcher.gateway.customerframes import CrmCard, CustomerFrame, Dossier, History
from dispatcher.gateway.frames import (
    Ack,
    Ask,
    EnclosedFiles,
    Letter,
    Places,
    Read,
    Refused,
    Saved,
    SaveDraft,
    SendReply,
    Started,
    Suggest,
    Suggestions,
    TakeOut,
    Thread,
    UseTemplate,
    Whither,
)

Request = Ask | Read | SaveDraft | SendReply | Suggest | UseTemplate | TakeOut | Whither | CustomerFrame
Answer = (
    Ack
    | Refused
    | Letter
    | Saved
    | Suggestions
    | Started
    | EnclosedFiles
    | Places
    | Dossier
    | History
    | Thread
    | CrmCard
)


def id_of(request: Request) -> str:
    """The id its answer will carry."""
    return request.command.id if isinstance(request, Ask) else request.id


class Unanswered:
    """What was asked and not yet answered, in the order of asking."""

    def __init__(self) -> None:
        self._asked: dict[str, Request] = {}
        self._sent: set[str] = set()

    def add(self, request: Request) -> None:
        """Ask this: now, and again after every reconnect."""
        self._asked[id_of(request)] = request

    def next(self) -> Request | None:
        """The next request that this connection has not carried yet; it counts as sent from now on."""
        for name, request in self._asked.items():
            if name not in self._sent:
                self._sent.add(name)
                return request
        return None

    def relinked(self) -> None:
        """A new connection: whatever the old one carried may be lost."""
        self._sent.clear()

    def settle(self, answer: Answer) -> bool:
        """Is this the first answer to something asked? It leaves the list then."""
        self._sent.discard(answer.id)
        return self._asked.pop(answer.id, None) is not None

    def __len__(self) -> int:
        return len(self._asked)
