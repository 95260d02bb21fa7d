"""A long text on a small screen."""

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.text import Text


class Scrolled:
    """A text of which the first lines are above the screen; it says when there is more below."""

    def __init__(self, text: Text, above: int) -> None:
        self._text, self._above = text, above

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines that fit, the last of them a hint when there are more."""
        height = options.height or options.max_height
        lines = console.render_lines(self._text, options.update(height=None))
        above = max(0, min(self._above, len(lines) - height))
        shown = lines[above : above + height]
        if above + height < len(lines):
            shown[-1:] = console.render_lines(Text("… PgDn reads on", "dim"), options.update(height=1))
        for line in shown:
            yield from line
            yield Segment.line()
