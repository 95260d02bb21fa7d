"""Plays of calls: they ring, are answered, declined, missed, given up, and wrapped up."""

from dispatcher.vocabulary import EMAIL, Skill, Urgency
from tests.engine.people import CALLS, LOW, URGENT, centre, line, seconds
from tests.engine.play import play

GERMAN = line("german", skills=frozenset({Skill("german")}), urgency=Urgency.URGENT)


def test_an_id_used_again_gets_a_place_of_its_own() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:01 > call c2 to calls
        09:00:01   c2 arrived in calls, due 09:00:21
        09:00:02 > call c3 to calls
        09:00:02   c3 arrived in calls, due 09:00:22
        09:00:03 > c2 hangs up
        09:00:03   c2 abandoned after 2s
        09:00:04 > call c2 to calls
        09:00:04   c2 arrived in calls, due 09:00:24
        09:00:05 > anna connects
        09:00:05   anna connected
        09:00:05 > anna is ready
        09:00:05   anna is ready: by_agent
        09:00:05   c1 offered to anna until 09:00:25: longest_idle
        09:00:06 > anna accepts c1
        09:00:06   anna accepted c1, which waited 6s
        09:00:06   kept answer to c1 after 6s
        09:00:07 > anna finishes c1
        09:00:07   anna closed c1, 1s in hand: finished
        09:00:07   anna wraps up c1 until 09:00:37
        09:00:08 > anna ends wrap-up
        09:00:08   anna wrapped up c1 in 1s: by_agent
        09:00:08   c3 offered to anna until 09:00:28: longest_idle
        """,
    )


def test_a_call_is_wrapped_up_even_if_an_email_was_finished_meanwhile() -> None:
    play(
        centre("anna", lines=(URGENT, line("mail", EMAIL, wrap_up=seconds(60)))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to anna until 09:01:20: interrupts, parks e1
        09:01:05 > anna accepts c1
        09:01:05   anna parked e1: pre_empted
        09:01:05   anna accepted c1, which waited 5s
        09:01:05   kept answer to c1 after 5s
        09:02:00 > anna finishes e1
        09:02:00   anna closed e1, 60s in hand: finished
        09:02:10 > c1 hangs up
        09:02:10   anna closed c1, 65s in hand: caller_hung_up
        09:02:10   anna wraps up c1 until 09:02:40
        09:02:40   anna wrapped up c1 in 30s: time_over
        09:03:00 > time passes
        """,
        ready="anna",
    )


