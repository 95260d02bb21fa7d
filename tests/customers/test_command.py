"""`ringpost customer`: found, shown, handed out, forgotten, while the centre runs and while it does not."""

import json
import signal
from pathlib import Path

import httpx

from tests.live.test_store_commands import housed, ringpost

PHONE = "+66 81 234 5678"


async def test_a_caller_is_found_handed_out_and_forgotten(tmp_path: Path) -> None:
    house, centre = housed(tmp_path), tmp_path / "center.toml"
    try:
        await house.dispatcher.up()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.api}/v1") as pbx:
            await pbx.post("/calls", json={"queue": "calls", "id": "call-1", "caller": PHONE})
            _, said, _ = await ringpost("customer", "list", centre, "234 5678", "--json")
            (card,) = json.loads(said)
            code, _, complained = await ringpost("customer", "forget", centre, card["id"], "--yes")
            assert code != 0
            assert "call-1" in complained  # open contacts first
            await pbx.post("/calls/call-1/hangup")
    finally:
        await house.dispatcher.end(signal.SIGTERM)
    code, said, _ = await ringpost("customer", "show", centre, card["id"], "--json")
    assert code == 0
    assert [entry["outcome"] for entry in json.loads(said)["history"]] == ["abandoned"]
    code, said, _ = await ringpost("customer", "link", centre, card["id"], "mali@example.com")
    assert (code, "mali@example.com" in said) == (0, True)
    _, said, _ = await ringpost("customer", "show", centre, card["id"])
    assert "change 1: linked by owner: mali@example.com" in said
    code, _, complained = await ringpost("customer", "undo", centre, card["id"], "7")
    assert (code != 0, "no change 7" in complained) == (True, True)
    await ringpost("customer", "undo", centre, card["id"], "1")
    _, said, _ = await ringpost("customer", "export", centre, card["id"])
    assert [one["said"] for one in json.loads(said)["identities"]] == [PHONE]
    code, said, complained = await ringpost("customer", "forget", centre, card["id"], "--yes", "--json")
    assert (code, json.loads(said)) == (0, {"contacts": 1, "messages": 0, "old_facts": 0})
    _, said, _ = await ringpost("customer", "list", centre, "--json")
    assert [one["said"] for left in json.loads(said) for one in left["identities"]] == ["mali@example.com"]
    code, _, complained = await ringpost("customer", "show", centre, card["id"])
    assert code != 0
    assert "ringpost customer list" in complained
