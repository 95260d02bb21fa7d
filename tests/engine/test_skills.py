"""Plays of skills: who is good enough, what will do in time, and who speaks the customer's language."""

from dispatcher.centre import Ring
from tests.engine.people import TALK, WRITE, agent, centre, line, seconds
from tests.engine.play import play

HARD = line("hard", skills={TALK: 7}, promise=seconds(600))
PATIENT = line(
    "patient",
    skills={TALK: 7},
    promise=seconds(600),
    rings=(Ring(after=seconds(30), skills={TALK: 5}), Ring(after=seconds(60))),
)
WORLD = line("world", match_language=True, promise=seconds(600))
PATIENT_WORLD = line(
    "world",
    match_language=True,
    promise=seconds(600),
    rings=(Ring(after=seconds(40), skills={TALK: 1}, any_language=True),),
)
NOVICE, MASTER = agent("anna", {TALK: 5}), agent("ben", {TALK: 8})
GERMAN = agent("anna", languages=frozenset({"de", "en"}))
ENGLISH = agent("ben", languages=frozenset({"en"}))


def test_a_queue_asks_for_a_proficiency_and_the_call_behind_waits_for_the_master() -> None:
    play(
        centre(NOVICE, MASTER, lines=[HARD]),
        """
        09:00:00 > call c1 to hard
        09:00:00   c1 arrived in hard, due 09:10:00
        09:00:00   c1 offered to ben until 09:00:20: longest_idle
        09:00:05 > ben accepts c1
        09:00:05   ben accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > call c2 to hard
        09:00:10   c2 arrived in hard, due 09:10:10
        09:01:00 > ben finishes c1
        09:01:00   ben closed c1, 55s in hand: finished
        09:01:00   ben wraps up c1 until 09:01:30
        09:01:10 > ben ends wrap-up
        09:01:10   ben wrapped up c1 in 10s: by_agent
        09:01:10   c2 offered to ben until 09:01:30: longest_idle
        """,
        ready="anna ben",
    )


def test_the_longer_a_call_waits_the_less_will_do() -> None:
    play(
        centre(NOVICE, MASTER, agent("cleo", {}), lines=[PATIENT]),
        """
        09:00:10 > call c1 to patient
        09:00:10   c1 arrived in patient, due 09:10:10
        09:00:15 > call c2 to patient
        09:00:15   c2 arrived in patient, due 09:10:15
        09:00:40   c1 relaxed to ring 1
        09:00:40   c1 offered to anna until 09:01:00: longest_idle
        09:00:45   c2 relaxed to ring 1
        09:01:00   anna missed c1
        09:01:00   anna is not_responding: missed_offer
        09:01:10   c1 relaxed to ring 2
        09:01:10   c1 offered to cleo until 09:01:30: longest_idle
        09:01:15   c2 relaxed to ring 2
        09:01:15 > time passes
        """,
        ready="anna cleo",
    )


def test_a_call_that_rings_is_relaxed_when_it_comes_back_to_the_line() -> None:
    """Anna would do from 09:00:30 on, but then the call rings at Ben's desk."""
    play(
        centre(NOVICE, MASTER, lines=[PATIENT]),
        """
        09:00:00 > call c1 to patient
        09:00:00   c1 arrived in patient, due 09:10:00
        09:00:20 > ben connects
        09:00:20   ben connected
        09:00:20 > ben is ready
        09:00:20   ben is ready: by_agent
        09:00:20   c1 offered to ben until 09:00:40: longest_idle
        09:00:40   ben missed c1
        09:00:40   ben is not_responding: missed_offer
        09:00:40   c1 relaxed to ring 1
        09:00:40   c1 offered to anna until 09:01:00: longest_idle
        09:00:40 > time passes
        """,
        ready="anna",
    )


