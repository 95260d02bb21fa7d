"""Another system that is slow keeps no desk waiting."""

import asyncio
from pathlib import Path
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dispatcher.client import Desk
from dispatcher.dossiers.crm import CrmState
from dispatcher.dossiers.settings import CrmSettings
from dispatcher.gateway.customerframes import AskCrm, CrmCard
from dispatcher.gateway.frames import Refused
from tests.customers.test_crm import system
from tests.desk.house import PLOY, open_house
from tests.desk.test_client import take_next, until


async def test_a_call_is_taken_and_ended_while_another_system_thinks(tmp_path: Path) -> None:
    asked = asyncio.Event()

    async def thinks(_: Request) -> Response:
        asked.set()
        await there.let_go.wait()
        return JSONResponse({"tier": "gold"})

    async with system(thinks) as there:
        crm = CrmSettings(url=f"{there.url}/{{address}}")
        async with open_house(tmp_path, crm=crm) as house, Desk(house.api, PLOY) as desk:
            await desk.ready()
            letter = await house.write("Where is it?", "It was due on Monday.")
            await take_next(desk)
            assert (await desk.customer(letter)).asks_crm
            question = asyncio.create_task(desk.request(AskCrm(id=str(uuid4()), contact=letter)))
            await asked.wait()
            second = await desk.request(AskCrm(id=str(uuid4()), contact=letter))
            assert isinstance(second, Refused)
            assert second.reason == "busy"
            call = await house.call("call-1")
            assert await take_next(desk) == call
            await desk.finish(call)
            await until(desk, lambda: call not in desk.contacts)
            assert not question.done()
            there.let_go.set()
            answer = await question
            assert isinstance(answer, CrmCard)
            assert (answer.state, answer.fields) == (CrmState.KNOWN, (("tier", "gold"),))
