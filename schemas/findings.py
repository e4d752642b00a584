"""What an audit rule states about itself and what it returns: three outcomes, counted.

A rule passes, fails, or says that it cannot decide and why (open-contracting/pelican counts the same three). ``Rule`` is the
constant of a rule file; ``Outcome`` is what its ``check`` yields; ``records.Finding`` is the row that a failure becomes. The columns of
findings and of counted outcomes are those of the tables ``findings`` and ``rules`` in ``schemas.dataset``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a failure weighs for the person who writes back to the commune."""

    ERROR = "error"  # the plan must be mended
    WARNING = "warning"  # somebody must look at it
    INFO = "info"  # form, spelling; good to know


class Level(StrEnum):
    """What a rule looks at."""

    DOCUMENT = "document"
    RECORD = "record"
    SERIES = "series"  # one indicator over the years of one plan
    BETWEEN = "between"  # one plan beside others or beside upper targets


class Verdict(StrEnum):
    """The three outcomes of a rule; each is counted."""

    PASS = "pass"  # noqa: S105 - an outcome, no password
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Rule:
    """``title``: Vietnamese, for people. ``basis``: article of law or the logic it rests on. ``thresholds``: defaults, by name.

    The one-sentence meaning is the docstring of the rule's file.
    """

    id: str
    severity: Severity
    level: Level
    title: str
    basis: str
    thresholds: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """One decision. ``at`` is the record, paragraph or table it stands on; ``severity`` overrides that of the rule.

    ``count`` > 1 only for passes and for things not applicable (a rule may report many at once). ``reason`` says why a rule
    cannot decide. ``related`` are other places that belong to the failure.
    """

    verdict: Verdict
    at: Any = None
    message: str = ""
    expected: str = ""
    actual: str = ""
    reason: str = ""
    severity: Severity | None = None
    related: tuple[Any, ...] = ()
    count: int = 1


def passed(count: int = 1) -> Outcome:
    """The rule looked at ``count`` things and found nothing wrong."""
    return _PASSED if count == 1 else Outcome(Verdict.PASS, count=count)


_PASSED = Outcome(Verdict.PASS)  # of most rows by most rules


def skipped(reason: str, count: int = 1) -> Outcome:
    """The rule cannot decide here; ``reason`` is Vietnamese and the same for the same cause."""
    return Outcome(Verdict.NOT_APPLICABLE, reason=reason, count=count)


def failed(at: Any, message: str, *, expected: str = "", actual: str = "", severity: Severity | None = None,
           related: tuple[Any, ...] = ()) -> Outcome:
    """``message`` is one Vietnamese sentence for a letter."""
    return Outcome(Verdict.FAIL, at, message, expected, actual, severity=severity, related=related)
