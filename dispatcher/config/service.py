"""Where the processes listen and keep their stores, and who may come in."""

import ipaddress
from pathlib import Path

import msgspec
from msgspec import Struct

WILDCARDS = frozenset({"0.0.0.0", "::"})  # not bound here: names what listens everywhere


class Address(Struct, frozen=True):
    """A place to listen at: `host` is a name or an IP address without brackets."""

    host: str
    port: int

    def __str__(self) -> str:
        """As the centre file writes it: `127.0.0.1:8700`, `[::1]:8700`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def everywhere(self) -> bool:
        """Does it listen on every interface of the machine?"""
        return self.host in WILDCARDS

    @property
    def loopback(self) -> bool:
        """Can only this machine come here?"""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def url(self, scheme: str) -> str:
        """How this very machine reaches it: `ws://127.0.0.1:8701`."""
        return f"{scheme}://{Address('127.0.0.1', self.port) if self.everywhere else self}"

    def clashes(self, other: "Address") -> bool:
        """Can the two not be listened at together?"""
        same_host = _one_name(self.host) == _one_name(other.host)
        return self.port == other.port and (same_host or self.everywhere or other.everywhere)


def _one_name(host: str) -> str:
    return "127.0.0.1" if host == "localhost" else host.lower()


def origins_of(dashboard: Address) -> tuple[str, ...]:
    """The origins browsers give for pages from this address; nobody knows them when it listens everywhere."""
    if dashboard.everywhere:
        return ()
    hosts = {
        dashboard.host: None,
        **(dict.fromkeys(("127.0.0.1", "localhost")) if dashboard.loopback else {}),
    }
    return tuple(f"http://{Address(host, dashboard.port)}" for host in hosts)


class ServiceSettings(Struct, frozen=True, kw_only=True):
    """Folder of the stores, addresses, access key, and the origins of pages that may open a socket.

    `key` is "" where only this machine can come in. `desks` is where browsers reach the gateway. `origins`
    and `desks` left empty are derived from the addresses of dashboard and gateway.
    """

    data: Path = Path("data")
    dashboard: Address = Address("127.0.0.1", 8700)
    gateway: Address = Address("127.0.0.1", 8701)
    api: Address = Address("127.0.0.1", 8702)
    key: str = ""
    origins: tuple[str, ...] = ()
    desks: str = ""

    def __post_init__(self) -> None:
        """Derive what was not said from the addresses."""
        msgspec.structs.force_setattr(self, "desks", self.desks or self.gateway.url("ws"))
        msgspec.structs.force_setattr(self, "origins", self.origins or origins_of(self.dashboard))
