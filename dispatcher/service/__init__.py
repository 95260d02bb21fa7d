"""The one task that owns the engine: decide, write down, speak.

service     the task itself
request     what is asked of it, and what comes of that
lane        the store's thread, which alone touches the journal
trouble     what holds while the store cannot be written
taking      snapshots, taken beside all other work
"""

from dispatcher.service.meter import Meter
from dispatcher.service.request import Outcome
from dispatcher.service.service import Service, open_service
from dispatcher.service.spoken import Listener

__all__ = ["Listener", "Meter", "Outcome", "Service", "open_service"]
