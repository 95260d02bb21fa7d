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


def origins_of(dashboard: Address, scheme: str) -> tuple[str, ...]:
    """The origins browsers give for pages from this address; nobody knows them when it listens everywhere."""
    if dashboard.everywhere:
        return ()
    hosts = {
        dashboard.host: None,
        **(dict.fromkeys(("127.0.0.1", "localhost")) if dashboard.loopback else {}),
    }
    return tuple(f"{scheme}://{Address(host, dashboard.port)}" for host in hosts)


class ServiceSettings(Struct, frozen=True, kw_only=True):
    """Folder of the stores, addresses, who may come in, and the origins of pages that may open a socket.

    With `login` people and programs log in; `key` is the centre's own, "" for the one in the data folder.
    With `certificate` and its key all addresses speak TLS. `desks` is where browsers and other machines reach
    the gateway. `origins`, `desks` and `login` left empty are derived from the addresses.
    """

    data: Path = Path("data")
    dashboard: Address = Address("127.0.0.1", 8700)
    gateway: Address = Address("127.0.0.1", 8701)
    api: Address = Address("127.0.0.1", 8702)
    login: bool | None = None
    key: str = ""
    certificate: Path | None = None
    certificate_key: Path | None = None
    origins: tuple[str, ...] = ()
    desks: str = ""

    def __post_init__(self) -> None:
        """Derive what was not said from the addresses."""
        set_ = msgspec.structs.force_setattr
        set_(self, "desks", self.desks or self.gateway_url)
        set_(self, "origins", self.origins or origins_of(self.dashboard, self._web))
        set_(self, "login", not self.at_home if self.login is None else self.login)

    @property
    def at_home(self) -> bool:
        """Can only this machine come here?"""
        return all(address.loopback for address in (self.dashboard, self.gateway, self.api))

    @property
    def dashboard_url(self) -> str:
        """How this machine reaches the pages."""
        return self.dashboard.url(self._web)

    @property
    def gateway_url(self) -> str:
        """How this machine reaches the gateway."""
        return self.gateway.url("wss" if self.certificate else "ws")

    @property
    def api_url(self) -> str:
        """How this machine reaches the HTTP API."""
        return self.api.url(self._web)

    @property
    def _web(self) -> str:
        return "https" if self.certificate else "http"
