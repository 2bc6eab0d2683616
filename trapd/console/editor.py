"""Keys into lines, for someone at a bare serial line: echo, cursor keys, history, completion by Tab.

Whatever is poured in, one line and a short history are held.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from trapd.console.keys import Keys
from trapd.console.row import COLUMNS, NEW_LINE, Row, shared

LONGEST = 256
"""Bytes of UTF-8 in one line; the longest command is a tenth of that."""
REMEMBERED = 50
"""Lines of the history."""
OFFERED = 60
"""Words that Tab shows at most."""
CANCEL = "\x03"
"""Given instead of a line for Ctrl-C: what runs is to end."""


def no_words(line: str) -> Sequence[str]:
    """Nothing to fill in."""
    return ()


class Editor:
    """Fed with whatever bytes come, gives whole lines, or CANCEL."""

    def __init__(self, echo: Callable[[str], None], complete: Callable[[str], Sequence[str]] = no_words) -> None:
        """`complete`: from the line up to the cursor to all that its last word may become."""
        self.too_long = f"a line has at most {LONGEST} bytes: this one was dropped"
        """Said of a line that was dropped."""
        self._echo = echo
        self._complete = complete
        self._keys = Keys()
        self._row = Row(echo)
        self._prompt = ""
        self._secret = False
        self._line = ""
        self._at = 0
        """Of the cursor, in the line."""
        self._overflows = False
        self._history: deque[str] = deque(maxlen=REMEMBERED)
        self._back = 0
        """How far up in the history; 0: in the line itself."""
        self._draft = ""

    def ask(self, prompt: str, *, secret: bool = False) -> None:
        """What stands before the line from now on; a secret line is shown as stars, and not remembered."""
        self._prompt, self._secret = prompt[: COLUMNS // 2], secret
        self.show()

    def hide(self) -> None:
        """Clears the row for a line that comes in between."""
        self._row.clear()

    def show(self) -> None:
        self._row.show(self._prompt, "*" * len(self._line) if self._secret else self._line, self._at)

    def forget(self) -> None:
        """The half typed line and all before: another one comes to the line."""
        self._history.clear()
        self._draft = ""
        self._put("")

    def unlearn(self, line: str) -> None:
        """It held a secret."""
        if line in self._history:
            self._history.remove(line)

    def feed(self, data: bytes) -> Iterator[str]:
        """Every line that these bytes complete, printable."""
        for key in self._keys.feed(data):
            if key == "enter":
                yield from self._enter()
            elif key == "cancel":
                self._end_row("^C")
                yield CANCEL
            else:
                self._press(key)

    def _press(self, key: str) -> None:
        line, at = self._line, self._at
        match key:
            case "tab":
                self._fill_in()
            case "clear":
                self._put("")
            case "backspace":
                self._put(line[: max(0, at - 1)] + line[at:], max(0, at - 1))
            case "delete":
                self._put(line[:at] + line[at + 1 :], at)
            case "left":
                self._put(line, max(0, at - 1))
            case "right":
                self._put(line, min(len(line), at + 1))
            case "home":
                self._put(line, 0)
            case "end":
                self._put(line)
            case "up" | "down":
                self._look_back(1 if key == "up" else -1)
            case _:
                self._type(key)

    def _look_back(self, further: int) -> None:
        """A line of the history, or the one that was being typed."""
        back = self._back + further
        if self._secret or not 0 <= back <= len(self._history):
            return
        if self._back == 0:
            self._draft = self._line
        self._put(self._history[-back] if back else self._draft)
        self._back = back

    def _type(self, text: str) -> None:
        line = self._line[: self._at] + text + self._line[self._at :]
        if self._overflows or len(line.encode()) > LONGEST:
            self._overflows = True
            return
        self._put(line, self._at + len(text))

    def _put(self, line: str, at: int | None = None) -> None:
        """The line as it is from now on, with the cursor behind it or at `at`."""
        if line != self._line:
            self._back = 0
        if not line:
            self._overflows = False
        self._line, self._at = line, len(line) if at is None else at
        self.show()

    def _fill_in(self) -> None:
        """What all words have in common that the last one may become; if that is nothing more, these words."""
        typed = self._line[: self._at]
        words = sorted(self._complete(typed)) if not self._secret and self._at == len(self._line) else []
        if not words:
            return
        last = typed.rpartition(" ")[2]
        common = words[0][: shared(words[0], words[-1])]  # as they are sorted, of all
        if len(words) == 1 and not common.endswith("."):
            common += " "
        if len(common) > len(last) and common.startswith(last):
            self._type(common[len(last) :])
        elif len(words) > 1:
            self._offer(words[:OFFERED])

    def _offer(self, words: Sequence[str]) -> None:
        self._row.end()
        width = max(map(len, words)) + 2
        each = max(1, (COLUMNS - 1) // width)
        for first in range(0, len(words), each):
            self._echo("".join(word.ljust(width) for word in words[first : first + each]).rstrip() + NEW_LINE)
        self.show()

    def _enter(self) -> Iterator[str]:
        line, overflows = self._line, self._overflows
        if line.strip() and not self._secret and (not self._history or self._history[-1] != line):
            self._history.append(line)
        self._end_row()
        if overflows:
            self._echo(self.too_long + NEW_LINE)
            self.show()
        else:
            yield line

    def _end_row(self, mark: str = "") -> None:
        """The line is over, and with it its prompt's row."""
        self._row.end(mark)
        self._line, self._at, self._back, self._overflows = "", 0, 0, False
