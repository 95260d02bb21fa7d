"""What a centre file says of channels, skills and queues: what it means, and what would make no sense."""

from pathlib import Path

import pytest

from dispatcher.centre import Approval, Channel, Ring, Terms
from dispatcher.vocabulary import (
    EMAIL,
    MINUTE,
    SECOND,
    VOICE,
    AgentId,
    ChannelId,
    QueueId,
    Skill,
    Span,
    Strategy,
    Tier,
    Urgency,
)
from tests.centrefile import SMALL, centre, mistakes, only_mistake, places

CHAT, LETTERS = ChannelId("chat"), QueueId("letters")
THAI, WINE = Skill("thai"), Skill("wine")
OMID = '[agents.omid]\nteam = "care"\n'
DEEP = '[queues.deep]\nchannel = "email"\npromise = "1h"\n'


# --- channels ------------------------------------------------------------------------------------------


def test_a_channel_is_added_by_naming_it(tmp_path: Path) -> None:
    found = centre(
        tmp_path,
        """
        [channels.chat]
        live = true
        cap = 3
        [queues.chat]
        channel = "chat"
        promise = "40s"
        [queues.forum]
        channel = "forum"
        promise = "1d"
        [channels.forum]
        name = "The forum"
        live = false
        cap = 2
        share = 30
        spare = 60
        """,
    )
    assert found.channels[CHAT] == Channel(id=CHAT, name="chat", live=True, cap=3)
    chat, forum = found.queues[QueueId("chat")], found.queues[QueueId("forum")]
    assert (chat.strategy, chat.wrap_up, chat.escalate) == (Strategy.LONGEST_IDLE, 30 * SECOND, None)
    assert chat.levers.interrupt_after == 20 * SECOND
    assert (forum.strategy, forum.wrap_up, forum.escalate) == (Strategy.LEAST_OCCUPIED, 0, 5 * MINUTE)
    assert forum.levers.interrupt_after is None


def test_what_is_said_of_voice_and_email_leaves_the_rest_as_it_is(tmp_path: Path) -> None:
    found = centre(tmp_path, '[channels.voice]\nname = "Phone"\n[channels.email]\nlive = false\nspare = 50\n')
    assert found.channels == {
        VOICE: Channel(id=VOICE, name="Phone", live=True, cap=1),
        EMAIL: Channel(id=EMAIL, name="Email", live=False, cap=3, spare=50),
    }


@pytest.mark.parametrize(
    ("more", "key", "part"),
    [
        ("[channels.chat]\ncap = 3", "channels.chat.live", "such as live = false"),
        ("[channels.chat]\nlive = true", "channels.chat.cap", "such as cap = 3"),
        ("[channels.chat]\nlive = 1\ncap = 3", "channels.chat.live", "1; true or false"),
        ("[channels.chat]\nlife = true\ncap = 3", "channels.chat.life", "unknown key"),
        ("[channels.voice]\nlive = false", "channels.voice.live", "false; true for voice"),
        ("[channels.email]\nlive = true", "channels.email.live", "true; false for email"),
        ("[channels.email]\nshare = 50\nspare = 40", "channels.email.spare", "40; at least the share"),
        ("[channels.email]\nspare = 32", "channels.email.spare", "takes, 33"),
        ("[channels.email]\nshare = 101", "channels.email.share", "0 to 100"),
        ('[queues.chat]\nchannel = "chat"\npromise = "1m"', "queues.chat.channel", '"chat"; voice or email'),
        ("[teams.night]\ncaps = { chat = 3 }", "teams.night.caps.chat", '"chat"; voice or email'),
        ("[teams.night]\ncaps = { email = 51 }", "teams.night.caps.email", "51; a whole number from 0 to 50"),
        ("[teams.night]\ncaps = 3", "teams.night.caps", "3; a table such as { email = 3, chat = 2 }"),
        (
            "[teams.night]\nemail_cap = 3",
            "teams.night.email_cap",
            "former days; caps = { email = 3 }",
        ),
    ],
)
def test_channels_that_make_no_sense(tmp_path: Path, more: str, key: str, part: str) -> None:
    found, told = only_mistake(tmp_path, more)
    assert found == key
    assert part in told


def test_a_misspelt_section_is_told_once_however_many_names_were_in_it(tmp_path: Path) -> None:
    text = SMALL.replace('channel = "email"', 'channel = "email"\nhours = "office"')
    assert places(mistakes(tmp_path, text + '[huors.office]\nweek = { mon = ["09:00-12:00"] }\n')) == [
        ("huors", 14)
    ]


