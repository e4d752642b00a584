"""The upper plans of a plan, with their targets, as the engine prepared them."""

from __future__ import annotations

from pipeline.audit.context import Context, Plan
from schemas.targets import UpperTarget


def uppers_of(plan: Plan, context: Context) -> dict[str, list[UpperTarget]]:
    """Upper document → its targets with a catalogue id; {} when the dataset holds no upper plan of this one."""
    targets = context.upper_targets
    return {i: targets[i] for i in context.uppers.get(plan.id, ()) if targets.get(i)}
