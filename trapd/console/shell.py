"""The people's voice: keys into commands, commands into requests, and what is told into lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from trapd.console.answer import Answer
from trapd.console.completing import completions
from trapd.console.desk import Desk, Session
from trapd.console.dialogue import Around, Aside, Bookmark, Dialogue, Draw, Forget, Left, Question, Show, Speak, asked
from trapd.console.editor import CANCEL, Editor
from trapd.console.folding import within
from trapd.console.helping import unknown
from trapd.console.language import Language, language
from trapd.console.language import later as N_
from trapd.console.reading import NotUnderstood
from trapd.console.replies import FileTold, Told
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
SECRETIVE = ("unlock", "pin")
"""Whoever types a PIN behind these is not to find it in the history."""
REMEMBERED = 1_000
"""Names of files, for Tab."""


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
        """`write`: text for the line; `post`: has a job done on the loop's thread; `worker`: for pictures and
        languages, which take too long for the loop; `settings`: every name, for Tab."""
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
        self._bookmark = Bookmark()
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

    def greet(self) -> None:
        """Whoever talked with the program before."""
        self._worker.submit(partial(language, self._lang), self._welcome)

    def _welcome(self, _: Language) -> None:
        self._write("\r")  # over the prompt of the unit that it was before
        self.tell(_(self._greeting))

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
            elif self._asks:
                self._asks = False
                self._editor.ask("")
                self._go_on(line)
            elif self._dialogue is None:
                self._obey(line)
            elif line.strip() or self._answer is None or not self._answer.cancel():
                self._waiting.append(line)  # but Enter alone ends what goes on and on

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

    def _later(self, answer: Answer, part: Told | None) -> None:
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

    def _obey(self, line: str) -> None:
        words = line.split()
        self._editor.ask("")
        if words and words[0].casefold() in SECRETIVE:
            self._editor.unlearn(line)
        try:
            self._dialogue = self._understood(words)
        except NotUnderstood as err:
            self.tell(self._(err.text, **err.facts))
            name = words[0].casefold()
            if name != "help" and name in self._commands and self._commands[name].forms:
                self.tell(self._("`help {command}` tells how it is typed", command=name))
        self._go_on(None)

    def _understood(self, words: Sequence[str]) -> Dialogue | None:
        if not words:
            self.tell(self._(self._greeting))
            return None
        command = self._commands.get(words[0].casefold())
        if command is None:
            raise unknown(" ".join(words), self._commands)
        locked = self._desk.is_locked(self._session)
        around = Around(self._unit, self._, self._commands, self._bookmark, self._utc_offset_min, locked)
        made = command.read(list(words[1:]), around)
        return asked(made) if isinstance(made, Request) else made

    def _go_on(self, heard: object) -> None:
        """The dialogue, until it waits for something; and the next line after it."""
        while self._dialogue is not None:
            try:
                step = self._dialogue.throw(heard) if isinstance(heard, Left) else self._dialogue.send(heard)
            except (StopIteration, Left):
                self._dialogue = None
                break
            heard = None
            if isinstance(step, Question):
                if not self._waiting:
                    self._asks = True
                    self._editor.ask(step.prompt, secret=step.secret)
                    return
                heard = self._waiting.popleft()
            elif isinstance(step, Request | Aside | Draw | Speak):
                self._answer = Answer(self._later, aside=isinstance(step, Aside))
                self._ask(step, self._answer)
                return
            elif isinstance(step, Show):
                self.show(step.told)
            elif isinstance(step, Forget):
                self._files.clear()
                self._editor.forget()
            else:
                self.tell(step)
        if self._waiting:
            self._obey(self._waiting.popleft())
        else:
            self._editor.ask(f"{self._unit}> ")

    def _ask(self, step: Request | Aside | Draw | Speak, answer: Answer) -> None:
        match step:
            case Draw():
                self._worker.submit(partial(sketch, step.jpeg), answer.over)
            case Speak():
                self._session.language = self._lang = step.code
                self._worker.submit(partial(language, step.code), answer.over)
            case Aside():
                self._desk.ask(self._session, step.request, answer)
            case _:
                self._desk.ask(self._session, step, answer)

    def _cancel(self) -> None:
        """Ctrl-C: what runs is to end, what asks is left."""
        self._waiting.clear()
        if self._asks:
            self._asks = False
            self._editor.ask("")
            self._go_on(Left())
        elif self._answer is None or not self._answer.cancel():
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
        return () if self._asks else completions(line, self._commands, self._settings, self._files)