def test_a_customer_is_served_in_her_own_language() -> None:
    play(
        centre(ENGLISH, GERMAN, lines=[WORLD]),
        """
        09:00:00 > call c1 to world in de
        09:00:00   c1 arrived in world, due 09:10:00
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > call c2 to world in de
        09:00:10   c2 arrived in world, due 09:10:10
        09:00:20 > call c3 to world in en
        09:00:20   c3 arrived in world, due 09:10:20
        09:00:20   c3 offered to ben until 09:00:40: longest_idle
        """,
        ready="anna ben",
    )


def test_a_queue_that_does_not_match_languages_does_not_ask() -> None:
    play(
        centre(ENGLISH),
        """
        09:00:00 > call c1 to calls in de
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to ben until 09:00:20: longest_idle
        """,
        ready="ben",
    )


def test_a_language_that_nobody_here_speaks_is_no_hindrance() -> None:
    play(
        centre(ENGLISH, GERMAN, lines=[WORLD]),
        """
        09:00:00 > call c1 to world in fi
        09:00:00   c1 arrived in world, due 09:10:00
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        """,
        ready="anna ben",
    )


def test_after_a_while_any_language_will_do() -> None:
    play(
        centre(ENGLISH, GERMAN, lines=[PATIENT_WORLD]),
        """
        09:00:00 > call c1 to world in de
        09:00:00   c1 arrived in world, due 09:10:00
        09:00:40   c1 relaxed to ring 1
        09:00:40   c1 offered to ben until 09:01:00: longest_idle
        09:01:00   ben missed c1
        09:01:00   ben is not_responding: missed_offer
        09:01:00 > time passes
        """,
        ready="ben",
    )


def test_who_learns_a_language_gets_the_call_that_waited_for_it() -> None:
    play(
        centre(ENGLISH, GERMAN, lines=[WORLD]),
        """
        09:00:00 > call c1 to world in de
        09:00:00   c1 arrived in world, due 09:10:00
        09:00:30 > boss gives ben the languages de, en
        09:00:30   ben changed, by boss
        09:00:30   c1 offered to ben until 09:00:50: longest_idle
        """,
        ready="ben",
    )


def test_who_becomes_better_gets_the_call_that_waited_for_a_master() -> None:
    play(
        centre(NOVICE, MASTER, lines=[HARD]),
        """
        09:00:00 > call c1 to hard
        09:00:00   c1 arrived in hard, due 09:10:00
        09:00:30 > boss gives anna the skills talk 7
        09:00:30   anna changed, by boss
        09:00:30   c1 offered to anna until 09:00:50: longest_idle
        """,
        ready="anna",
    )


def test_who_loses_a_skill_keeps_the_call_that_rings_and_gets_no_other() -> None:
    play(
        centre(MASTER, lines=[HARD]),
        """
        09:00:00 > call c1 to hard
        09:00:00   c1 arrived in hard, due 09:10:00
        09:00:00   c1 offered to ben until 09:00:20: longest_idle
        09:00:05 > boss gives ben the skills talk 6
        09:00:05   ben changed, by boss
        09:00:10 > ben accepts c1
        09:00:10   ben accepted c1, which waited 10s
        09:00:10   kept answer to c1 after 10s
        09:00:20 > call c2 to hard
        09:00:20   c2 arrived in hard, due 09:10:20
        09:01:00 > ben finishes c1
        09:01:00   ben closed c1, 50s in hand: finished
        09:01:00   ben wraps up c1 until 09:01:30
        09:01:10 > ben ends wrap-up
        09:01:10   ben wrapped up c1 in 10s: by_agent
        """,
        ready="ben",
    )


def test_a_language_spoken_only_by_those_who_cannot_help_is_no_hindrance_either() -> None:
    """Dora speaks Finnish, but writes emails."""
    dora = agent("dora", [WRITE], languages=frozenset({"fi"}))
    play(
        centre(ENGLISH, dora, lines=[WORLD]),
        """
        09:00:00 > call c1 to world in fi
        09:00:00   c1 arrived in world, due 09:10:00
        09:00:00   c1 offered to ben until 09:00:20: longest_idle
        """,
        ready="ben dora",
    )
