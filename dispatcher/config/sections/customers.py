"""Settings of customers: how their numbers are read, where calls back wait, who else knows of them."""

from typing import Final

from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.kinds import Duration, ListOf, Matching, Name, Text
from dispatcher.config.sections.outside import secret
from dispatcher.customers.settings import CustomersSettings
from dispatcher.dossiers.settings import CrmSettings
from dispatcher.vocabulary import DAY, SECOND, Span

_ADDRESS: Final = Matching(
    what='an address with {address} behind its host, such as "https://crm.example.org/find?address={address}"',
    pattern=r"https?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
    r"/[\w./~%?=&+:@-]*\{address\}[\w./~%?=&+:@-]*",
)

CRM: Final = Section(
    name="crm",
    meaning="Another system that is asked about customers, and shown beside their history: a CRM, a shop.",
    settings=(
        Setting(
            name="url",
            meaning="what is asked by HTTP GET, the customer's address or number in place of {address}; "
            "it answers with a JSON object. http only inside a network you trust",
            kind=_ADDRESS,
            default=Said("none: nothing is asked"),
        ),
        *secret("secret", "what we show there, as a bearer token (RFC 6750)"),
        Setting(
            name="timeout",
            meaning="how long it has to answer; what comes later is not shown",
            kind=Duration(least=Span(SECOND // 10), most=Span(30 * SECOND)),
            default=default_of(CrmSettings, "timeout"),
        ),
        Setting(
            name="cache",
            meaning="how long an answer is kept, in memory alone; one that went wrong, for 20 s at most",
            kind=Duration(least=SECOND, most=DAY),
            default=default_of(CrmSettings, "cache"),
        ),
        Setting(
            name="fields",
            meaning='which of its fields are shown, in this order; "account.balance" is one inside another',
            kind=ListOf(item=Text(most=100), into=tuple),
            default=Said("the plain ones it has, at most twelve"),
        ),
    ),
)

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
