"""The people's voice: keys into commands, commands into requests, and what is told into lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from trapd.console.desk import Desk, Session
from trapd.console.dialogue import Around, Dialogue, Draw, Got, Question, Show, Speak, asked
from trapd.console.editor import CANCEL, Editor
from trapd.console.folding import within
from trapd.console.helping import unknown
from trapd.console.language import Language, language
from trapd.console.language import later as N_
from trapd.console.reading import NotUnderstood
from trapd.console.replies import Failed, FileTold, Told
from trapd.console.requests import Request
from trapd.console.row import NEW_LINE
from trapd.console.sketch import sketch
from trapd.console.vocabulary import COMMANDS, Command
from trapd.console.words import Words
from trapd.runtime.worker import Worker

AT_ONCE = 5_000
"""Parts of an answer that wait to be shown; more of them than anybody reads are left out."""
WAITING = 16
"""Lines that were typed while a command runs."""
MOST_DATA = 2_000_000
"""Bytes of one reply: a picture to aim by."""
REMEMBERED = 1_000
"""Names of files, for Tab."""


class Answer:
    """The reply to what the dialogue asked. What comes after its end, or after it was given up, reaches nobody."""

    def __init__(self, shell: Shell) -> None:
        self._shell: Shell | None = shell
        self._cancel: Callable[[], None] | None = None
        self._data = bytearray()
        self.told: object = None
        """The last word, once it is over."""
        self.over = False

    def part(self, told: Told) -> None:
        if self._shell is not None:
            self._shell.later(self, told)

    def data(self, chunk: bytes) -> None:
        if len(self._data) + len(chunk) <= MOST_DATA:
            self._data += chunk

    def done(self, told: Told) -> None:
        self.end(Got(told, bytes(self._data)) if self._data else told)

    def failed(self, failed: Failed) -> None:
        self.end(failed)

    def on_cancel(self, end: Callable[[], None]) -> None:
        self._cancel = end

    def end(self, told: object) -> None:
        shell = self._shell
        self.told, self.over = told, True
        if shell is not None:
            shell.later(self, None)

    def cancel(self) -> bool:
        """Whether the operation was told, and ends by itself."""
        cancel, self._cancel = self._cancel, None
        if cancel is not None:
            cancel()
        return cancel is not None

    def give_up(self) -> None:
        """Nobody waits any more."""
        self._shell = None
        self.cancel()


class Shell:
    """One person at the line; everything on the loop's thread."""

    def __init__(
        self,
        desk: Desk,
        write: Callable[[str], None],
        *,
        unit: str,
        post: Callable[[Callable[[], None]], None],
        worker: Worker,
        utc_offset_min: int = 0,
        lang: str = "en",
        settings: Callable[[], Iterable[str]] = tuple,
        commands: Mapping[str, Command] = COMMANDS,
        greeting: str = N_("trapd is here: type `help` for the commands"),
    ) -> None:
        """`write`: text for the line; `post`: has a job done on the loop's thread; `worker`: for pictures, which take
        too long for the loop; `settings`: every name, for Tab."""
        self._desk = desk
        self._session = Session("")
        self._lang = lang
        """Spoken until somebody wants another one."""
        self._write = write
        self._unit = unit
        self._utc_offset_min = utc_offset_min
        self._post = post
        self._worker = worker
        self._settings = settings
        self._commands = commands
        self._greeting = greeting
        self._files: deque[str] = deque(maxlen=REMEMBERED)
        self._waiting: deque[str] = deque(maxlen=WAITING)
        self._dialogue: Dialogue | None = None
        self._asks = False
        """The dialogue waits for a line."""
        self._answer: Answer | None = None
        """What the dialogue waits for."""
        self._heard: deque[tuple[Answer, Told | None]] = deque()
        self._editor = Editor(write, self._complete)

    @property
    def _(self) -> Language:
        return language(self._session.language)

    def begin(self, session: Session) -> None:
        """Somebody else: nothing of the one before is left."""
        self.leave()
        self._session = session
        session.language = self._lang

    def leave(self) -> None:
        """Whoever was there has left."""
        self._waiting.clear()
        self._files.clear()
        self._leave()
        self._editor.forget()
        self._editor.ask("")

    def feed(self, keys: bytes) -> None:
        """What was typed."""
        for line in self._editor.feed(keys):
            if line == CANCEL:
                self._cancel()
            elif self._dialogue is not None and not self._asks and line.strip():
                self._waiting.append(line)
            else:
                self._take(line)

    def tell(self, *texts: str) -> None:
        """Lines, beside what is being typed."""
        self._editor.hide()
        for text in texts:
            for row in text.split("\n"):
                for narrow in within(row):
                    self._write(narrow + NEW_LINE)
        self._editor.show()

    def show(self, told: Told) -> None:
        """In words."""
        if isinstance(told, FileTold):
            self._files.append(told.name)
        self.tell(*Words(self._, self._utc_offset_min).lines(told))

    def later(self, answer: Answer, part: Told | None) -> None:
        """One thing after the other, each a job of its own: the loop has more to do than to write texts. None: the
        answer is over."""
        if part is not None and len(self._heard) >= AT_ONCE:
            return
        self._heard.append((answer, part))
        if len(self._heard) == 1:
            self._post(self._hear)

    def _hear(self) -> None:
        answer, part = self._heard[0]
        if answer is self._answer and part is not None:
            self.show(part)
        elif answer is self._answer:
            self._answer = None
            self._go_on(answer.told)
        self._heard.popleft()
        if self._heard:
            self._post(self._hear)

    def _take(self, line: str) -> None:
        if self._asks:
            self._asks = False
            self._editor.ask("")
            self._go_on(line)
        elif self._dialogue is not None:  # Enter alone: that is enough of what goes on and on
            if self._answer is not None:
                self._answer.cancel()
        else:
            self._obey(line)

    def _obey(self, line: str) -> None:
        words = line.split()
        try:
            self._dialogue = self._understood(words)
        except NotUnderstood as err:
            self.tell(self._(err.text, **err.facts))
            if words and words[0].casefold() in self._commands:
                self.tell(self._("`help {command}` tells how it is typed", command=words[0].casefold()))
        self._go_on(None)

    def _understood(self, words: Sequence[str]) -> Dialogue | None:
        if not words:
            self.tell(self._(self._greeting))
            return None
        command = self._commands.get(words[0].casefold())
        if command is None:
            raise unknown(" ".join(words), self._commands)
        made = command.read(list(words[1:]), Around(self._unit, self._))
        return asked(made) if isinstance(made, Request) else made

    def _go_on(self, heard: object) -> None:
        """The dialogue, until it waits for something; and the next line after it."""
        while self._dialogue is not None:
            try:
                step = self._dialogue.send(heard)
            except StopIteration:
                self._dialogue = None
                break
            heard = None
            if isinstance(step, Question):
                self._asks = True
                self._editor.ask(step.prompt, secret=step.secret)
                return
            if isinstance(step, Request | Draw):
                self._answer = Answer(self)
                self._ask(step, self._answer)
                return
            self._do(step)
        if self._waiting:
            self._obey(self._waiting.popleft())
        else:
            self._editor.ask(f"{self._unit}> ")

    def _ask(self, step: Request | Draw, answer: Answer) -> None:
        if isinstance(step, Draw):
            self._worker.submit(partial(sketch, step.jpeg), answer.end)
        else:
            self._desk.ask(self._session, step, answer)

    def _do(self, step: Show | Speak | str) -> None:
        match step:
            case Show():
                self.show(step.told)
            case Speak():
                self._session.language = self._lang = step.code
            case _:
                self.tell(step)

    def _cancel(self) -> None:
        """Ctrl-C: what runs is to end, what asks is left."""
        self._waiting.clear()
        if self._answer is None or not self._answer.cancel():
            self._leave()
            self._go_on(None)

    def _leave(self) -> None:
        dialogue, self._dialogue = self._dialogue, None
        answer, self._answer = self._answer, None
        self._asks = False
        if answer is not None:
            answer.give_up()
        if dialogue is not None:
            dialogue.close()

    def _complete(self, line: str) -> Sequence[str]:
        """What the last word may become."""
        *before, last = line.split(" ")
        words = [word for word in before if word]
        if self._asks:
            return ()
        if not words:
            known: Iterable[str] = self._commands
        elif words == ["help"]:
            known = self._commands
        elif words[:1] == ["config"] and len(words) > 1:
            known = _up_to_a_dot(self._settings(), last)
        elif words[:1] == ["files"] and len(words) > 1:
            known = self._files
        else:
            command = self._commands.get(words[0])
            known = command.words if command is not None else ()
        return [word for word in known if word.startswith(last)]


def _up_to_a_dot(names: Iterable[str], typed: str) -> set[str]:
    """Names that begin so, as far as the next dot."""
    found = (name for name in names if name.startswith(typed))
    return {name[: name.find(".", len(typed)) + 1] or name for name in found}
