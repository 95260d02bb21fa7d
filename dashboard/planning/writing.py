"""A plan as a scenario file, for `ringpost simulate`; and a result as a table."""

import csv
import io
from collections.abc import Iterator

from analytics.intervals import moment
from analytics.kpis import BY_NAME, Unit
from dashboard.planning.plan import Supposed, changes, groups_of, planned, scenario_of
from dashboard.planning.summary import Summary
from dispatcher.centre import Levers
from dispatcher.config.mistakes import say_text
from dispatcher.config.spans import say_span
from dispatcher.vocabulary import EMAIL, NEVER, SECOND, Scope, Span
from simulator.filekinds import LawKind
from simulator.scenario import Demand, Law


def as_toml(supposed: Supposed) -> str:
    """The scenario file: `ringpost simulate` plays the same days with the centre file beside it."""
    return "\n".join([*_head(supposed), *_demands(supposed), *_staff(supposed), *_policy(supposed)]) + "\n"


def _head(supposed: Supposed) -> Iterator[str]:
    plan, scenario = supposed.plan, scenario_of(supposed)
    yield f"# {say_text(plan.name or 'A plan')}: `ringpost simulate` plays it with its centre file."
    yield "\n[scenario]"
    yield f'centre = "center.toml"\nstart = {moment(plan.start).isoformat()}'
    yield f'length = "{say_span(plan.length)}"'
    yield f"replications = {plan.days}\nseed = {plan.seed}\nbusyness = {plan.busyness:g}"
    yield f"\n[habits]\nring = {_law(scenario.habits.ring)}"
    yield f"\n[costs]\nagent_hour = {plan.agent_hour:g}"


def _demands(supposed: Supposed) -> Iterator[str]:
    for queue, demand in scenario_of(supposed).demands.items():
        yield f"\n[demand.{say_text(queue)}]\nper_hour = {_rates(demand)}\nhandle = {_law(demand.handle)}"
        if demand.patience is not None:
            yield f"patience = {_law(demand.patience)}"


def _rates(demand: Demand) -> str:
    return f"[{', '.join(repr(float(rate)) for rate in demand.per_hour)}]"


def _law(law: Law) -> str:
    return LawKind().say(law)


def _staff(supposed: Supposed) -> Iterator[str]:
    for group, said in groups_of(supposed).items():
        yield f"\n[staff.{say_text(group)}]\nlike = {say_text(said['like'])}\nagents = {said['agents']}"


def _policy(supposed: Supposed) -> Iterator[str]:
    wanted = changes(supposed.plan, supposed.centre)
    pulled = {(change.scope, change.name): change.levers for change in wanted}
    promised = {(Scope.QUEUE, str(queue)): Span(span) for queue, span in supposed.plan.promises.items()}
    places = _interrupted(supposed) | pulled
    for place in {**places, **promised}:
        yield f"\n[policy.{_header(*place)}]"
        yield from _levers(supposed, places.get(place, Levers()))
        if place in promised:
            yield f'promise = "{say_span(promised[place])}"'


def _interrupted(supposed: Supposed) -> dict[tuple[Scope, str], Levers]:
    """Queues with an own word on interruptions: where the centre says one, theirs is no longer a default."""
    if supposed.plan.interrupt_after is None:
        return {}
    queues = planned(supposed).queues.values()
    told = {(Scope.QUEUE, str(queue.id)): queue.levers.interrupt_after for queue in queues}
    return {place: Levers(interrupt_after=after) for place, after in told.items() if after is not None}


def _header(scope: Scope, name: str) -> str:
    return "centre" if scope is Scope.CENTRE else f"{scope}s.{say_text(name)}"


def _levers(supposed: Supposed, levers: Levers) -> Iterator[str]:
    """Those the plan says, where they can be said."""
    plan = supposed.plan
    if plan.cap is not None and EMAIL in levers.caps:
        yield f"caps = {{ {EMAIL} = {levers.caps[EMAIL]} }}"
    if plan.reserve is not None and levers.reserve is not None:
        yield f"reserve = {levers.reserve}"
    if plan.breather is not None and levers.breather is not None:
        yield f'breather = "{say_span(levers.breather)}"'
    if plan.interrupt_after is not None and levers.interrupt_after is not None:
        yield f'interrupt = "{_interrupt(levers.interrupt_after)}"'


def _interrupt(after: Span) -> str:
    if after >= NEVER:
        return "never"
    return f"after {say_span(after)}" if after else "at once"


def as_csv(found: Summary) -> str:
    """The estimates, one a line; times in seconds."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["queue", "kpi", "unit", "mean", "half_width_95", "days"])
    for queue, estimates in found.estimates.items():
        for name, one in estimates.items():
            span = BY_NAME[name].unit is Unit.SPAN
            unit, scale = ("seconds", SECOND) if span else (BY_NAME[name].unit.value, 1)
            half = "" if one.half_width is None else one.half_width / scale
            table.writerow([_plain(queue), name, unit, one.mean / scale, half, one.replications])
    return out.getvalue()


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
