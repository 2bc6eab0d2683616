"""Every fault of every port in every state of the trap: nothing raises, nothing is wedged, what always holds does.

`scripts/torture faults` prints the table with what the unit did.
"""

from __future__ import annotations

import pytest
from fault_table import play
from faults import FAULTS, STATES, Fault, State


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.port} {fault.name}")
def test_it_is_survived(fault: Fault, state: State) -> None:
    play(fault, state)
