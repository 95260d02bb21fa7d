"""The state as bytes and back: exactly, however many pieces, or not at all."""

from hypothesis import given, settings

from dispatcher.commands import ConfigureCentre
from dispatcher.engine.engine import Engine
from dispatcher.engine.picture import PIECE, copied, pieces, restored, saved
from dispatcher.engine.state import State
from dispatcher.vocabulary import CommandId, Instant
from tests.analytics.days import GREATER, Push, greater_days, lived
from tests.live.heart import CENTRE, MAIL, admit


@settings(max_examples=40, deadline=None)
@given(greater_days())
def test_a_saved_picture_is_restored_exactly(day: list[Push]) -> None:
    state = State()
    for event in lived(day, centre=GREATER):
        state.apply(event)
    assert restored(saved(state)) == copied(state) == state


def crowded(contacts: int) -> State:
    """So many emails wait, and nobody is there."""
    engine = Engine()
    engine.handle(ConfigureCentre(id=CommandId("open"), centre=CENTRE), Instant(1))
    for number in range(contacts):
        engine.handle(admit(f"letter {number}", MAIL), Instant(2 + number))
    return engine.state


def test_a_line_of_many_pieces_keeps_its_order() -> None:
    for contacts in (0, PIECE, 2 * PIECE + 1):
        state = crowded(contacts)
        again = restored(saved(state))
        assert again == state
        assert again is not None
        assert list(again.contacts) == list(state.contacts)
        assert again.centre is again.filed, "nothing was changed live"


def test_a_picture_that_was_cut_short_is_none() -> None:
    whole = list(pieces(crowded(2 * PIECE + 1)))
    for length in range(len(whole)):
        assert restored(b"\n".join(whole[:length])) is None
    assert restored(b"\n".join([*whole, whole[-1]])) is None


def test_a_picture_of_another_shape_is_no_picture() -> None:
    assert restored(b'{"now": 1, "mood": "fine"}') is None
    assert restored(b"not even JSON") is None
