"""`ringpost lines`: simulated callers from outside."""

from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands.arguments import ApiUrl, Trust
from dashboard.commands.running import log_as, run_until_stopped
from dispatcher.errors import OwnerError

if TYPE_CHECKING:
    from dispatcher.voice.tally import Tally

OFTEN = "an hour, such as orders=60"
WEIGHT = "a weight, such as th=3"


def lines(
    queue: Annotated[
        list[str], typer.Option(help="Queue to call and calls an hour, as `orders=60`; may repeat.")
    ],
    api: ApiUrl = "http://127.0.0.1:8702",
    key: Annotated[
        str, typer.Option("--token", help="A program's token, if the centre asks.", envvar="RINGPOST_TOKEN")
    ] = "",
    trust: Trust = None,
    talk: Annotated[float, typer.Option(help="Mean seconds a caller talks.", min=0.1)] = 180.0,
    patience: Annotated[float, typer.Option(help="Mean seconds a caller waits.", min=0.1)] = 120.0,
    patience_is: Annotated[
        str, typer.Option(help="How patience is spread: `exponential`, `lognormal` or `fixed`.")
    ] = "exponential",
    language: Annotated[
        list[str] | None, typer.Option(help="A language callers speak and its weight, as `th=3`; may repeat.")
    ] = None,
    tier: Annotated[
        list[str] | None, typer.Option(help="A tier of callers and its weight, as `gold=1`; may repeat.")
    ] = None,
    urgent: Annotated[float, typer.Option(help="Share of calls that are urgent.", min=0, max=1)] = 0.0,
    phones: Annotated[
        bool, typer.Option("--phones", help="Let agents' phones ring, and be picked up, as a PBX does.")
    ] = False,
    speed: Annotated[float, typer.Option(help="How many times as fast as life.", min=0.1)] = 1.0,
    calls: Annotated[int | None, typer.Option(help="Stop after so many calls a queue.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="Chooses the dice.")] = 1,
    name: Annotated[
        str, typer.Option(help="Names the calls; two simulators on one centre need two names.")
    ] = "lines",
    json: Annotated[bool, typer.Option("--json", help="Print JSON at the end instead of a line.")] = False,
) -> None:
    """Call a centre from outside with simulated callers, through the API a PBX uses.

    For example `ringpost lines --queue orders=60 --queue support=30 --talk 120`. At the end, or when it is
    stopped, it says what became of the calls, as the callers saw it.
    """
    from dispatcher.client.api import tls_for
    from dispatcher.voice.callers import Line, Patience
    from dispatcher.voice.lines import dial_all
    from dispatcher.voice.tally import Tally

    log_as("lines")
    kind = next((one for one in Patience if one == patience_is), None)
    if kind is None:
        raise OwnerError(f"--patience-is {patience_is!r}: write {', '.join(Patience)}")
    languages, tiers = _weights("--language", language), _weights("--tier", tier)
    wanted: list[Line] = [
        Line(
            exchange=name,
            queue=called,
            per_hour=rate,
            talk=talk,
            patience=patience,
            kind=kind,
            languages=languages,
            tiers=tiers,
            urgent=urgent,
        )
        for called, rate in (_pair("--queue", word, OFTEN) for word in queue)
    ]
    tally = Tally()
    dialling = dial_all(
        wanted,
        api,
        key=key,
        seed=seed,
        speed=speed,
        calls=calls,
        phones=phones,
        tally=tally,
        tls=tls_for(api, trust),
    )
    try:
        run_until_stopped(dialling)
    finally:
        _say(tally, json)


def _weights(option: str, words: list[str] | None) -> dict[str, float]:
    return dict(_pair(option, word, WEIGHT) for word in words or ())


def _pair(option: str, word: str, what: str) -> tuple[str, float]:
    name, _, said = word.partition("=")
    try:
        number = float(said)
    except ValueError:
        number = 0.0
    if not name or not 0 < number < float("inf"):
        raise OwnerError(f"{option} {word!r}: write a name and {what}")
    return name, number


def _say(tally: "Tally", json: bool) -> None:
    from json import dumps

    typer.echo(dumps(tally.summary()) if json else tally.sentence())
