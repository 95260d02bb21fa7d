"""The wallboard: what the floor needs to know now, readable from across the room."""

from typing import Any

from dash import html

from dashboard.house import House

path = "/"
title = "Wallboard"


async def layout(house: House, **query: str) -> Any:
    """An empty board."""
    return html.Main(id="board", className="board")
