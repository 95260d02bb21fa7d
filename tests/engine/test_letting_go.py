"""An engine that is given up takes its picture with it, at once: a live centre's collector seldom comes."""

import gc
import weakref

from dispatcher.commands import ConfigureCentre, ConnectAgent, SetStatus
from dispatcher.engine.engine import Engine
from dispatcher.vocabulary import AgentStatus, CommandId, Instant
from tests.live.heart import ANNA, CENTRE, MAIL, PLOY, admit


def test_it_is_gone_without_the_collector() -> None:
    gc.disable()
    try:
        engine = Engine()
        engine.handle(ConfigureCentre(id=CommandId("open"), centre=CENTRE), Instant(1))
        for number in range(9):
            engine.handle(admit(f"letter {number}", MAIL), Instant(2 + number))
            engine.handle(admit(f"call {number}"), Instant(2 + number))
        for agent in (ANNA, PLOY):
            engine.handle(ConnectAgent(id=CommandId(f"{agent} comes"), agent=agent), Instant(50))
            ready = SetStatus(id=CommandId(f"{agent} ready"), agent=agent, status=AgentStatus.READY)
            engine.handle(ready, Instant(51))
        engine.advance(Instant(10**9))
        picture = weakref.ref(engine.state)
        engine.let_go()
        del engine
        assert picture() is None
    finally:
        gc.enable()
