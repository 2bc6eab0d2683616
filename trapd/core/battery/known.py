"""The chemistries that trapd knows, by name."""

from __future__ import annotations

from typing import Literal

from trapd.core.battery.alkaline import ALKALINE
from trapd.core.battery.chemistry import Chemistry
from trapd.core.battery.lead_acid import LEAD_ACID
from trapd.core.battery.li_ion import LI_ION
from trapd.core.battery.lifepo4 import LIFEPO4
from trapd.core.battery.lithium_primary import LITHIUM_PRIMARY
from trapd.core.battery.nimh import NIMH

Name = Literal["li-ion", "lifepo4", "l91", "lead-acid", "nimh", "alkaline"]
"""As a profile names them."""
CHEMISTRIES: dict[str, Chemistry] = {
    chemistry.name: chemistry for chemistry in (LI_ION, LIFEPO4, LITHIUM_PRIMARY, LEAD_ACID, NIMH, ALKALINE)
}


def named(text: str) -> Chemistry | None:
    """As people write it: `LiFePO4`, `Li-Ion`, `lead acid`."""
    return next((known for name, known in CHEMISTRIES.items() if _bare(name) == _bare(text)), None)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
