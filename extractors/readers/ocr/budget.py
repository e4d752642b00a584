"""How much reading one page is worth: a page may hold thousands of drawn cells, and each costs a call of the engine."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

#: Cells of a page read one by one; a dense A3 table has some 800.
CELLS = 1_000
#: Cells of a page read again, larger, because they were weak.
AGAIN = 250
#: CPU seconds for the cells of a page.
SECONDS = 60.0


@dataclass(slots=True)
class Budget:
    """What is left for the cells of one page."""

    cells: int = CELLS
    again: int = AGAIN
    until: float = field(default_factory=lambda: time.process_time() + SECONDS)
    hurried: bool = False  # something was read less well than it could be

    def cell(self) -> bool:
        """Takes the reading of one cell; False when there is none left."""
        self.cells -= 1
        return self._kept(self.cells >= 0)

    def second(self) -> bool:
        """Takes another reading of a cell; False when there is none left."""
        self.again -= 1
        return self._kept(self.again >= 0)

    def _kept(self, left: bool) -> bool:
        left = left and time.process_time() < self.until
        self.hurried |= not left
        return left
