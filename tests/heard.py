"""A desk without a PIN, and what came back of one request to it."""

from trapd.console.desk import Session


class NoLock:
    """Anyone may ask."""

    is_set = False


class Heard:
    """A reply that remembers."""

    def __init__(self):
        self.parts = []
        self.bytes = b""
        self.end = None
        """The one `done` or `failed`."""
        self.cancel = lambda: None

    def part(self, told):
        assert self.end is None
        self.parts.append(told)

    def data(self, chunk):
        assert self.end is None
        self.bytes += chunk

    def done(self, told):
        assert self.end is None
        self.end = told

    failed = done

    def on_cancel(self, end):
        self.cancel = end


def ask(desk, request, session=None):
    """The answer, or as far as it got."""
    heard = Heard()
    desk.ask(session or Session("5e55104a"), request, heard)
    return heard
