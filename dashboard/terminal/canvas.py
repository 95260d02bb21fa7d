"""The terminal's screen: of each new picture only the lines that differ are written, so nothing flickers."""

from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.control import Control
from rich.segment import Segment, Segments

BELL = "\a"


class Canvas:
    """Within `with`, the terminal shows what was drawn last, and no cursor; afterwards all is as before."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: list[list[Segment]] = []
        self._size = console.size

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_back()

    @property
    def width(self) -> int:
        """The columns there are now."""
        return self._console.size.width

    @property
    def height(self) -> int:
        """The lines there are now."""
        return self._console.size.height

    def take(self) -> None:
        """The screen is ours."""
        self._console.set_alt_screen(True)
        self._console.show_cursor(False)
        self._shown = []

    def give_back(self) -> None:
        """Another program may have it."""
        self._console.show_cursor(True)
        self._console.set_alt_screen(False)

    def ring(self) -> None:
        """The terminal's bell, or whatever it does instead."""
        self._console.file.write(BELL)
        self._console.file.flush()

    def draw(self, picture: RenderableType) -> None:
        """Show this."""
        if self._console.size != self._size:  # a terminal that was resized shows pieces of the old picture
            self._size, self._shown = self._console.size, []
        with self._console:  # everything in one write
            if not self._shown:
                self._console.control(Control.clear(), Control.home())
            self._put(self._lines(picture))

    def _lines(self, picture: RenderableType) -> list[list[Segment]]:
        width, height = self._size
        options = self._console.options.update(width=width, height=height)
        return self._console.render_lines(picture, options)[:height]

    def _put(self, lines: list[list[Segment]]) -> None:
        for number, line in enumerate(lines):
            if number >= len(self._shown) or self._shown[number] != line:
                self._console.control(Control.move_to(0, number))
                self._console.print(Segments(line), end="", soft_wrap=True)
        self._shown = lines
