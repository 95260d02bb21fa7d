"""Plays of a channel that the centre's data adds: chats, three at once, beside calls and emails."""

from dispatcher.centre import CHANNELS, Agent, Centre, Channel, Levers
from dispatcher.vocabulary import ChannelId
from tests.engine.people import CALLS, MAIL, URGENT, agent, centre, line, seconds
from tests.engine.play import play

CHAT = ChannelId("chat")
CHATS = line(
    "chats", CHAT, skills={}, promise=seconds(60), offer_timeout=seconds(20), interrupt_after=seconds(0)
)


def with_chat(*people: str | Agent) -> Centre:
    """These people take calls, emails, and up to three chats at once."""
    channels = CHANNELS | {CHAT: Channel(id=CHAT, name="Chat", live=True, cap=3)}
    return centre(*people, lines=[CALLS, URGENT, MAIL, CHATS], more={"channels": channels})


def test_three_chats_at_once_and_a_fourth_waits() -> None:
    play(
        with_chat("anna"),
        """
        09:00:00 > chat k1 to chats
        09:00:00   k1 arrived in chats, due 09:01:00
        09:00:00   k1 offered to anna until 09:00:20: least_occupied
        09:00:01 > anna accepts k1
        09:00:01   anna accepted k1, which waited 1s
        09:00:01   kept answer to k1 after 1s
        09:00:02 > chat k2 to chats
        09:00:02   k2 arrived in chats, due 09:01:02
        09:00:02   k2 offered to anna until 09:00:22: least_occupied
        09:00:03 > anna accepts k2
        09:00:03   anna accepted k2, which waited 1s
        09:00:03   kept answer to k2 after 1s
        09:00:04 > chat k3 to chats
        09:00:04   k3 arrived in chats, due 09:01:04
        09:00:04   k3 offered to anna until 09:00:24: least_occupied
        09:00:05 > anna accepts k3
        09:00:05   anna accepted k3, which waited 1s
        09:00:05   kept answer to k3 after 1s
        09:00:06 > chat k4 to chats
        09:00:06   k4 arrived in chats, due 09:01:06
        09:01:00 > anna finishes k2
        09:01:00   anna closed k2, 57s in hand: finished
        09:01:00   k4 offered to anna until 09:01:20: least_occupied
        """,
        ready="anna",
    )


def test_chats_go_to_the_agent_least_occupied() -> None:
    play(
        with_chat("anna", "ben"),
        """
        09:00:00 > chat k1 to chats
        09:00:00   k1 arrived in chats, due 09:01:00
        09:00:00   k1 offered to anna until 09:00:20: least_occupied
        09:00:01 > anna accepts k1
        09:00:01   anna accepted k1, which waited 1s
        09:00:01   kept answer to k1 after 1s
        09:00:02 > chat k2 to chats
        09:00:02   k2 arrived in chats, due 09:01:02
        09:00:02   k2 offered to ben until 09:00:22: least_occupied
        """,
        ready="anna ben",
    )


def test_no_call_beside_a_chat_and_no_chat_beside_a_call() -> None:
    play(
        with_chat("anna", "ben"),
        """
        09:00:00 > chat k1 to chats
        09:00:00   k1 arrived in chats, due 09:01:00
        09:00:00   k1 offered to anna until 09:00:20: least_occupied
        09:00:01 > anna accepts k1
        09:00:01   anna accepted k1, which waited 1s
        09:00:01   kept answer to k1 after 1s
        09:00:02 > call c1 to urgent
        09:00:02   c1 arrived in urgent, due 09:00:22
        09:00:02   c1 offered to ben until 09:00:22: longest_idle
        09:00:03 > ben accepts c1
        09:00:03   ben accepted c1, which waited 1s
        09:00:03   kept answer to c1 after 1s
        09:00:04 > call c2 to urgent
        09:00:04   c2 arrived in urgent, due 09:00:24
        09:00:05 > chat k2 to chats
        09:00:05   k2 arrived in chats, due 09:01:05
        09:00:05   k2 offered to anna until 09:00:25: least_occupied
        """,
        ready="anna ben",
    )


