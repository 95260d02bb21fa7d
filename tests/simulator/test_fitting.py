"""What was drawn from a known law is given back; a scenario is learned from its own days."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from analytics.eventlog import EventLog
from analytics.survival import Wait
from dispatcher.config import read_centre
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import MINUTE, SECOND, Instant, QueueId, Span
from simulator.day import play
from simulator.fitting.laws import FEWEST, fit, fit_patience, fit_redial
from simulator.fitting.redials import Arrival, Left, told_apart
from simulator.fitting.scenario import as_toml, fitted, overdispersion, spread_of
from simulator.fitting.seen import Seen, look
from simulator.laws import Kind, Law, quantile
from simulator.scenariofile import read

EXAMPLES = Path(__file__).parents[2] / "examples"
SUPPORT, LETTERS = QueueId("support"), QueueId("letters")


def drawn(law: Law, seed: int, number: int = 3000) -> list[float]:
    law_of, chance = quantile(law), np.random.default_rng(seed)
    return [float(law_of(u)) for u in chance.uniform(1e-9, 1 - 1e-9, number)]


@pytest.mark.parametrize(
    ("kind", "cv"), [(Kind.LOGNORMAL, 0.8), (Kind.GAMMA, 0.5), (Kind.WEIBULL, 0.6), (Kind.EXPONENTIAL, 1.0)]
)
@pytest.mark.parametrize("seed", range(3))
def test_a_law_is_given_back(kind: Kind, cv: float, seed: int) -> None:
    found = fit(drawn(Law(mean=Span(5 * MINUTE), kind=kind, cv=cv), seed))
    assert found is not None
    assert found.law.mean == pytest.approx(5 * MINUTE, rel=0.06)
    assert found.law.cv == pytest.approx(cv, rel=0.1)
    # The exponential is a gamma and a Weibull law as well.
    assert found.law.kind is kind or kind is Kind.EXPONENTIAL
    assert found.distance < 0.03


def test_a_few_times_have_a_mean_and_no_shape() -> None:
    found = fit([float(MINUTE)] * (FEWEST - 1))
    assert found is not None
    assert (found.law, found.p) == (Law(mean=MINUTE), None)
    assert fit([]) is None
    assert fit([0.0]) is None


def waits(patience: Law, seed: int) -> list[Wait]:
    answered = drawn(Law(mean=Span(60 * SECOND)), seed + 100)
    pairs = zip(drawn(patience, seed), answered, strict=True)
    return [Wait(min(pair), pair[0] < pair[1]) for pair in pairs]


@pytest.mark.parametrize("seed", range(3))
def test_patience_is_given_back_though_most_are_answered(seed: int) -> None:
    plain = fit_patience(waits(Law(mean=Span(180 * SECOND)), seed))
    assert plain is not None
    assert plain.law.mean == pytest.approx(180 * SECOND, rel=0.15)
    stubborn = Law(mean=Span(100 * SECOND), kind=Kind.WEIBULL, cv=0.5)
    found = fit_patience(waits(stubborn, seed))
    assert found is not None
    assert found.law.kind is Kind.WEIBULL
    assert found.law.mean == pytest.approx(stubborn.mean, rel=0.15)
    assert found.law.cv == pytest.approx(0.5, rel=0.15)


def test_chance_alone_is_no_busyness() -> None:
    chance = np.random.default_rng(1)
    busy = chance.gamma(16, 1 / 16, 2000)
    assert overdispersion(list(chance.poisson(100 * busy))) == pytest.approx(0.25, abs=0.02)
    assert overdispersion(list(chance.poisson(100, 2000))) < 0.06
    assert overdispersion([5]) == 0


def some_days(path: Path, days: int) -> Path:
    """Days of the example scenario, one after the other in time, as an event log."""
    scenario = read(EXAMPLES / "scenario.toml")
    with closing(EventLog(path)) as log:
        for day in range(days):
            log.append(list(enumerate(play(scenario, day), 1)), run=day)
    return path


def test_a_scenario_is_learned_from_its_days(tmp_path: Path) -> None:
    centre, day = read_centre(EXAMPLES / "center.toml"), 12
    seen: Seen = look(some_days(tmp_path / "events.duckdb", day))
    assert (len(seen.days), set(seen.arrivals)) == (day, {"support", "letters", "emergency"})
    found = fitted(seen, centre)
    truth = [4, 7, 9, 9, 7, 6, 8, 8, 6, 4]
    rates = found.lines[SUPPORT].per_hour
    # Twelve Poisson days of some busyness: four standard errors about the truth, for each of ten hours.
    for rate, true in zip(rates, truth, strict=True):
        assert abs(rate - true) < 4 * ((true + (0.15 * true) ** 2) / day) ** 0.5
    handle = found.lines[SUPPORT].handle
    assert handle is not None
    assert handle.law.mean == pytest.approx(5 * MINUTE, rel=0.15)
    assert found.lines[LETTERS].patience is None
    (tmp_path / "center.toml").write_bytes((EXAMPLES / "center.toml").read_bytes())
    (tmp_path / "fitted.toml").write_text(as_toml(found, "center.toml", seen.days[-1], None), "utf-8")
    again = read(tmp_path / "fitted.toml")
    assert again.demands[SUPPORT].per_hour == pytest.approx(rates, rel=1e-4)
    assert again.demands[SUPPORT].handle.kind is handle.law.kind


def test_a_log_that_is_none_is_the_owners_to_mend(tmp_path: Path) -> None:
    (tmp_path / "events.duckdb").write_text("no")
    with pytest.raises(OwnerError, match="cannot be read"):
        look(tmp_path / "events.duckdb")
    EventLog(tmp_path / "empty.duckdb").close()
    with pytest.raises(OwnerError, match="has seen nobody"):
        look(tmp_path / "empty.duckdb")


@pytest.mark.parametrize(
    ("law", "talk"),
    [
        (Law(mean=Span(180 * SECOND)), 60),
        (Law(mean=Span(180 * SECOND)), 20),
        (Law(mean=Span(120 * SECOND), kind=Kind.WEIBULL, cv=0.5), 90),
    ],
)
def test_the_interval_of_a_patience_covers_the_truth(law: Law, talk: int) -> None:
    """Of forty intervals at 95 % two may miss; more than six miss once in five hundred times."""
    missed = 0
    for seed in range(40):
        answered = drawn(Law(mean=Span(talk * SECOND)), seed + 1000, 600)
        pairs = zip(drawn(law, seed, 600), answered, strict=True)
        found = fit_patience([Wait(min(pair), pair[0] < pair[1]) for pair in pairs])
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        missed += not found.low <= law.mean <= found.high
    assert missed <= 6


def test_an_exponential_patience_is_seldom_taken_for_another() -> None:
    """One in a hundred looks like Weibull's by chance; of sixty, five do once in a thousand times."""
    true = Law(mean=Span(180 * SECOND))
    found = [fit_patience(waits(true, seed)) for seed in range(60)]
    assert sum(one is not None and one.law.kind is Kind.WEIBULL for one in found) <= 4


