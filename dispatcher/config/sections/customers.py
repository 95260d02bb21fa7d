"""Settings of customers: how their numbers are read, and where calls back to them wait."""

from typing import Final

from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.kinds import Matching, Name, Text
from dispatcher.customers.settings import CustomersSettings

CUSTOMERS: Final = Section(
    name="customers",
    meaning="How customers are known, over all addresses and numbers.",
    settings=(
        Setting(
            name="region",
            meaning="where numbers without a country code are from",
            kind=Matching(what='a country by ISO 3166, such as "TH"', pattern=r"[A-Z]{2}"),
            default=Said("none: only numbers with a country code are brought into one form"),
        ),
        Setting(
            name="callback_queue",
            meaning="the voice queue where calls back to customers wait that agents ask for from a letter",
            kind=Name(what="a voice queue's id"),
            default=Said("none: no call can be asked for from a letter"),
        ),
        Setting(
            name="callback_exchange",
            meaning="what the ids of such calls begin with, so that one PBX of several dials them",
            kind=Text(what="the beginning of ids", most=80),
            default=default_of(CustomersSettings, "callback_exchange"),
        ),
    ),
)
