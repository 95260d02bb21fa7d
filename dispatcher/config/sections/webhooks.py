"""Settings of webhooks."""

from typing import Final

from dispatcher.config.declare import Section, Setting, default_of
from dispatcher.config.kinds import Duration, ListOf, Matching, OneOf, Text
from dispatcher.config.sections.outside import secret
from dispatcher.vocabulary import MINUTE, SECOND
from dispatcher.voice.settings import Kind, Webhook

_ADDRESS: Final = Matching(
    what='an address such as "https://pbx.example.org/ringpost"',
    pattern=r"https?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[\w./~%?=&+:@-]*)?",
)

WEBHOOKS: Final = Section(
    name="webhooks",
    meaning="Addresses that are told by HTTP what is to be done about calls, or how calls change.",
    named=True,
    settings=(
        Setting(name="url", meaning="where requests go; http only inside a network you trust", kind=_ADDRESS),
        *secret("secret", "what requests are signed with, both ways", least=16),
        Setting(
            name="kinds",
            meaning="orders: what its PBX is to do; calls: how calls change",
            kind=ListOf(item=OneOf(choices=Kind), into=frozenset),
            default=default_of(Webhook, "kinds"),
        ),
        Setting(
            name="exchange",
            meaning="what the ids of its calls begin with, where there are several PBXs",
            kind=Text(what="the beginning of ids", most=80),
            default=default_of(Webhook, "exchange"),
        ),
        Setting(
            name="timeout",
            meaning="how long it has to answer a request, before that is tried again",
            kind=Duration(least=SECOND, most=MINUTE),
            default=default_of(Webhook, "timeout"),
        ),
    ),
)
