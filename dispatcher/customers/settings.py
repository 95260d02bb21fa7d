"""What the centre says of its customers. `dispatcher.config` reads it from the centre file."""

from msgspec import Struct

from dispatcher.vocabulary import QueueId


class CustomersSettings(Struct, frozen=True, kw_only=True):
    """`region` is where numbers without a country code are from; "" for nowhere.

    `callback_queue` is where calls back to customers wait, none means that nobody is called back from a
    letter; `callback_exchange` is what such calls' names begin with, so that one PBX of several dials them.
    """

    region: str = ""
    callback_queue: QueueId | None = None
    callback_exchange: str = ""
