"""Plays of categories: what a contact is about says who may have it, where it waits, and by when."""

from dispatcher.centre import Category, Terms
from dispatcher.vocabulary import CategoryId, QueueId, Skill, Tier, Urgency
from tests.engine.people import CALLS, MAIL, WRITE, agent, centre, line, seconds
from tests.engine.play import play

LAW = Skill("law")
CLAIMS = line("claims", MAIL.channel)
CATEGORIES = [
    Category(id=CategoryId("complaint"), name="", skills={LAW: 3}, terms=Terms(promise=seconds(3600))),
    Category(id=CategoryId("fraud"), name="", terms=Terms(urgency=Urgency.URGENT, promise=seconds(600))),
    Category(id=CategoryId("damage"), name="", queue=QueueId("claims")),
    Category(id=CategoryId("praise"), name="", terms=Terms(promise=seconds(86_400))),
]
GOLD = line("mail", MAIL.channel, tiers={Tier("gold"): Terms(promise=seconds(1800))})
HOUSE = centre(
    agent("anna"),
    agent("lena", {WRITE: 5, LAW: 5}),
    lines=(CALLS, GOLD, CLAIMS),
    more={"categories": {one.id: one for one in CATEGORIES}},
)


def test_a_matter_asks_for_more_than_its_queue() -> None:
    play(
        HOUSE,
        """
        09:00:00 > email e1 to mail, about complaint
        09:00:00   e1 arrived in mail, due 10:00:00
        09:00:05 > lena connects
        09:00:05   lena connected
        09:00:05 > lena is ready
        09:00:05   lena is ready: by_agent
        09:00:05   e1 offered to lena until 09:01:05: least_occupied
        """,
        ready="anna",
    )


def test_the_stricter_of_tier_and_category_holds() -> None:
    play(
        HOUSE,
        """
        09:00:00 > email e1 to mail, about praise
        09:00:00   e1 arrived in mail, due Tue 4 09:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:20 > email e2 to mail, gold tier, about praise
        09:00:20   e2 arrived in mail, due 09:30:20
        09:00:20   e2 offered to lena until 09:01:20: least_occupied
        09:00:21 > email e3 to mail, gold tier, about fraud
        09:00:21   e3 arrived in mail, due 09:10:21
        09:00:21   e3 offered to anna until 09:01:21: least_occupied
        09:00:22 > call c1 to calls, about damage
        09:00:22   c1 arrived in calls, due 09:00:42
        09:00:23 > email e4 to mail, about damage
        09:00:23   e4 arrived in claims, due 13:00:23
        """,
        ready="anna lena",
    )


def test_an_agent_says_what_it_is_about() -> None:
    play(
        HOUSE,
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna says e1 is about complaint
        09:01:00   e1 is about complaint, by anna
        09:01:00   changed first_response to e1: by 10:00:00, version 2
        09:01:00 > anna says e1 is about complaint
        09:02:00 > anna says e1 is about nothing_known
        09:02:00   refused: unknown_category
        09:03:00 > anna transfers e1 to queue mail
        09:03:00   anna passed e1 on to mail
        """,
        ready="anna",
    )


def test_who_says_what_is_so_already_confirms_it_once_and_nothing_follows() -> None:
    play(
        HOUSE,
        """
        09:00:00 > email e1 to mail, about praise
        09:00:00   e1 arrived in mail, due Tue 4 09:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:03 > boss says e1 is about praise
        09:00:03   e1 is about praise, by boss
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > anna says e1 is about praise
        """,
        ready="anna",
    )


def test_in_line_it_moves_to_where_its_category_waits() -> None:
    play(
        HOUSE,
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > boss says e1 is about damage
        09:00:05   e1 cancelled at anna: moved
        09:00:05   e1 is about damage, by boss
        09:00:05   e1 moved to claims, normal, by boss
        09:00:05   e1 offered to anna until 09:01:05: least_occupied
        09:00:10 > boss says e1 is about nothing
        09:00:10   e1 cancelled at anna: moved
        09:00:10   e1 is about None, by boss
        09:00:10   e1 offered to anna until 09:01:10: least_occupied
        """,
        ready="anna",
    )


def test_what_a_supervisor_made_urgent_stays_so() -> None:
    play(
        HOUSE,
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:05 > boss says e1 is about fraud
        09:00:05   e1 is about fraud, by boss
        09:00:05   changed first_response to e1: by 09:10:00, version 2
        09:00:05   e1 rose to urgent: category_changed, by boss
        09:00:10 > boss makes e1 low
        09:00:10   e1 rose to low: by_supervisor, by boss
        09:00:15 > boss says e1 is about praise
        09:00:15   e1 is about praise, by boss
        09:00:15   changed first_response to e1: by Tue 4 09:00:00, version 3
        """,
    )
