"""Two letters about one matter, or one letter twice; without word spaces too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.mail.reading.likeness import alike, bare_subject, bare_text

PREFIXES = st.sampled_from(
    ["Re: ", "RE[2]: ", "Fwd: ", "AW: ", "Отв: ", "回复：", "ตอบกลับ: ", "پاسخ: ", "re : "]
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where is my order?", "RE: Re: where is  my order?"),
        ("退货申请", "回复：退货申请"),
        ("Вернуть билет", "Fwd: Отв: вернуть билет"),
        ("ขอคืนเงิน", "ตอบกลับ: ขอคืนเงิน"),
    ],
)
def test_answering_and_forwarding_leave_a_subject_as_it_is(one: str, other: str) -> None:
    assert bare_subject(one) == bare_subject(other)


@given(st.text(max_size=80), st.lists(PREFIXES, max_size=4))
def test_prefixes_change_nothing(subject: str, prefixes: list[str]) -> None:
    assert bare_subject("".join(prefixes) + subject) == bare_subject(subject)


@given(st.text(max_size=400))
def test_what_says_something_is_like_itself(text: str) -> None:
    assert alike(text, text) == bool(bare_text(text))


@given(st.text(max_size=200), st.text(max_size=200))
def test_who_is_like_whom_is_mutual(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)


def test_a_word_more_is_like_it_and_another_matter_is_not() -> None:
    text = "我上周订购的鞋子还没有收到,请问什么时候能送到?订单号是 12345。"
    assert alike(text, text + "谢谢")
    assert not alike(text, "我想取消我的机票并申请退款,请告诉我需要什么材料。")