def test_what_a_misspelt_key_explains_is_not_told_again(tmp_path: Path) -> None:
    text = (
        SMALL.replace("skills", "skils") + DEEP + 'skills = ["thai"]\ntiers = { gold = { promis = "1h" } }\n'
    )
    keys = [mistake.key for mistake in mistakes(tmp_path, text)]
    assert keys == ["agents.ploy.skils", "queues.deep.tiers.gold.promis"]


# --- skills and languages ------------------------------------------------------------------------------


def test_a_skill_that_is_only_named_is_had_in_the_middle_and_asked_for_at_the_least(tmp_path: Path) -> None:
    found = centre(
        tmp_path, OMID + "skills = { thai = 8, wine = 2 }\n" + DEEP + 'skills = ["thai", "wine"]\n'
    )
    assert found.agents[AgentId("ploy")].skills == {THAI: 5}
    assert found.agents[AgentId("omid")].skills == {THAI: 8, WINE: 2}
    assert found.queues[QueueId("deep")].skills == {THAI: 1, WINE: 1}


@pytest.mark.parametrize(
    ("more", "key", "part"),
    [
        (OMID + "skills = { thai = 11 }", "agents.omid.skills.thai", "11; a whole number from 1 to 10"),
        (OMID + 'skills = { thai = "well" }', "agents.omid.skills.thai", '"well"'),
        (OMID + 'skills = "thai"', "agents.omid.skills", '"thai"; a list such as'),
        (OMID + 'languages = ["english"]', "agents.omid.languages[0]", "a language's tag"),
        (OMID + 'languages = "en"', "agents.omid.languages", '"en"; a list'),
        (DEEP + "skills = { thai = 6 }", "queues.deep.skills", '"thai" (6), which no one agent has'),
        (DEEP + 'skills = ["tai"]', "queues.deep.skills", '"tai", which no agent has'),
        (OMID + 'skills = ["wine"]\n' + DEEP + 'skills = ["thai", "wine"]', "queues.deep.skills", "together"),
        (
            OMID + "skills = { wine = 3 }\n" + DEEP + "skills = { thai = 2, wine = 3 }",
            "queues.deep.skills",
            '"thai" (2) and "wine" (3), which',
        ),
        (DEEP + "match_language = true", "queues.deep.match_language", "no agent has languages"),
        (OMID + "approval = 1", "agents.omid.approval", "1; true or false"),
    ],
)
def test_skills_that_make_no_sense(tmp_path: Path, more: str, key: str, part: str) -> None:
    found, told = only_mistake(tmp_path, more)
    assert found == key
    assert part in told


# --- rings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rings",
    [
        'rings = [{ after = "30s", skills = ["thai"] }, { after = "1m", any_language = true }]',
        '[[queues.deep.rings]]\nafter = "30s"\nskills = ["thai"]\n'
        '[[queues.deep.rings]]\nafter = "1m"\nany_language = true',
    ],
)
def test_rings_are_said_in_a_line_or_in_tables(tmp_path: Path, rings: str) -> None:
    found = centre(tmp_path, DEEP + "skills = { thai = 4 }\n" + rings)
    assert found.queues[QueueId("deep")].rings == (
        Ring(after=Span(30 * SECOND), skills={THAI: 1}),
        Ring(after=MINUTE, any_language=True),
    )


def test_a_later_ring_makes_up_for_skills_that_nobody_has_together(tmp_path: Path) -> None:
    both = DEEP + 'skills = { thai = 9 }\nrings = [{ after = "30s", skills = ["thai"] }]'
    assert centre(tmp_path, both).queues[QueueId("deep")].skills == {THAI: 9}


@pytest.mark.parametrize(
    ("rings", "key", "part"),
    [
        ('{ skills = ["thai"] }', "queues.deep.rings[0].after", "nothing; a duration"),
        ('{ after = "0s" }', "queues.deep.rings[0].after", "from 1s"),
        ('{ after = "1m" }, { after = "1m" }', "queues.deep.rings[1].after", '"1m"; longer than'),
        ('{ after = "1m" }, { after = "59s" }', "queues.deep.rings[1].after", '"59s"; longer than'),
        ('{ after = "1m", skills = ["tai"] }', "queues.deep.rings[0].skills", '"tai", which no agent has'),
        ('{ after = "1m", any = true }', "queues.deep.rings[0].any", "unknown key"),
        ('"1m"', "queues.deep.rings[0]", '"1m"; a table of after, skills and any_language'),
    ],
)
def test_rings_that_make_no_sense(tmp_path: Path, rings: str, key: str, part: str) -> None:
    found, told = only_mistake(tmp_path, f"{DEEP}rings = [{rings}]")
    assert found == key
    assert part in told


