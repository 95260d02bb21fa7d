"""What is kept of whom contacts are from."""

from dispatcher.service import Service
from dispatcher.vocabulary import ContactId


async def said_of(service: Service, contact: ContactId) -> tuple[str, str]:
    """The address or number it came from, and its subject."""
    found: tuple[str, str] = await service.read(
        lambda store: store.execute(
            "SELECT said, subject FROM customer_contact WHERE contact = ?", (contact,)
        ).fetchone()
    )
    return found
