"""A centre file is read whole, or every mistake in it is named with its line and what would be right."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.demo import centre_text
from dispatcher.centre import (
    Agent,
    Approval,
    Centre,
    Channel,
    Levers,
    Queue,
    Ring,
    Team,
    Terms,
    Timetable,
)
from dispatcher.config import Address, CentreFileError, ServiceSettings, describe, read, read_centre
from dispatcher.config.spans import read_size, read_span, say_size, say_span
from dispatcher.mail.settings import Mailbox, MailSettings, Smtp
from dispatcher.vocabulary import (
    DAY,
    EMAIL,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    VOICE,
    AgentId,
    CalendarId,
    ChannelId,
    QueueId,
    Skill,
    Span,
    Strategy,
    TeamId,
    Tier,
    TimetableId,
    Urgency,
)
from tests.centrefile import EXAMPLE, SMALL, mistakes, places, said, whole_example

MAILBOX = """\
[mailboxes.help]
address = "help@example.org"
host = "imap.example.org"
queue = "letters"
password = "s3cret"
"""
SMTP = """\
[smtp]
host = "smtp.example.org"
"""


# --- what a right file means ---------------------------------------------------------------------------


def test_the_example_works_as_it_stands() -> None:
    file = read(EXAMPLE, environ={})
    assert file.centre.queues[QueueId("emergency")].urgency is Urgency.URGENT
    assert file.mail.mailboxes == {}
    assert file.service == ServiceSettings(data=EXAMPLE.parent / "data")


def test_the_demos_file_works(tmp_path: Path) -> None:
    file = tmp_path / "center.toml"
    file.write_text(centre_text(None), encoding="utf-8")
    assert read_centre(file).agents[AgentId("guest")].languages == {"th", "zh", "fa", "ru", "en"}


def test_the_example_works_with_its_comments_made_settings(tmp_path: Path) -> None:
    file = said(
        tmp_path,
        whole_example(),
        {"HELP_PASSWORD": "s3cret", "OFFICE_SECRET": "s3cret", "PBX_SECRET": "0123456789abcdef"},
    )
    assert file.mail.mailboxes["help"].password == "s3cret"
    assert file.service.login
    assert (file.service.certificate, file.service.desks[:6]) == (tmp_path / "desk.pem", "wss://")
    assert file.centre.channel_of(QueueId("chat")).live
    assert file.centre.queues[QueueId("complaints")].approval == Approval(
        queue=QueueId("approvals"), share=50
    )


def test_a_small_file_has_the_defaults_of_the_house(tmp_path: Path) -> None:
    file = said(tmp_path, SMALL + MAILBOX + SMTP)
    centre = file.centre
    care, ploy = TeamId("care"), AgentId("ploy")
    assert centre == Centre(
        name="Small",
        teams={care: Team(id=care, name="care")},
        agents={ploy: Agent(id=ploy, name="ploy", team=care, skills={Skill("thai"): 5})},
        queues={
            QueueId("calls"): Queue(
                id=QueueId("calls"),
                name="calls",
                channel=VOICE,
                promise=Span(20 * SECOND),
                warn=(75,),
                wrap_up=Span(30 * SECOND),
                levers=Levers(interrupt_after=Span(20 * SECOND)),
            ),
            QueueId("letters"): Queue(
                id=QueueId("letters"),
                name="letters",
                channel=EMAIL,
                strategy=Strategy.LEAST_OCCUPIED,
                promise=Span(4 * HOUR),
                warn=(75,),
                escalate=Span(5 * MINUTE),
            ),
        },
        affinity=Span(30 * DAY),
    )
    assert file.service == ServiceSettings(data=tmp_path / "data")
    assert file.mail == MailSettings(
        mailboxes={
            "help": Mailbox(
                id="help",
                address="help@example.org",
                name="Small",
                host="imap.example.org",
                port=993,
                tls=True,
                user="help@example.org",
                password="s3cret",
                queue="letters",  # type: ignore[arg-type]
            )
        },
        smtp=Smtp(host="smtp.example.org", port=587, security="starttls"),
    )


def test_every_setting_reaches_its_place(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "imap").write_bytes("пароль \r\nsecond line".encode())
    file = said(
        tmp_path,
        """
        [centre]
        name = "مرکز تماس"
        affinity = "7d"
        caps = { email = 2, "گپ" = 4 }
        reserve = 1
        breather = "15s"
        ramp = "3m"
        interrupt = "after 30s"
        max_interruptions = 0
        undisturbed = "1m30s"
        park_limit = "1h"
        decline_pause = 0
        grace = "500ms"
        [channels."گپ"]
        name = "گپ"
        live = true
        cap = 3
        share = 25
        spare = 40
        [channels.email]
        cap = 5
        [teams."夜班"]
        name = "夜间"
        caps = { email = 0 }
        breather = "1m"
        [agents."พลอย"]
        name = "พลอย"
        team = "夜班"
        skills = { "ไทย" = 9, "русский" = 1 }
        languages = ["th", "zh-Hant"]
        approval = true
        caps = { email = 5 }
        grace = "1m"
        [queues.sos]
        name = "Беда"
        channel = "voice"
        skills = ["русский"]
        urgency = "low"
        promise = "10s"
        interrupt = "after 5s"
        decline_pause = "1m"
        offer_timeout = "12s"
        wrap_up = "45s"
        expected_handle = "3m"
        [queues.letters]
        channel = "email"
        skills = { "ไทย" = 8 }
        match_language = true
        strategy = "last_agent"
        last_agent_wait = "5m"
        promise = "1d"
        resolution = "3d"
        hours = "office"
        warn = [50, 80]
        escalate = "30m"
        approval = { queue = "check" }
        close_after = "2d"
        wrap_up = "1m"
        park_limit = "2h"
        [queues.letters.tiers.gold]
        urgency = "urgent"
        promise = "1h"
        resolution = "1d"
        [[queues.letters.rings]]
        after = "1h"
        skills = ["ไทย"]
        [[queues.letters.rings]]
        after = "2h"
        any_language = true
        [queues.check]
        channel = "email"
        urgency = "idle"
        promise = "30m"
        [hours.office]
        week = { mon-fri = ["09:00-12:00"] }
        [timetables.noon]
        hours = "office"
        agents = ["พลอย"]
        teams = ["夜班"]
        caps = { email = 1 }
        undisturbed = "5m"
        [mailboxes.help]
        address = "help@localhost"
        name = "Help"
        host = "::1"
        port = 1143
        tls = false
        user = "help"
        password_file = "secrets/imap"
        folders = ["INBOX/Neu", "Größe"]
        queue = "letters"
        poll = "5s"
        [smtp]
        host = "127.0.0.1"
        port = 1025
        security = "none"
        user = "help"
        password_env = "SMTP_PASSWORD"
        [mail]
        acknowledge = false
        size_limit = "500 kB"
        [service]
        data = "/var/lib/ringpost"
        dashboard = "0.0.0.0:80"
        gateway = "[::]:81"
        api = "localhost:82"
        key = "open sesame, open sesame"
        origins = ["https://desk.example.org"]
        desks = "wss://desk.example.org/gateway"
        """,
        {"SMTP_PASSWORD": "geheim"},
    )
    chat, thai, russian = ChannelId("گپ"), Skill("ไทย"), Skill("русский")
    night, ploy, sos, letters = TeamId("夜班"), AgentId("พลอย"), QueueId("sos"), QueueId("letters")
    check, office, noon = QueueId("check"), CalendarId("office"), TimetableId("noon")
    calendars = file.centre.calendars
    assert calendars[office].week == (((9 * HOUR, 12 * HOUR),),) * 5 + ((), ())
    assert file.centre == Centre(
        name="مرکز تماس",
        affinity=Span(7 * DAY),
        levers=Levers(
            caps={EMAIL: 2, chat: 4},
            reserve=1,
            breather=Span(15 * SECOND),
            ramp=Span(3 * MINUTE),
            interrupt_after=Span(30 * SECOND),
            max_interruptions=0,
            undisturbed=Span(90 * SECOND),
            park_limit=HOUR,
            decline_pause=Span(0),
            grace=Span(SECOND // 2),
        ),
        channels={
            VOICE: Channel(id=VOICE, name="Voice", live=True, cap=1),
            EMAIL: Channel(id=EMAIL, name="Email", live=False, cap=5),
            chat: Channel(id=chat, name="گپ", live=True, cap=3, share=25, spare=40),
        },
        teams={night: Team(id=night, name="夜间", levers=Levers(caps={EMAIL: 0}, breather=MINUTE))},
        agents={
            ploy: Agent(
                id=ploy,
                name="พลอย",
                team=night,
                skills={thai: 9, russian: 1},
                languages=frozenset({"th", "zh-hant"}),
                approval=True,
                levers=Levers(caps={EMAIL: 5}, grace=MINUTE),
            )
        },
        queues={
            sos: Queue(
                id=sos,
                name="Беда",
                channel=VOICE,
                skills={russian: 1},
                urgency=Urgency.LOW,
                promise=Span(10 * SECOND),
                warn=(75,),
                offer_timeout=Span(12 * SECOND),
                wrap_up=Span(45 * SECOND),
                expected_handle=Span(3 * MINUTE),
                levers=Levers(interrupt_after=Span(5 * SECOND), decline_pause=MINUTE),
            ),
            letters: Queue(
                id=letters,
                name="letters",
                channel=EMAIL,
                skills={thai: 8},
                match_language=True,
                rings=(
                    Ring(after=HOUR, skills={thai: 1}),
                    Ring(after=Span(2 * HOUR), any_language=True),
                ),
                strategy=Strategy.LAST_AGENT,
                last_agent_wait=Span(5 * MINUTE),
                tiers={
                    Tier("gold"): Terms(urgency=Urgency.URGENT, promise=HOUR, resolution=DAY),
                },
                promise=DAY,
                resolution=Span(3 * DAY),
                hours=office,
                warn=(50, 80),
                escalate=Span(30 * MINUTE),
                approval=Approval(queue=check),
                close_after=Span(2 * DAY),
                wrap_up=MINUTE,
                levers=Levers(park_limit=Span(2 * HOUR)),
            ),
            check: Queue(
                id=check,
                name="check",
                channel=EMAIL,
                strategy=Strategy.LEAST_OCCUPIED,
                urgency=Urgency.IDLE,
                promise=Span(30 * MINUTE),
                warn=(75,),
            ),
        },
        calendars=calendars,
        timetables={
            noon: Timetable(
                id=noon,
                hours=office,
                agents=frozenset({ploy}),
                teams=frozenset({night}),
                levers=Levers(caps={EMAIL: 1}, undisturbed=Span(5 * MINUTE)),
            )
        },
    )
    assert file.mail == MailSettings(
        mailboxes={
            "help": Mailbox(
                id="help",
                address="help@localhost",
                name="Help",
                host="::1",
                port=1143,
                tls=False,
                user="help",
                password="пароль ",
                folders=("INBOX/Neu", "Größe"),
                queue="letters",  # type: ignore[arg-type]
                poll=Span(5 * SECOND),
            )
        },
        smtp=Smtp(host="127.0.0.1", port=1025, security="none", user="help", password="geheim"),
        acknowledge=False,
        size_limit=500_000,
    )
    assert file.service == ServiceSettings(
        data=Path("/var/lib/ringpost"),
        dashboard=Address("0.0.0.0", 80),
        gateway=Address("::", 81),
        api=Address("localhost", 82),
        key="open sesame, open sesame",
        origins=("https://desk.example.org",),
        desks="wss://desk.example.org/gateway",
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", Span(20 * SECOND)),
        ('urgency = "urgent"', Span(0)),
        ('urgency = "low"', NEVER),
        ('urgency = "idle"', NEVER),
        ('urgency = "urgent"\ninterrupt = "never"', NEVER),
        ('urgency = "low"\ninterrupt = "at once"', Span(0)),
    ],
)
def test_when_a_call_interrupts_follows_its_urgency(tmp_path: Path, lines: str, expected: Span) -> None:
    text = SMALL.replace('channel = "voice"', f'channel = "voice"\n{lines}')
    assert said(tmp_path, text).centre.queues[QueueId("calls")].levers.interrupt_after == expected


def test_what_the_centre_says_of_interruptions_holds_for_queues_that_say_nothing(tmp_path: Path) -> None:
    centre = said(tmp_path, SMALL.replace('"Small"', '"Small"\ninterrupt = "never"')).centre
    assert centre.levers.interrupt_after == NEVER
    assert centre.queues[QueueId("calls")].levers == Levers()


def test_a_mailbox_without_a_server_is_not_fetched(tmp_path: Path) -> None:
    text = SMALL + '[mailboxes.help]\naddress = "help@example.org"\nqueue = "letters"\n' + SMTP
    box = said(tmp_path, text).mail.mailboxes["help"]
    assert (box.host, box.user, box.password) == ("", "help@example.org", "")


def test_a_mark_at_the_start_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    assert said(tmp_path, text) == said(tmp_path, SMALL)


def test_names_are_the_same_however_their_accents_are_stored(tmp_path: Path) -> None:
    composed, apart = "caf\u00e9", "cafe\u0301"
    text = SMALL.replace("[teams.care]", f'[teams."{composed}"]').replace('"care"', f'"{apart}"')
    assert said(tmp_path, text).centre.agents[AgentId("ploy")].team == composed


# --- mistakes ------------------------------------------------------------------------------------------


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        """\
        [centre]
        name = ""
        caps = true
        rezerve = 2
        [teams.care]
        [agents.ploy]
        team = "caer"
        skills = ["thai",
          "en glish"]
        [queues.sales]
        channel = "voise"
        promise = "20 secs"
        urgency = 1
        [queues.letters]
        channel = "email"
        interrupt = "at once"
        promis = "4h"
        [mailboxes.help]
        address = "help at example.org"
        host = "imaps://imap.example.org:993"
        port = 70000
        queue = "sales"
        [smtp]
        host = "smtp.example.org"
        user = "help"
        [service]
        gateway = "0.0.0.0:8700"
        [quues.old]
        """,
    )
    assert places(found) == [
        ("centre.name", 2),
        ("centre.caps", 3),
        ("centre.rezerve", 4),
        ("agents.ploy.team", 7),
        ("agents.ploy.skills[1]", 9),
        ("queues.sales.channel", 11),
        ("queues.sales.promise", 12),
        ("queues.sales.urgency", 13),
        ("queues.letters.interrupt", 16),
        ("queues.letters.promis", 17),
        ("mailboxes.help.password", 18),
        ("mailboxes.help.address", 19),
        ("mailboxes.help.host", 20),
        ("mailboxes.help.port", 21),
        ("smtp.password", 23),
        ("service.desks", 26),
        ("service.gateway", 27),
        ("quues", 28),
    ]
    meant = {mistake.key: mistake.meant for mistake in found if mistake.meant}
    assert meant == {
        "centre.rezerve": "reserve",
        "agents.ploy.team": "care",
        "queues.sales.channel": "voice",
        "queues.letters.promis": "promise",
    }


def test_a_mistake_is_one_line_that_says_what_to_change(tmp_path: Path) -> None:
    text = SMALL.replace('"20s"', '"20 secs"').replace('team = "care"', 'team = "caer"')
    assert describe(mistakes(tmp_path, text)) == (
        'line 5: agents.ploy.team: found "caer"; allowed: care; did you mean care?\n'
        'line 9: queues.calls.promise: found "20 secs"; '
        'allowed: a duration such as "20s", "4h" or "1h30m", from 1s to 30d'
    )


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ("[teams.care]", "[teams]", "teams", 3),
        ("[teams.care]", "[[teams]]", "teams", 3),
        ("[teams.care]", "[mail]\nacknowledge = 0x" + "f" * 5000 + "\n[teams.care]", "mail.acknowledge", 4),
        ("[teams.care]", "[teams]\ncare = 7", "teams.care", 4),
        ("[teams.care]", '[teams."a/b"]\n[teams.care]', 'teams."a/b"', 3),
        ("[agents.ploy]", "[agnets.ploy]", "agnets", 4),
        ('team = "care"', "", "agents.ploy.team", 4),
        ('team = "care"', 'team = ["care"]', "agents.ploy.team", 5),
        ('skills = ["thai"]', 'skills = "thai"', "agents.ploy.skills", 6),
        ('skills = ["thai"]', "caps = { email = 51 }", "agents.ploy.caps.email", 6),
        ('skills = ["thai"]', "caps = { email = 3.0 }", "agents.ploy.caps.email", 6),
        ('skills = ["thai"]', "caps = { email = 2026-01-01 }", "agents.ploy.caps.email", 6),
        ('skills = ["thai"]', 'name = "two\\nlines"', "agents.ploy.name", 6),
        ('promise = "20s"', "promise = 20", "queues.calls.promise", 9),
        ('promise = "20s"', 'promise = "0s"', "queues.calls.promise", 9),
        ('promise = "20s"', 'promise = "20s"\ninterrupt = "after 0s"', "queues.calls.interrupt", 10),
        ('promise = "20s"', 'promise = "20s"\nskills = ["tai"]', "queues.calls.skills", 10),
        ('channel = "voice"', "", "queues.calls.channel", 7),
    ],
)
def test_one_mistake_is_told_once(tmp_path: Path, old: str, new: str, key: str, line: int) -> None:
    assert places(mistakes(tmp_path, SMALL.replace(old, new))) == [(key, line)]


@pytest.mark.parametrize(
    ("more", "key"),
    [
        (MAILBOX, "smtp"),
        (MAILBOX.replace("letters", "calls") + SMTP, "mailboxes.help.queue"),
        (MAILBOX.replace("letters", "leters") + SMTP, "mailboxes.help.queue"),
        (MAILBOX.replace('"s3cret"', '""') + SMTP, "mailboxes.help.password"),
        (MAILBOX.replace('password = "s3cret"', "") + SMTP, "mailboxes.help.password"),
        (MAILBOX + 'password_env = "OTHER"\n' + SMTP, "mailboxes.help.password_env"),
        (MAILBOX.replace("password =", "password_env =") + SMTP, "mailboxes.help.password_env"),
        (MAILBOX.replace("password =", "password_file =") + SMTP, "mailboxes.help.password_file"),
        (MAILBOX + MAILBOX.replace(".help]", ".two]").replace("imap.", "b.") + SMTP, "mailboxes.two.address"),
        (
            MAILBOX + MAILBOX.replace(".help]", ".two]").replace("help@", "a@") + SMTP,
            None,
        ),
        (
            MAILBOX
            + MAILBOX.replace(".help]", '.two]\nuser = "help@example.org"').replace('s = "help@', 's = "a@')
            + SMTP,
            "mailboxes.two.host",
        ),
        (SMTP + 'password = "x"', "smtp.user"),
        (SMTP + 'security = "ssl"', "smtp.security"),
        ('[mail]\nsize_limit = "25 megs"', "mail.size_limit"),
        ('[service]\napi = "8702"', "service.api"),
        ('[service]\napi = "127.0.0.1:0"', "service.api"),
        ('[service]\napi = "localhost:8701"', "service.api"),
        ('[service]\napi = "192.0.2.1:8702"\nlogin = false', "service.login"),
        ('[service]\ncertificate = "desk.pem"', "service.certificate_key"),
        ('[service]\ncertificate_key = "desk.key"', "service.certificate"),
        ('[service]\nkey = "too short"', "service.key"),
        ('[service]\nkey_env = "SHORT"', "service.key_env"),
        ('[service]\norigins = ["https://a.example/"]', "service.origins[0]"),
        ('[service]\ndesks = "https://a.example/"', "service.desks"),
        (f'[service]\ngateway = "[::]:8701"\nkey = "{"k" * 16}"', "service.desks"),
        (f'[service]\ndashboard = "0.0.0.0:8700"\nkey = "{"k" * 16}"', "service.origins"),
        (f'[service]\ndashboard = "0.0.0.0:8700"\nkey = "{"k" * 16}"\norigins = []', "service.origins"),
    ],
)
def test_what_must_fit_together_is_checked(tmp_path: Path, more: str, key: str | None) -> None:
    environ = {"OTHER": "x", "SHORT": "short"}
    if key is None:
        assert said(tmp_path, SMALL + more, environ)
    else:
        assert [mistake.key for mistake in mistakes(tmp_path, SMALL + more, environ)] == [key]


def test_skills_that_nobody_has_together(tmp_path: Path) -> None:
    text = SMALL + (
        '[agents.omid]\nteam = "care"\nskills = ["wine"]\n'
        '[queues.both]\nchannel = "voice"\npromise = "20s"\nskills = ["thai", "wine"]\n'
    )
    (mistake,) = mistakes(tmp_path, text)
    assert (mistake.key, mistake.line) == ("queues.both.skills", 19)
    assert mistake.found == '"thai" and "wine", which no one agent has together'


def test_an_empty_file_names_the_tables_it_lacks(tmp_path: Path) -> None:
    keys = ["centre.name", "teams", "agents", "queues"]
    assert places(mistakes(tmp_path, "")) == [(key, None) for key in keys]


def test_a_secret_is_never_shown(tmp_path: Path) -> None:
    text = SMALL + '[service]\nkey = "hunter2"\n'
    assert "hunter2" not in describe(mistakes(tmp_path, text))


def test_what_is_shown_cannot_disturb_a_terminal(tmp_path: Path) -> None:
    text = SMALL.replace('"20s"', '"\\u001b[2J\\u202e' + "x" * 300 + '"')
    shown = describe(mistakes(tmp_path, text))
    assert shown.isprintable()
    assert len(shown) < 250


# --- files that are no TOML ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ('[centre]\nname = "Small\n[teams.care]\n', 2, 'name = "Small'),
        ("[centre]\nname = \n", 2, "Invalid value"),
        ('[centre]\nname = "a"\nname = "b"\n\n[teams.a]\n', 3, "overwrite"),
        ("[centre]\n[teams.a]\n[centre]\n", 3, "twice"),
        ("[centre]\nreserve = 1" + "0" * 5000 + "\nname = 1\n", 2, "digits"),
        (b'[centre]\nname = "\xe0\xa1"\n', 2, "not UTF-8"),
        ("[centre]\n".encode("utf-16"), 1, "not UTF-8"),
    ],
)
def test_broken_text_is_told_with_its_line(tmp_path: Path, text: str | bytes, line: int, part: str) -> None:
    (mistake,) = mistakes(tmp_path, text)
    assert mistake.line == line
    assert part in mistake.found


def test_endless_brackets_are_refused(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, "x = " + "[" * 100_000)
    assert "nested" in mistake.found


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CentreFileError, match=r"nowhere\.toml cannot be used:\nfound no file; .*examples"):
        read(tmp_path / "nowhere.toml", environ={})


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CentreFileError, match="directory"):
        read(tmp_path, environ={})


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.binary())
def test_no_text_gets_past_with_anything_but_mistakes(
    tmp_path_factory: pytest.TempPathFactory, text: str | bytes
) -> None:
    assert mistakes(tmp_path_factory.mktemp("any"), text)


# --- how durations, sizes and addresses are written -----------------------------------------------------


@given(st.integers(min_value=0, max_value=10**12).map(lambda ms: Span(ms * SECOND // 1000)))
def test_a_duration_is_read_as_it_was_written(span: Span) -> None:
    assert read_span(say_span(span)) == span


@given(st.integers(min_value=1, max_value=10**6).map(lambda kilobytes: kilobytes * 1000))
def test_a_size_is_read_as_it_was_written(size: int) -> None:
    assert read_size(say_size(size)) == size


@pytest.mark.parametrize("text", ["", "s", "20", "20 s", "1m1h", "-1s", "1.5h", "1h 30m", "٢٠s", "20sec"])
def test_what_is_no_duration(text: str) -> None:
    expected = Span(90 * MINUTE) if text == "1h 30m" else None
    assert read_span(text) == expected


@pytest.mark.parametrize(
    ("address", "url", "loopback"),
    [
        (Address("127.0.0.1", 8700), "http://127.0.0.1:8700", True),
        (Address("localhost", 1), "http://localhost:1", True),
        (Address("::1", 2), "http://[::1]:2", True),
        (Address("0.0.0.0", 3), "http://127.0.0.1:3", False),
        (Address("desk.example.org", 4), "http://desk.example.org:4", False),
    ],
)
def test_an_address_knows_how_it_is_reached(address: Address, url: str, loopback: bool) -> None:
    assert (address.url("http"), address.loopback) == (url, loopback)


def test_origins_and_desks_follow_the_addresses() -> None:
    assert ServiceSettings().desks == "ws://127.0.0.1:8701"
    assert ServiceSettings().origins == ("http://127.0.0.1:8700", "http://localhost:8700")
    assert ServiceSettings(dashboard=Address("192.0.2.7", 80)).origins == ("http://192.0.2.7:80",)
