"""One way of writing for every address and number."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.customers.identities import Identity, Kind, identity_of, untagged

EMAILS = st.from_regex(r"[a-zA-Z0-9._+-]{1,20}@[a-zA-Z0-9-]{1,20}\.[a-zA-Z]{2,6}", fullmatch=True)
TEXTS = st.text(string.printable + "ลفо中\u202e", max_size=60)


@pytest.mark.parametrize(
    ("said", "region", "kind", "value"),
    [
        ("Mali@Example.COM", "", Kind.EMAIL, "mali@example.com"),
        ("ann@BÜCHER.example", "", Kind.EMAIL, "ann@xn--bcher-kva.example"),
        (" mali+shop@example.com ", "", Kind.EMAIL, "mali+shop@example.com"),
        ("+66 81 234 5678", "", Kind.PHONE, "+66812345678"),
        ("081-234-5678", "TH", Kind.PHONE, "+66812345678"),
        ("081-234-5678", "", Kind.PHONE, "081-234-5678"),  # nobody says where it is from
        ("7001", "DE", Kind.PHONE, "7001"),  # an extension
        ("+999 1234 5678", "", Kind.PHONE, "+99912345678"),  # a country that is none
        ("sip:+66812345678@pbx.example;user=phone", "", Kind.PHONE, "+66812345678"),
        ("tel:+66-81-234-5678", "", Kind.PHONE, "+66812345678"),
        ("sip:bob@pbx.example", "", Kind.OTHER, "sip:bob@pbx.example"),
        ("visitor 17", "", Kind.OTHER, "visitor 17"),
    ],
)
def test_an_address_has_one_way_of_writing(said: str, region: str, kind: Kind, value: str) -> None:
    assert identity_of(said, region) == Identity(kind, value)


@pytest.mark.parametrize("said", ["", "  ", "Anonymous", "withheld", "sip:anonymous@anonymous.invalid"])
def test_who_shows_no_number_is_nobody(said: str) -> None:
    assert identity_of(said, "TH") is None


@given(EMAILS)
def test_an_address_is_the_same_in_any_case(address: str) -> None:
    assert identity_of(address) == identity_of(address.upper()) == identity_of(f" {address.lower()} ")


@given(TEXTS, st.sampled_from(["", "TH", "DE"]))
def test_what_is_written_in_that_way_already_stays_so(said: str, region: str) -> None:
    identity = identity_of(said, region)
    if identity is not None:
        assert identity_of(identity.value, region) == identity


@given(EMAILS)
def test_a_tag_is_told_apart_and_is_never_all_there_is(address: str) -> None:
    identity = identity_of(address)
    assert identity is not None
    bare = untagged(identity)
    user, _, domain = bare.value.rpartition("@")
    assert user
    assert identity.value.startswith(user)
    assert identity.value.endswith(f"@{domain}")
    assert untagged(bare) == bare
