"""Mail straight in over HTTP, on a real socket."""

from pathlib import Path

import httpx
from fastapi import FastAPI

from dispatcher.listen import bind, serve_http
from dispatcher.mail.http import mail_router
from dispatcher.mail.room import MailRoom
from tests.live.heart import fill, make_room, recovered
from tests.mail.house import at_work, letter, mail_settings, running


async def test_a_full_disk_is_said_and_the_letter_may_come_again(tmp_path: Path) -> None:
    app, door = FastAPI(), bind("127.0.0.1", 0, "the test's port")
    api = f"http://127.0.0.1:{door.getsockname()[1]}"
    async with running(tmp_path) as service, httpx.AsyncClient(base_url=api) as client:
        app.include_router(mail_router(MailRoom(service, mail_settings()).post, size_limit=100_000))
        async with at_work(serve_http(app, door)):
            await fill(service)
            number, code = 0, 201
            while code == 201:
                number += 1
                answer = await client.post("/v1/mail", content=letter(text=f"{number} " * 2000))
                code = answer.status_code
            assert code == 503
            assert answer.json()["detail"].endswith("free some space")
            await make_room(service)
            await recovered(service)
            again = await client.post("/v1/mail", content=letter(text=f"{number} " * 2000))
            assert again.status_code == 201
