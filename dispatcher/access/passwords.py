"""Passwords as Argon2id hashes (RFC 9106), made in threads, few at a time: each takes 64 MiB and a while."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar, TypeVarTuple

import argon2

from dispatcher.access.people import AccessError

T = TypeVar("T")
Args = TypeVarTuple("Args")

AT_ONCE: Final = 2
MOST_WAITING: Final = 50  # who comes when so many wait is told to come again
LEAST, MOST = 10, 1000  # characters of a password (NIST SP 800-63B asks for no other rule but length)


class Passwords:
    """Hashes and checks, never more than `AT_ONCE` together."""

    def __init__(self, hasher: argon2.PasswordHasher | None = None) -> None:
        self._hasher = hasher or argon2.PasswordHasher()
        self._lane = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._waiting = 0
        # Whoever names nobody is checked against this, so that it takes as long as for somebody.
        self._nobody = self._hasher.hash("nobody")

    async def hashed(self, password: str) -> str:
        """The hash to keep, its parameters inside.

        Raises:
            AccessError: `bad_password`, it is too short or too long; `busy`.
        """
        if not LEAST <= len(password) <= MOST:
            raise AccessError("bad_password", f"a password has {LEAST} to {MOST} characters")
        return await self._in_thread(self._hasher.hash, password)

    async def fits(self, password: str, kept: str | None) -> bool:
        """Is this the password of that hash? None is nobody's, and takes as long.

        Raises:
            AccessError: `busy`.
        """
        right = await self._in_thread(self._verify, kept or self._nobody, password[: MOST + 1])
        return right and kept is not None

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[[*Args], T], *args: *Args) -> T:
        if self._waiting >= MOST_WAITING:
            raise AccessError("busy", "too many log in just now; try again", retry_after=5)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._lane, work, *args)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let the threads go."""
        self._lane.shutdown(wait=False, cancel_futures=True)
