"""A person says who is who, and takes it back."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.customers.cards import card
from dispatcher.customers.evidence import Evidence, What
from dispatcher.customers.knowing import who_is
from dispatcher.customers.linking import (
    Deed,
    Details,
    NothingToDoError,
    changes,
    keep_apart,
    link,
    merge,
    split,
    undo,
    write_details,
)
from dispatcher.customers.suggesting import Ground, suggestions
from dispatcher.errors import PeerError
from dispatcher.vocabulary import CustomerId, Tier
from tests.customers.people import NOW, comes, identity, partition, store

MALI, SHOP, PHONE, EVE = "mali@example.com", "mali+shop@example.com", "+66812345678", "eve@stranger.example"


def test_a_number_is_that_customer_and_back() -> None:
    connection = store()
    mali = comes(connection, MALI)
    before = partition(connection)
    change = link(connection, mali.customer, identity(PHONE), PHONE, by="ann", at=NOW)
    assert change.what is Deed.LINKED
    assert who_is(connection, identity(PHONE), PHONE).customer == mali.customer
    (done,) = changes(connection, mali.customer)
    assert (done.by, [moved.said for moved in done.change.moved]) == ("ann", [PHONE])
    undo(connection, done.number, mali.customer)
    assert {value: partition(connection)[value] for value in before} == before
    assert who_is(connection, identity(PHONE), PHONE).customer != mali.customer
    assert changes(connection, mali.customer) == ()


def test_a_merged_customer_brings_what_the_other_lacks_and_takes_it_back() -> None:
    connection = store()
    mali, caller = comes(connection, MALI), comes(connection, PHONE)
    write_details(connection, mali.customer, Details(name="Mali", notes="Knows us well"), 1)
    write_details(connection, caller.customer, Details(name="M. Srisuk", tier="gold"), 1)
    merge(connection, mali.customer, caller.customer, by="ann", at=NOW)
    found = card(connection, mali.customer)
    assert found is not None
    assert (found.name, found.tier, found.notes) == ("Mali", "gold", "Knows us well")
    assert who_is(connection, identity(PHONE), PHONE).tier == Tier("gold")
    (done,) = changes(connection, mali.customer)
    undo(connection, done.number, mali.customer)
    found, other = card(connection, mali.customer), card(connection, caller.customer)
    assert found is not None
    assert other is not None
    assert (found.tier, other.tier, [one.value for one in other.identities]) == ("", "gold", [PHONE])


def test_what_is_split_off_is_somebody_new() -> None:
    connection = store()
    mali = comes(connection, MALI)
    link(connection, mali.customer, identity(PHONE), PHONE, by="ann", at=NOW)
    split(connection, mali.customer, identity(PHONE), by="ann", at=NOW)
    owner = who_is(connection, identity(PHONE), PHONE).customer
    assert owner != mali.customer
    with pytest.raises(NothingToDoError, match="all she is known by"):
        split(connection, mali.customer, identity(MALI), by="ann", at=NOW)


def test_what_moved_on_since_stays_where_it_is() -> None:
    connection = store()
    mali, eve = comes(connection, MALI), comes(connection, EVE)
    link(connection, mali.customer, identity(PHONE), PHONE, by="ann", at=NOW)
    (done,) = changes(connection, mali.customer)
    link(connection, eve.customer, identity(PHONE), PHONE, by="bob", at=NOW)
    undo(connection, done.number, mali.customer)
    assert who_is(connection, identity(PHONE), PHONE).customer == eve.customer


def test_an_older_page_overwrites_no_newer_details() -> None:
    connection = store()
    mali = comes(connection, MALI)
    assert write_details(connection, mali.customer, Details(name="Mali"), 1)
    assert not write_details(connection, mali.customer, Details(name="Molly"), 1)
    assert who_is(connection, identity(MALI), MALI).shown == "Mali"


ADDRESSES = (MALI, SHOP, PHONE, EVE, "joe@example.com")


@settings(deadline=None)  # each step writes to a store: how long that takes is the machine's
@given(st.data())
def test_every_address_has_one_customer_and_what_is_done_last_can_be_undone(data: st.DataObject) -> None:
    connection = store()
    for said in ADDRESSES:
        comes(connection, said)
    for _ in range(data.draw(st.integers(0, 6))):
        before, steps = partition(connection), _numbers(connection)
        _one_deed(connection, data)
        assert set(partition(connection)) == set(before)
        for number, customer in _numbers(connection) - steps:
            if data.draw(st.booleans()):
                undo(connection, number, customer)
                assert partition(connection) == before
                break


def _numbers(connection: sqlite3.Connection) -> set[tuple[int, CustomerId]]:
    return set(
        connection.execute(
            "SELECT number, customer FROM customer_changed JOIN customer_change USING (number)"
            " WHERE NOT undone"
        ).fetchall()
    )


def _one_deed(connection: sqlite3.Connection, data: st.DataObject) -> None:
    said, other = data.draw(st.sampled_from(ADDRESSES)), data.draw(st.sampled_from(ADDRESSES))
    who = partition(connection)
    mine, theirs = who[identity(said).value], who[identity(other).value]
    deed = data.draw(st.sampled_from(Deed))
    try:
        if deed is Deed.LINKED:
            link(connection, mine, identity(other), other, by="ann", at=NOW)
        elif deed is Deed.MERGED:
            merge(connection, mine, theirs, by="ann", at=NOW)
        else:
            split(connection, mine, identity(said), by="ann", at=NOW)
    except PeerError:
        pass  # it is so already


# --- suggestions ----------------------------------------------------------------------------------------


def _grounds(connection: sqlite3.Connection, customer: CustomerId) -> list[tuple[str, Ground]]:
    return [(one.other.shown, one.ground) for one in suggestions(connection, customer)]


def test_a_number_in_a_letter_suggests_and_links_nobody() -> None:
    connection = store()
    caller = comes(connection, PHONE)
    mali = comes(connection, MALI, "Mali Srisuk", Evidence(What.NUMBER, PHONE))
    assert mali.customer != caller.customer
    assert _grounds(connection, mali.customer) == [(PHONE, Ground.NUMBER)]
    assert _grounds(connection, caller.customer) == [(MALI, Ground.NUMBER)]
    write_details(connection, caller.customer, Details(name="mali  srisuk"), 1)
    assert _grounds(connection, mali.customer) == [("mali  srisuk", Ground.NAME_AND_NUMBER)]


def test_a_tag_a_reply_address_and_a_field_suggest() -> None:
    connection = store()
    mali, shop = comes(connection, MALI), comes(connection, SHOP)
    joe = comes(connection, "joe@example.com", "", Evidence(What.REPLY_TO, MALI))
    eve = comes(connection, EVE, "", Evidence(What.FIELD, "order=bb-123456"))
    write_details(connection, mali.customer, Details(external="BB-123456"), 1)
    assert _grounds(connection, shop.customer) == [(MALI, Ground.TAG)]
    assert _grounds(connection, joe.customer) == [(MALI, Ground.REPLY_TO)]
    assert _grounds(connection, eve.customer) == [(MALI, Ground.FIELD)]


def test_those_said_to_be_others_are_suggested_no_more() -> None:
    connection = store()
    mali, shop = comes(connection, MALI), comes(connection, SHOP)
    keep_apart(connection, shop.customer, mali.customer)
    assert suggestions(connection, shop.customer) == ()


def test_a_name_alone_suggests_nobody() -> None:
    connection = store()
    comes(connection, MALI, "Mali Srisuk")
    eve = comes(connection, EVE, "Mali Srisuk")
    assert suggestions(connection, eve.customer) == ()
