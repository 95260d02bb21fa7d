"""`ringpost board`: a link for a screen, made anew and revoked, while the centre stands still."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.live.test_store_commands import housed, ringpost

pytestmark = [pytest.mark.system, pytest.mark.asyncio]


async def test_a_link_is_made_listed_made_anew_and_revoked(tmp_path: Path) -> None:
    housed(tmp_path)
    centre = tmp_path / "center.toml"
    options = ("--lang", "fa", "--every", "0", "--address", "https://desk.example/")
    code, first, said = await ringpost("board", "link", centre, "Lobby", *options)
    assert (code, "shown this once" in said) == (0, True)
    link = urlsplit(first.strip())
    assert (link.scheme, link.netloc, link.path) == ("https", "desk.example", "/wall")
    assert (link.query, len(link.fragment)) == ("lang=fa&every=0", 43)
    _, again, _ = await ringpost("board", "link", centre, "lobby")
    assert urlsplit(again.strip()).fragment not in ("", link.fragment)
    _, listed, _ = await ringpost("board", "list", centre)
    assert listed.split() == ["lobby"], "one screen, by whatever case it was named"
    assert (await ringpost("board", "revoke", centre, "lobby"))[0] == 0
    _, listed, _ = await ringpost("board", "list", centre)
    assert listed.split() == ["lobby", "(revoked)"]
    code, _, complained = await ringpost("board", "revoke", centre, "attic")
    assert (code != 0, "there are: lobby" in complained) == (True, True)