def test_no_wrap_up_begins_while_a_call_rings() -> None:
    play(
        centre("anna", lines=(URGENT, line("mail", EMAIL, wrap_up=seconds(60)))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to anna until 09:01:20: interrupts, parks e1
        09:01:05 > anna finishes e1
        09:01:05   anna closed e1, 60s in hand: finished
        09:01:10 > anna accepts c1
        09:01:10   anna accepted c1, which waited 10s
        09:01:10   kept answer to c1 after 10s
        09:01:40 > anna finishes c1
        09:01:40   anna closed c1, 30s in hand: finished
        09:01:40   anna wraps up c1 until 09:02:10
        09:02:10   anna wrapped up c1 in 30s: time_over
        09:02:10 > time passes
        """,
        ready="anna",
    )


def test_who_just_laid_an_email_aside_was_not_idle_longest() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > ben is away
        09:05:00   ben is away: by_agent
        09:05:01 > ben is ready
        09:05:01   ben is ready: by_agent
        09:10:00 > anna parks e1
        09:10:00   anna parked e1: by_hand
        09:10:10 > call c1 to calls
        09:10:10   c1 arrived in calls, due 09:10:30
        09:10:10   c1 offered to ben until 09:10:30: longest_idle
        """,
        ready="anna ben",
    )


def test_a_call_from_arrival_to_the_end_of_the_wrap_up() -> None:
    play(
        centre("anna"),
        """
        09:00:10 > call c1 to calls
        09:00:10   c1 arrived in calls, due 09:00:30
        09:00:10   c1 offered to anna until 09:00:30: longest_idle
        09:00:15 > anna accepts c1
        09:00:15   anna accepted c1, which waited 5s
        09:00:15   kept answer to c1 after 5s
        09:05:00 > anna finishes c1
        09:05:00   anna closed c1, 285s in hand: finished
        09:05:00   anna wraps up c1 until 09:05:30
        09:05:30   anna wrapped up c1 in 30s: time_over
        09:06:00 > time passes
        """,
        ready="anna",
    )


def test_who_declines_is_left_in_peace_for_a_while_and_the_caller_keeps_the_place() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > call c2 to calls
        09:00:05   c2 arrived in calls, due 09:00:25
        09:00:06 > anna declines c1
        09:00:06   anna declined c1
        09:00:10 > ben connects
        09:00:10   ben connected
        09:00:11 > ben is ready
        09:00:11   ben is ready: by_agent
        09:00:11   c1 offered to ben until 09:00:31: longest_idle
        09:00:15 > ben accepts c1
        09:00:15   ben accepted c1, which waited 15s
        09:00:15   kept answer to c1 after 15s
        09:00:25   answer broken to c2
        09:00:36   c2 offered to anna until 09:00:56: longest_idle
        09:00:40 > time passes
        """,
        ready="anna",
    )


def test_who_declined_one_queue_is_asked_for_another() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna declines c1
        09:00:05   anna declined c1
        09:00:06 > call c2 to urgent
        09:00:06   c2 arrived in urgent, due 09:00:26
        09:00:06   c2 offered to anna until 09:00:26: longest_idle
        09:00:08 > anna accepts c2
        09:00:08   anna accepted c2, which waited 2s
        09:00:08   kept answer to c2 after 2s
        09:00:10 > anna finishes c2
        09:00:10   anna closed c2, 2s in hand: finished
        09:00:10   anna wraps up c2 until 09:00:40
        09:00:12 > anna ends wrap-up
        09:00:12   anna wrapped up c2 in 2s: by_agent
        09:00:20   answer broken to c1
        09:00:35   c1 offered to anna until 09:00:55: longest_idle
        09:00:35 > time passes
        """,
        ready="anna",
    )


def test_a_missed_offer_rings_elsewhere_and_its_agent_gets_nothing_until_she_is_back() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:20   anna missed c1
        09:00:20   anna is not_responding: missed_offer
        09:00:20   c1 offered to ben until 09:00:40: longest_idle
        09:00:20   answer broken to c1, with ben
        09:00:25 > ben accepts c1
        09:00:25   ben accepted c1, which waited 25s
        09:00:25   kept answer to c1 late after 25s
        09:01:00 > call c2 to calls
        09:01:00   c2 arrived in calls, due 09:01:20
        09:01:05 > anna is ready
        09:01:05   anna is ready: by_agent
        09:01:05   c2 offered to anna until 09:01:25: longest_idle
        09:01:06 > anna accepts c2
        09:01:06   anna accepted c2, which waited 6s
        09:01:06   kept answer to c2 after 6s
        """,
        ready="anna ben",
    )


def test_a_phone_stops_ringing_when_the_caller_hangs_up() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > c1 hangs up
        09:00:05   c1 taken back from anna: caller_gone
        09:00:05   c1 abandoned after 5s
        09:00:06 > anna accepts c1
        09:00:06   refused: offer_gone
        09:00:07 > call c2 to calls
        09:00:07   c2 arrived in calls, due 09:00:27
        09:00:07   c2 offered to anna until 09:00:27: longest_idle
        """,
        ready="anna",
    )