# --- promises, tiers, approval ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", 5 * MINUTE),
        ('expected_handle = "7m"', 7 * MINUTE),
        ('escalate = "10m"', 10 * MINUTE),
        ('escalate = "never"', None),
        ('urgency = "idle"', None),
        ('urgency = "idle"\nescalate = "10m"', 10 * MINUTE),
    ],
)
def test_an_email_escalates_in_time_to_be_answered(tmp_path: Path, lines: str, expected: Span | None) -> None:
    assert centre(tmp_path, DEEP + lines).queues[QueueId("deep")].escalate == expected


def test_a_tier_says_only_what_is_other_than_the_queue_s(tmp_path: Path) -> None:
    gold, silver = 'gold = { urgency = "urgent", promise = "10m" }', '"نقره" = { resolution = "1m" }'
    found = centre(tmp_path, f"{DEEP}[queues.deep.tiers]\n{gold}\n{silver}")
    assert found.queues[QueueId("deep")].tiers == {
        Tier("gold"): Terms(urgency=Urgency.URGENT, promise=Span(10 * MINUTE)),
        Tier("نقره"): Terms(resolution=MINUTE),
    }


def test_approval_is_of_all_replies_unless_a_share_is_said(tmp_path: Path) -> None:
    found = centre(tmp_path, DEEP + 'approval = { queue = "letters" }')
    assert found.queues[QueueId("deep")].approval == Approval(queue=LETTERS, share=100)


@pytest.mark.parametrize(
    ("lines", "key", "part"),
    [
        ("warn = [50, 50]", "warn[1]", "50 after 50; values that rise"),
        ("warn = [75, 50, 60]", "warn[1]", "50 after 75"),
        ("warn = [100]", "warn[0]", "100; a whole number from 1 to 99 (percent)"),
        ("warn = 75", "warn", "75; a list"),
        ('strategy = "newest"', "strategy", '"longest_idle", "least_occupied"'),
        ('hours = "office"', "hours", '"office"; none are there yet'),
        ('resolution = "soon"', "resolution", '"soon"; a duration'),
        ('escalate = "nevr"', "escalate", '"never", or a duration'),
        (
            "tiers = { gold = {} }",
            "tiers.gold",
            "no terms; a table of urgency, promise, acknowledge_within and resolution",
        ),
        ('tiers = { gold = { promis = "1h" } }', "tiers.gold.promis", "unknown key"),
        ('tiers = { gold = { promise = "1" } }', "tiers.gold.promise", '"1"; a duration'),
        ('tiers = { "" = { promise = "1h" } }', 'tiers.""', "a tier: letters"),
        ("approval = true", "approval", "true; a table of queue and share"),
        ("approval = { share = 10 }", "approval.queue", "nothing; a queue's id"),
        ('approval = { queue = "leters" }', "approval.queue", '"leters"; calls, letters or deep'),
        (
            'approval = { queue = "calls" }',
            "approval.queue",
            "for voice; a queue of a written channel",
        ),
        ('approval = { queue = "deep" }', "approval.queue", "whose own replies need approval"),
        ('approval = { queue = "letters", share = 101 }', "approval.share", "0 to 100"),
        ('interrupt = "at once"', "interrupt", "it on a queue for email; only on queues of live channels"),
        ("caps = { email = 2 }", "caps", "an unknown key"),
        ('grace = "10s"', "grace", "an unknown key"),
    ],
)
def test_queues_that_make_no_sense(tmp_path: Path, lines: str, key: str, part: str) -> None:
    found, told = only_mistake(tmp_path, DEEP + lines)
    assert found == f"queues.deep.{key}"
    assert part in told


@pytest.mark.parametrize(
    "line",
    [
        'resolution = "1d"',
        'escalate = "1m"',
        'approval = { queue = "letters" }',
        'close_after = "1d"',
        "reserve = 1",
        'breather = "10s"',
        'ramp = "1m"',
        "max_interruptions = 1",
        'undisturbed = "1m"',
        'park_limit = "1h"',
    ],
)
def test_what_is_for_written_work_stands_on_no_queue_of_calls(tmp_path: Path, line: str) -> None:
    key = line.split(" = ")[0]
    assert only_mistake(tmp_path, f'[queues.hotline]\nchannel = "voice"\npromise = "1m"\n{line}') == (
        f"queues.hotline.{key}",
        "it on a queue for voice; only on queues of written channels",
    )


def test_a_tier_of_calls_has_no_resolution_either(tmp_path: Path) -> None:
    more = '[queues.hotline]\nchannel = "voice"\npromise = "1m"\ntiers = { gold = { resolution = "1h" } }'
    assert only_mistake(tmp_path, more)[0] == "queues.hotline.tiers.gold.resolution"
