"""The agent's desk: an empty room; assets/desk does the rest."""

from typing import Any

import msgspec
from dash import html

from dashboard.house import House
from dispatcher.engine.state import State

path = "/desk"


async def layout(house: House, **query: str) -> Any:
    """The desk, or the choice of one: `agent`, `lang` and the like are read in the browser."""
    agents = msgspec.json.encode(seats(house.feed.state)).decode()
    # What Dash's types have no name for.
    attributes: Any = {"data-agents": agents, "data-user": house.who.user}
    return html.Div(id="desk", className="desk", **attributes)


def seats(state: State) -> list[dict[str, str | bool]] | None:
    """Every agent of the centre by name, and whether somebody sits at that desk now.

    None while the centre was not heard of.
    """
    if state.centre is None:
        return None
    return [
        {"id": agent.id, "name": agent.name, "taken": state.agents[agent.id].connected}
        for agent in sorted(state.centre.agents.values(), key=lambda agent: (agent.name, agent.id))
    ]
