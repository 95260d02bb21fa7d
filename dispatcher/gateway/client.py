"""The way out to one client: a queue of frames, and one task that sends them at the client's own pace."""

import asyncio

from msgspec import Struct
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from dispatcher import logs
from dispatcher.codec import encode
from dispatcher.gateway.frames import Fault, FaultCode
from dispatcher.gateway.session import Session

log = logs.named(__name__)


class Client:
    """A connected client: its session, and the frames on their way to it. `slow` when it was cut off.

    Once it is `lost` it hears nothing more, and nothing it still says is listened to.
    """

    def __init__(self, socket: ServerConnection, session: Session, waiting_frames: int) -> None:
        self.socket, self.session = socket, session
        self.slow = self.lost = False
        self._outbox: asyncio.Queue[bytes] = asyncio.Queue(waiting_frames)
        self._at_rest = asyncio.Event()
        self._at_rest.set()
        self.asks: asyncio.Task[object] | None = None  # a question to another system under way

    def send(self, frame: Struct | bytes) -> None:
        """Queue a frame, or the bytes of one; a client that is too far behind is cut off, and will resume."""
        if self.lost:
            return
        try:
            self._outbox.put_nowait(frame if isinstance(frame, bytes) else encode(frame))
            self._at_rest.clear()
        except asyncio.QueueFull:
            log.warning("a client reads too slowly and is cut off; it resumes where it was")
            self.slow = True
            self._cut_off()

    async def drained(self) -> bool:
        """Wait until every frame has gone out. False when the connection went first."""
        await self._at_rest.wait()
        return not self.lost

    async def write(self) -> None:
        """Send what is queued until the connection ends."""
        try:
            while True:
                await self.socket.send(await self._outbox.get(), text=True)
                if self._outbox.empty():
                    self._at_rest.set()
        except ConnectionClosed:
            self.give_up()
        except Exception:
            log.exception("a frame could not be sent; its client is cut off")
            self._cut_off()

    def give_up(self) -> None:
        """From now on it is lost: whatever is still queued is not sent."""
        self.lost = True
        self._at_rest.set()

    async def end(self, code: FaultCode, detail: str) -> None:
        """Say why, and close; the other side may take its time to answer that."""
        self.give_up()
        await end(self.socket, code, detail)

    def _cut_off(self) -> None:
        self.give_up()
        self.socket.transport.abort()


async def end(socket: ServerConnection, code: FaultCode, detail: str) -> None:
    """Tell the other side why this connection ends, and end it."""
    try:
        await socket.send(encode(Fault(code=code, detail=detail)), text=True)
        await socket.close(1008, code)
    except ConnectionClosed:
        pass