def test_emails_fill_the_room_beside_chats() -> None:
    play(
        with_chat("anna"),
        """
        09:00:00 > chat k1 to chats
        09:00:00   k1 arrived in chats, due 09:01:00
        09:00:00   k1 offered to anna until 09:00:20: least_occupied
        09:00:01 > anna accepts k1
        09:00:01   anna accepted k1, which waited 1s
        09:00:01   kept answer to k1 after 1s
        09:00:02 > email e1 to mail
        09:00:02   e1 arrived in mail, due 13:00:02
        09:00:02   e1 offered to anna until 09:01:02: least_occupied
        09:00:03 > anna accepts e1
        09:00:03   anna accepted e1, which waited 1s
        09:00:04 > chat k2 to chats
        09:00:04   k2 arrived in chats, due 09:01:04
        09:00:04   k2 offered to anna until 09:00:24: least_occupied
        09:00:05 > anna accepts k2
        09:00:05   anna accepted k2, which waited 1s
        09:00:05   kept answer to k2 after 1s
        09:00:06 > email e2 to mail
        09:00:06   e2 arrived in mail, due 13:00:06
        """,
        ready="anna",
    )


def test_a_chat_parks_only_as_many_emails_as_it_needs_the_room_of() -> None:
    """Of three, the one with most time."""
    play(
        with_chat("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to anna until 09:01:10: least_occupied
        09:00:15 > anna accepts e2
        09:00:15   anna accepted e2, which waited 5s
        09:00:20 > email e3 to mail
        09:00:20   e3 arrived in mail, due 13:00:20
        09:00:20   e3 offered to anna until 09:01:20: least_occupied
        09:00:25 > anna accepts e3
        09:00:25   anna accepted e3, which waited 5s
        09:05:00 > chat k1 to chats
        09:05:00   k1 arrived in chats, due 09:06:00
        09:05:00   k1 offered to anna until 09:05:20: interrupts, parks e3
        09:05:05 > anna accepts k1
        09:05:05   anna parked e3: pre_empted
        09:05:05   anna accepted k1, which waited 5s
        09:05:05   kept answer to k1 after 5s
        09:06:00 > anna finishes k1
        09:06:00   anna closed k1, 55s in hand: finished
        09:06:00   anna resumed e3 after 55s: call_over
        """,
        ready="anna",
    )


def test_beside_one_email_there_is_room_for_a_chat_and_nothing_is_parked() -> None:
    play(
        with_chat("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > chat k1 to chats
        09:00:10   k1 arrived in chats, due 09:01:10
        09:00:10   k1 offered to anna until 09:00:30: least_occupied
        09:00:12 > anna accepts k1
        09:00:12   anna accepted k1, which waited 2s
        09:00:12   kept answer to k1 after 2s
        09:00:20 > k1 hangs up
        09:00:20   anna closed k1, 8s in hand: caller_hung_up
        """,
        ready="anna",
    )


def test_an_agent_may_have_a_cap_on_chats_of_her_own() -> None:
    """One at a time takes all of her, as a call does."""
    play(
        with_chat(agent("anna", levers=Levers(caps={CHAT: 1}))),
        """
        09:00:00 > chat k1 to chats
        09:00:00   k1 arrived in chats, due 09:01:00
        09:00:00   k1 offered to anna until 09:00:20: least_occupied
        09:00:01 > anna accepts k1
        09:00:01   anna accepted k1, which waited 1s
        09:00:01   kept answer to k1 after 1s
        09:00:02 > chat k2 to chats
        09:00:02   k2 arrived in chats, due 09:01:02
        09:00:03 > email e1 to mail
        09:00:03   e1 arrived in mail, due 13:00:03
        """,
        ready="anna",
    )