def test_hours_that_differ_by_chance_alone_have_no_spread() -> None:
    """However busy the days are. One in a hundred looks otherwise, seven once in a thousand."""
    dice = np.random.default_rng(3)
    rates, found = np.linspace(3, 12, 10), []
    for _ in range(100):
        busy = dice.gamma(1 / 0.3**2, 0.3**2, (15, 1))
        found.append(spread_of(dice.poisson(rates * busy)))
    assert sum(one > 0 for one in found) <= 6


@pytest.mark.parametrize("spread", [0.25, 0.5])
def test_a_true_spread_is_found(spread: float) -> None:
    dice = np.random.default_rng(4)
    found = []
    for _ in range(40):
        busy = dice.gamma(1 / 0.15**2, 0.15**2, (40, 1))
        own = dice.gamma(1 / spread**2, spread**2, (40, 10))
        found.append(spread_of(dice.poisson(np.linspace(20, 40, 10) * busy * own)))
    assert np.mean(found) == pytest.approx(spread, rel=0.08)


def test_who_calls_again_is_told_by_the_customer() -> None:
    """She hangs up twice and is answered the third time; the other hangs up and is not heard of again."""
    minutes = [
        Arrival(0, SUPPORT, minute(0), "mia", minute(2)),
        Arrival(0, SUPPORT, minute(1), "tom", minute(4)),
        Arrival(0, SUPPORT, minute(1), None, minute(3)),
        Arrival(0, SUPPORT, minute(7), "mia", minute(8)),
        Arrival(0, SUPPORT, minute(18), "mia", None),
    ]
    fresh, left = told_apart(minutes, {0: minute(60)})
    assert sorted(one.at for one in fresh) == [minute(0), minute(1), minute(1)]
    assert sorted(left) == [
        Left(SUPPORT, 1, Wait(5.0 * MINUTE, True)),
        Left(SUPPORT, 1, Wait(56.0 * MINUTE, False)),
        Left(SUPPORT, 2, Wait(10.0 * MINUTE, True)),
    ]
    found = fit_redial(left)
    assert found is not None
    assert found.most == 3
    assert found.after.law.mean == 7.5 * MINUTE
    assert fit_redial([]) is None


def minute(number: int) -> Instant:
    return Instant(number * MINUTE)


def test_redials_are_learned_from_days_that_had_them(tmp_path: Path) -> None:
    """Four in ten of those who hang up call again, after six minutes, three times in all; so says the log."""
    scenario = read(EXAMPLES / "scenario.toml")
    supposed = replace(scenario, shifts=dict.fromkeys(list(scenario.centre.agents)[1:], ()))
    with closing(EventLog(tmp_path / "events.duckdb")) as log:
        for number in range(25):
            log.append(list(enumerate(play(supposed, number), 1)), run=number)
    seen = look(tmp_path / "events.duckdb")
    found = fit_redial(seen.left[SUPPORT])
    assert found is not None
    told = sum(call.attempt < found.most for call in seen.left[SUPPORT])
    assert abs(found.share - 0.4) < 4 * (0.24 / told) ** 0.5
    assert found.most == 3
    assert found.after.law.mean == pytest.approx(6 * MINUTE, rel=0.25)
    text = as_toml(fitted(seen, scenario.centre), "center.toml", seen.days[-1], None)
    assert "redial = { share = " in text
    arrivals = sum(len(hours) for hours in seen.arrivals[SUPPORT].values())
    expected = 68 * 25
    assert abs(arrivals - expected) < 4 * (expected + (0.15 * 68) ** 2 * 25) ** 0.5
