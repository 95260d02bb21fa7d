"""A few values changed, as the command that says everything for its scope (docs/decisions, 12). Pure.

Each command says instead of what: if somebody else was quicker, the engine refuses it, and nothing is lost.
"""

from dashboard.acting.values import Values, laid_over, of_levers, of_profile, to_levers, to_profile
from dispatcher.centre import Centre
from dispatcher.commands import ChangeAgent, ChangeLevers
from dispatcher.engine.state import levers_of
from dispatcher.vocabulary import AgentId, CommandId, Scope


def levers_command(centre: Centre, scope: Scope, name: str, wanted: Values) -> ChangeLevers:
    """Change these levers of this scope, and leave the others.

    Raises:
        KeyError: there is no such agent, team or queue.
        msgspec.ValidationError: a name is no lever, or a value no number.
    """
    before = levers_of(centre, scope, name)
    levers = to_levers(laid_over(of_levers(before), wanted))
    return ChangeLevers(id=CommandId(""), scope=scope, name=name, levers=levers, instead_of=before)


def profile_command(centre: Centre, agent: AgentId, wanted: Values) -> ChangeAgent:
    """Change these of her team, skills and languages, and leave the others.

    Raises:
        KeyError: there is no such agent.
    """
    before = centre.agents[agent]
    said = to_profile(laid_over(of_profile(before), wanted))
    changed = {name: value for name, value in said.items() if value not in (None, getattr(before, name))}
    return ChangeAgent(id=CommandId(""), who=agent, **changed, instead_of=before)
