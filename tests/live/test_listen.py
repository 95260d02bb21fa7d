"""A listening socket: what whoever connects to it may rely on."""

import socket

from dispatcher.listen import bind


def test_an_answer_in_two_parts_waits_for_nobody() -> None:
    with (
        bind("127.0.0.1", 0, "the test's port") as door,
        socket.create_connection(door.getsockname()),
        door.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
