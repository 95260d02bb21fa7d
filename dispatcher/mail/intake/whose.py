"""Whose address is it? Of a list of addresses and domains."""

from collections.abc import Collection


def is_of(address: str, listed: Collection[str]) -> bool:
    """Is the address, its domain, or a domain above that listed? All lower-cased."""
    if not address:
        return False
    labels = address.rpartition("@")[2].split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels)))
    return address in listed or any(domain in listed for domain in domains)
