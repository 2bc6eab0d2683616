"""What a unit's settings are, and what they shall be: values alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trapd.config.expected import Expected, expected
from trapd.config.known import SECRET, find, known
from trapd.config.overlay import Overlay, settled, stands_in, understood, value_of
from trapd.config.profile import Profile
from trapd.config.read import convert
from trapd.console.replies import Change, Difference, Setting
from trapd.core.errors import BadSettings
from trapd.runtime.settings import Settings, too_long

WITHHELD = "withheld"
"""In place of a secret, on the card: it was set, and that is all that is told."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The settings in force, and the overlay that shall be."""

    now: Settings
    overlay: Overlay

    def with_these(self, given: Mapping[str, Any]) -> Wanted:
        """These as well; None takes a setting back to the profile's word, as does that word itself. Raises
        `BadSettings` for the first that cannot be."""
        overlay, bare = dict(self.overlay), self._bare()
        for name, said in given.items():
            value = understood(name, value_of(bare, name) if said is None else said)
            if value == value_of(bare, name):
                overlay.pop(name, None)
            else:
                overlay[name] = value
        return replace(self, overlay=overlay)

    def changed(self) -> list[str]:
        """The settings that are others than now, in the profile's order."""
        before, after = self.now.overlay, self.overlay
        if before == after:
            return []
        said = {
            name for name in {*before, *after} if (name in before) != (name in after) or before[name] != after[name]
        }
        return [name for name in known() if name in said]

    def checked(self) -> Profile:
        """The whole unit as it would be. Raises `BadSettings` with the first problem."""
        if (why := too_long(self.overlay)) is not None:
            raise BadSettings(why)
        return settled(self.now.path, self.now.tables, self.overlay)

    def names(self, under: str) -> list[str]:
        """At or below this name; all for an empty one. Raises `BadSettings` if there are none."""
        names = [name for name in known() if under in ("", name) or name.startswith(f"{under}.")]
        return names or [find(under).name]

    def settings(self, names: Sequence[str], describe: bool) -> list[Setting]:
        """As they are, and those that were set anew as they shall be."""
        changed = self.changed()
        return [
            Setting(
                name=name,
                value=self.value(name) if name in changed else value_of(self.now.profile, name),
                origin="pending" if name in changed else self._origin(name),
                about=_about(name) if describe else "",
            )
            for name in names
        ]

    def anew(self) -> list[Setting]:
        """Those that change, and are in force from the next start on."""
        return [
            Setting(name=name, value=self.value(name), origin=self._origin(name, self.overlay))
            for name in self.changed()
        ]

    def value(self, name: str) -> Any:
        """As it shall be."""
        return self.overlay[name] if name in self.overlay else value_of(self._bare(), name)

    def difference(self, utc_ns: int) -> Difference:
        """What would change, what forbids it, and what follows from it at this time."""
        was = self.now.profile
        changes = [Change(name, value_of(was, name), self.value(name)) for name in self.changed()]
        problem, then = None, None
        try:
            then = _expected(self.checked(), utc_ns)
        except BadSettings as err:
            problem = str(err)
        return Difference(changes=changes, problem=problem, expected=then, expected_now=_expected(was, utc_ns))

    def record(self) -> dict[str, Any]:
        """What changes, for the catalog: no secrets."""
        return {name: WITHHELD if name in SECRET else self.value(name) for name in self.changed()}

    def _bare(self) -> Profile:
        return convert(self.now.path, self.now.tables, Profile)

    def _origin(self, name: str, overlay: Overlay | None = None) -> str:
        if name in (self.now.overlay if overlay is None else overlay):
            return "technician"
        return "profile" if stands_in(self.now.tables, name) else "default"


def _expected(profile: Profile, utc_ns: int) -> str | None:
    found = expected(profile, utc_ns)
    return str(found) if isinstance(found, Expected) else None


def _about(name: str) -> str:
    setting = known()[name]
    return setting.about if setting.fixed is None else f"{setting.about}; in the profile alone: {setting.fixed}"
