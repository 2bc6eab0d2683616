"""What is left of a plan, step by step, when the pack cannot carry it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from trapd.core.plans import Plan
from trapd.core.units import S
from trapd.core.value import value

DIMMED_STILL = "dimmed still"


@value
class PlanStep:
    """One way to take it."""

    name: str
    plan: Plan
    dim: bool = False
    """With half the flash."""

    def seconds(self, still_ns: int, longest_ns: int | None) -> float:
        """How long its load may last; `still_ns`: of one still, `longest_ns`: of the light, if that ends it."""
        plan = self.plan
        if plan.clip is not None:
            return min(plan.clip.longest_ns, longest_ns or plan.clip.longest_ns) / S
        return ((plan.stills - 1) * plan.interval_ns + still_ns) / S


def steps(plan: Plan, dims: bool) -> Iterator[PlanStep]:
    """From what was planned to the least; `dims`: there is a flash to be lit, and a line that halves it."""
    if plan.clip is not None:
        yield PlanStep("clip", plan)
        plan = replace(plan, clip=None, stills=max(1, plan.stills))
    if plan.stills > 1:
        yield PlanStep("burst", plan)
        plan = replace(plan, stills=1)
    yield PlanStep("still", plan)
    if dims:
        yield PlanStep(DIMMED_STILL, plan, dim=True)
