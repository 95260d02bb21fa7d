"""What lies beside the draft of an answer: its template, its files, its signature, and who else wrote."""

from functools import partial

from msgspec import Struct

from dispatcher.errors import PeerError
from dispatcher.mail.answering import begun, enclosed
from dispatcher.mail.answering.begun import Begun
from dispatcher.mail.answering.desk import others, signature
from dispatcher.mail.answering.enclosed import Enclosed
from dispatcher.mail.answering.originals import original_of
from dispatcher.mail.settings import MailSettings
from dispatcher.service import Service
from dispatcher.vocabulary import AgentId, ContactId


class Around(Struct, frozen=True, kw_only=True):
    """What goes out with the draft. `signature` is appended when it is sent; `others` got the letter too."""

    begun: Begun | None = None
    enclosed: tuple[Enclosed, ...] = ()
    signature: str = ""
    others: tuple[str, ...] = ()


async def around(service: Service, settings: MailSettings, agent: AgentId, contact: ContactId) -> Around:
    """What lies beside the draft of this contact's answer; nothing where there is no letter to answer."""
    try:
        original = await original_of(service, settings, contact)
    except PeerError:
        return Around()
    return Around(
        begun=await service.read(partial(begun.begun, contact=contact)),
        enclosed=await service.read(partial(enclosed.listed, contact=contact)),
        signature=signature(service, settings, agent, original).strip(),
        others=others(settings, original),
    )
