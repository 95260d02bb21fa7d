"""The other policy of a replay: levers laid over the centre's file, or a whole centre file instead."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Final

from dispatcher.centre import Centre
from dispatcher.config import CentreFileError, parse, read_centre
from dispatcher.config.check import check
from dispatcher.config.mistakes import Mistake, say_text
from dispatcher.vocabulary import AgentId, QueueId
from simulator.filepolicy import centre_under
from simulator.filesettings import POLICY

START: Final = "a policy file: [policy.…] tables as in a scenario, or a whole centre file"


def policy_file(path: Path, centre: Path, today: date | None) -> Centre:
    """The centre under the policy in this file: its `[policy]` over the centre's file, or all of it.

    Raises:
        CentreFileError: the file cannot be used; it holds every mistake there is.
    """
    raw, sheet = parse(path, START)
    if "policy" not in raw:
        return read_centre(path, today=today)
    tables = check(raw, sheet, (POLICY,))
    found = centre_under(tables["policy"].get("", {}), centre, sheet, today)
    if mistakes := sheet.mistakes():
        raise CentreFileError(path, mistakes)
    assert found is not None, "a centre that cannot be read is a mistake"
    return found


def refuse_missing(
    path: Path, centre: Centre, queues: Collection[QueueId], agents: Collection[AgentId]
) -> None:
    """A day can be replayed only where all its queues and agents are known.

    Raises:
        CentreFileError: some are not; it names each.
    """
    gone = [_missing("queues", queue) for queue in queues if queue not in centre.queues]
    gone += [_missing("agents", agent) for agent in agents if agent not in centre.agents]
    if gone:
        raise CentreFileError(path, gone)


def _missing(section: str, name: str) -> Mistake:
    return Mistake(
        key=f"{section}.{name}",
        line=None,
        found="nothing",
        allowed=f"the {section[:-1]} {say_text(name)}, which that day had",
    )
