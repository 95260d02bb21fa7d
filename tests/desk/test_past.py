"""The customer in the terminal: what `h` shows."""

import io

from rich.console import Console

from dashboard.terminal.past import past_view
from dispatcher.gateway.customerframes import AddressCard, CustomerCard, Dossier, EntryCard, History
from dispatcher.vocabulary import MINUTE, VOICE, ContactId, Instant, Span

NOW = Instant(1_790_000_000_000_000)
THIS, CALL = ContactId("mail-1"), ContactId("call-1")


def customer(name: str = "") -> CustomerCard:
    address = AddressCard(kind="email", value="mali@example.com", said="mali@example.com", claimed="Mali")
    return CustomerCard(
        name=name,
        tier="gold" if name else "",
        language="",
        external="",
        notes="",
        version=1,
        since=NOW,
        addresses=(address,),
    )


def entry() -> EntryCard:
    return EntryCard(
        contact=CALL,
        channel=VOICE,
        channel_name="Voice",
        live=True,
        queue_name="Orders",
        category_name="",
        subject="",
        said="+66812345678",
        conversation="call-1",
        at=NOW,
        agent=None,
        agent_name="Anna \x1b[31m",
        taken=NOW,
        handled=Span(3 * MINUTE),
        replied=False,
        ended=NOW,
        phase=None,
        outcome="caller_hung_up",
    )


def drawn(dossier: Dossier, *entries: EntryCard) -> str:
    screen = io.StringIO()
    view = past_view((dossier, History(id="", contact=THIS, entries=entries)), 0, NOW)
    Console(width=90, file=screen, color_system=None).print(view, height=28)
    return screen.getvalue()


def test_who_she_is_and_what_happened() -> None:
    said = drawn(Dossier(id="", contact=THIS, customer=customer("Mali Srisuk")), entry())
    for words in ("Mali Srisuk", "gold", "mali@example.com", "Voice", "3:00", "done", "ask before you tell"):
        assert words in said
    assert "\x1b" not in said


def test_somebody_new_and_nobody_known() -> None:
    assert "this is the first contact" in drawn(Dossier(id="", contact=THIS, customer=customer()))
    assert "nobody knows who this is" in drawn(Dossier(id="", contact=THIS, customer=None))