def test_a_caller_who_gives_up_waiting_abandons_and_breaks_no_promise_later() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:19 > c1 hangs up
        09:00:19   c1 abandoned after 19s
        09:00:30 > time passes
        """,
    )


def test_a_promise_breaks_once_at_its_instant_wherever_the_caller_is() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:15 > anna connects
        09:00:15   anna connected
        09:00:15 > anna is ready
        09:00:15   anna is ready: by_agent
        09:00:15   c1 offered to anna until 09:00:35: longest_idle
        09:00:20   answer broken to c1, with anna
        09:00:25 > anna declines c1
        09:00:25   anna declined c1
        09:00:50 > c1 hangs up
        09:00:50   c1 abandoned after 50s
        09:01:00 > time passes
        """,
    )


def test_the_urgent_go_first_then_the_promised_then_the_first_come() -> None:
    play(
        centre("anna", lines=(CALLS, URGENT, LOW, line("gold", promise=seconds(5)))),
        """
        09:00:00 > call c1 to low
        09:00:00   c1 arrived in low, due 09:00:20
        09:00:01 > call c2 to calls
        09:00:01   c2 arrived in calls, due 09:00:21
        09:00:02 > call c3 to gold
        09:00:02   c3 arrived in gold, due 09:00:07
        09:00:03 > call c4 to urgent
        09:00:03   c4 arrived in urgent, due 09:00:23
        09:00:03 > anna connects
        09:00:03   anna connected
        09:00:04 > anna is ready
        09:00:04   anna is ready: by_agent
        09:00:04   c4 offered to anna until 09:00:24: longest_idle
        09:00:04 > c4 hangs up
        09:00:04   c4 taken back from anna: caller_gone
        09:00:04   c4 abandoned after 1s
        09:00:04   c3 offered to anna until 09:00:24: longest_idle
        09:00:04 > c3 hangs up
        09:00:04   c3 taken back from anna: caller_gone
        09:00:04   c3 abandoned after 2s
        09:00:04   c2 offered to anna until 09:00:24: longest_idle
        09:00:04 > c2 hangs up
        09:00:04   c2 taken back from anna: caller_gone
        09:00:04   c2 abandoned after 3s
        09:00:04   c1 offered to anna until 09:00:24: longest_idle
        """,
    )


def test_a_call_goes_to_the_agent_idle_longest() -> None:
    play(
        centre("anna", "ben", "cleo"),
        """
        09:00:01 > call c1 to calls
        09:00:01   c1 arrived in calls, due 09:00:21
        09:00:01   c1 offered to anna until 09:00:21: longest_idle
        09:00:02 > anna accepts c1
        09:00:02   anna accepted c1, which waited 1s
        09:00:02   kept answer to c1 after 1s
        09:00:03 > anna finishes c1
        09:00:03   anna closed c1, 1s in hand: finished
        09:00:03   anna wraps up c1 until 09:00:33
        09:00:04 > anna ends wrap-up
        09:00:04   anna wrapped up c1 in 1s: by_agent
        09:01:00 > call c2 to calls
        09:01:00   c2 arrived in calls, due 09:01:20
        09:01:00   c2 offered to ben until 09:01:20: longest_idle
        09:01:00 > call c3 to calls
        09:01:00   c3 arrived in calls, due 09:01:20
        09:01:00   c3 offered to cleo until 09:01:20: longest_idle
        09:01:00 > call c4 to calls
        09:01:00   c4 arrived in calls, due 09:01:20
        09:01:00   c4 offered to anna until 09:01:20: longest_idle
        """,
        ready="anna ben cleo",
    )


def test_a_call_nobody_present_can_take_blocks_no_lighter_one() -> None:
    play(
        centre(
            "anna", lines=(line("german", skills=frozenset({Skill("german")}), urgency=Urgency.URGENT), CALLS)
        ),
        """
        09:00:00 > call c1 to german
        09:00:00   c1 arrived in german, due 09:00:20
        09:00:01 > call c2 to calls
        09:00:01   c2 arrived in calls, due 09:00:21
        09:00:01   c2 offered to anna until 09:00:21: longest_idle
        """,
        ready="anna",
    )
