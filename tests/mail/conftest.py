"""Real servers for a test: a Dovecot in a temporary home, an SMTP server on the test's loop."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.dovecot import Dovecot, dovecot
from tests.smtp import PostOffice, post_office

USERS = {
    "help@example.com": "secret of help",
    "sales@example.com": "secret of sales",
    "joe@customer.example": "secret of joe",
    "eve@stranger.example": "secret of eve",
}


@pytest.fixture
def imap() -> Iterator[Dovecot]:
    """A running Dovecot with two of our mailboxes and two customers'."""
    # Not pytest's folder: its parents are closed to Dovecot's mail user.
    with tempfile.TemporaryDirectory(prefix="dovecot-") as home, dovecot(Path(home), USERS) as server:
        yield server


@pytest.fixture
async def post(imap: Dovecot) -> AsyncIterator[PostOffice]:
    """A running SMTP server that delivers into that Dovecot."""
    async with post_office(imap) as office:
        yield office
