"""The mail room as an agent's desk needs it: read a thread, keep a draft, send the answer."""

from functools import partial

from dispatcher.mail import drafts, store
from dispatcher.mail.desk import send_reply
from dispatcher.mail.settings import MailSettings
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import AgentId, CommandId, ContactId


class Letters:
    """What an agent does with the emails on her desk. Who may do it is the gateway's to say."""

    def __init__(self, service: Service, settings: MailSettings) -> None:
        self._service, self._settings = service, settings

    async def read(self, contact: ContactId) -> tuple[tuple[store.Message, ...], str, int]:
        """The thread, oldest first, the draft of the answer, and the draft's version."""
        thread = await self._service.read(partial(store.thread, contact=contact))
        text, version = await self._service.read(partial(drafts.draft, contact=contact))
        return thread, text, version

    async def save_draft(self, contact: ContactId, text: str, version: int) -> int | None:
        """Keep a draft that was written on `version`; the new version, or None when that was stale."""
        return await self._service.write(
            partial(drafts.save_draft, contact=contact, text=text, version=version, at=self._service.clock())
        )

    async def send_reply(self, agent: AgentId, contact: ContactId, text: str, id_: CommandId) -> Outcome:
        """See `desk.send_reply`."""
        return await send_reply(self._service, self._settings, agent, contact, text, id_)
