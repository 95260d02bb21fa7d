"""What the seat says: reasons, states, and the keys with what each does."""

from typing import Final, NamedTuple

from dispatcher.vocabulary import AgentStatus, OfferReason, ParkReason

WHY: Final = {
    OfferReason.LONGEST_IDLE: "you have been free the longest",
    OfferReason.LEAST_OCCUPIED: "you have the least in hand",
    OfferReason.BEST_SKILL: "you know most about this",
    OfferReason.LAST_AGENT: "you helped this customer last",
    OfferReason.RESERVED: "it is meant for you",
    OfferReason.INTERRUPTS: "nobody is free; your emails are set aside and come back",
}
PARKED: Final = {
    ParkReason.PRE_EMPTED: "set aside for a call",
    ParkReason.BY_HAND: "set aside by you",
    ParkReason.AGENT_AWAY: "set aside while away",
    ParkReason.WAITING_FOR_CUSTOMER: "waiting for the customer",
}
NOTHING: Final = {
    AgentStatus.READY: "No work right now. New work appears here by itself.",
    AgentStatus.AWAY: "You are away. Press s to be ready.",
    AgentStatus.OFFLINE: "You are offline. Press s to be ready.",
    AgentStatus.NOT_RESPONDING: "You missed an offer, so no new work comes. Press s to be ready.",
}
STYLES: Final = {
    AgentStatus.READY: "bold green",
    AgentStatus.AWAY: "bold yellow",
    AgentStatus.OFFLINE: "dim",
    AgentStatus.NOT_RESPONDING: "bold red",
}


class Key(NamedTuple):
    """A key as it is shown: its cap, a word for the bar below, a sentence for the help."""

    cap: str
    word: str
    help: str


ACCEPT: Final = Key("a", "accept", "take what is offered")
DECLINE: Final = Key("d", "decline", "let somebody else have it")
CHOOSE: Final = Key("1-9 ↑↓", "choose", "look at another contact of yours")
SCROLL: Final = Key("PgUp PgDn", "scroll", "read on in a long thread")
ANSWER: Final = Key("enter", "answer", "write your answer here; it is kept as you type")
GIVE_BACK: Final = Key("enter", "give back", "give an answer back to its author, with a comment")
EDITOR: Final = Key("e", "editor", "write your answer in $EDITOR")
FINISH: Final = Key("f", "finish", "hang up the call, close the email")
HANG_UP: Final = Key("f", "hang up", "")
PASS_ON: Final = Key("t", "pass on", "pass it to another queue or a colleague")
PARK: Final = Key("p", "park", "set the email aside")
WAIT: Final = Key("c", "wait for customer", "set it aside until the customer writes")
HISTORY: Final = Key("h", "customer", "who the customer is, what else is open, and what happened before")
RESUME: Final = Key("r", "resume", "take up again what was set aside")
APPROVE: Final = Key("y", "approve", "let a colleague's answer go out")
WRAP_UP: Final = Key("w", "end wrap-up", "you are done with the call's paperwork")
AWAY: Final = Key("s", "away", "ready, or away: no new work comes")
READY: Final = Key("s", "ready", "")
LATER: Final = Key("S", "away when done", "away as soon as you have nothing in hand")
KEYS: Final = Key("?", "keys", "this page")
QUIT: Final = Key("q", "quit", "go offline and leave; work in hand goes back to the line with its drafts")
SEND: Final = Key("Ctrl-S", "send", "send the answer")
SEND_FINISH: Final = Key("Ctrl-F", "send and finish", "send it and close the email")
DRAFT: Final = Key("Esc", "leave it as a draft", "stop writing; the draft stays")
RETURN: Final = Key("Ctrl-S", "give it back", "")
NOT_AT_ALL: Final = Key("Esc", "stay here", "")
WHERE: Final = Key("1-9", "where to", "")

HELP: Final = (
    ("What is offered", (ACCEPT, DECLINE)),
    ("What you have", (CHOOSE, SCROLL, HISTORY, FINISH, PASS_ON, PARK, WAIT, RESUME, APPROVE)),
    ("Your answer", (ANSWER, EDITOR, SEND, SEND_FINISH, DRAFT, GIVE_BACK)),
    ("You", (AWAY, LATER, WRAP_UP, KEYS, QUIT)),
)
