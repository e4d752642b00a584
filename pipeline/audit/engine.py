"""Runs the audit: finds the rule files, runs each on each plan, counts its three outcomes, makes the findings.

A rule is a module of ``pipeline/audit/rules`` with ``RULE`` (schemas.findings.Rule) and
``check(plan, context) -> Iterator[Outcome]``. Adding a rule is adding a file.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.audit import rules as rules_package
from pipeline.audit.context import Context, Plan, Row, build, prepare, row_words, unsure, where
from schemas.dataset import TABLES
from schemas.findings import Outcome, Rule, Severity, Verdict
from schemas.targets import UpperTarget

DEFAULTS = Path(__file__).with_name("config.yaml")
Check = Callable[[Plan, Context], Iterator[Outcome]]


@dataclass(frozen=True)
class LoadedRule:
    """One rule file, imported."""

    rule: Rule
    check: Check
    meaning: str  # first line of the file's docstring


@cache
def load_rules() -> tuple[LoadedRule, ...]:
    """All rules, by id. Two files with one id, or a file without its parts, are an error at load."""
    found: dict[str, LoadedRule] = {}
    for info in pkgutil.iter_modules(rules_package.__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{rules_package.__name__}.{info.name}")
        rule, doc = module.RULE, (module.__doc__ or "").strip()
        if rule.id in found:
            raise ValueError(f"two rules have the id {rule.id}")
        if not doc or rule.id.lower().replace("-", "_") != info.name:
            raise ValueError(f"{info.name}: needs a docstring and a file name that is its id")
        found[rule.id] = LoadedRule(rule, module.check, doc.splitlines()[0])
    return tuple(found[k] for k in sorted(found))


@dataclass(frozen=True)
class RuleSetting:
    """How a rule runs: switched on or not, how much a failure weighs, its thresholds by name."""

    enabled: bool
    severity: Severity
    thresholds: Mapping[str, Any]


def read_config(path: Path | str | None = None) -> dict[str, RuleSetting]:
    """Settings of every rule: those of the rule files, then ``config.yaml``, then the user's YAML (only what differs).

    Raises ValueError for a rule, key, severity or threshold that does not exist: a misspelt switch must not pass unseen.
    """
    import yaml

    out = {r.rule.id: RuleSetting(True, r.rule.severity, dict(r.rule.thresholds)) for r in load_rules()}
    for file in (DEFAULTS, Path(path) if path else None):
        if file is None:
            continue
        data = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        if not isinstance(data, dict) or set(data) - {"rules"}:
            raise ValueError(f"{file}: chỉ được có một khóa `rules`, đang có {sorted(map(str, data))}")
        for rule_id, change in (data.get("rules") or {}).items():
            out[rule_id] = _changed(out, rule_id, change, file)
    return out


def _changed(settings: Mapping[str, RuleSetting], rule_id: str, change: Any, file: Path) -> RuleSetting:
    if rule_id not in settings:
        raise ValueError(f"{file}: không có quy tắc {rule_id!r}")
    old = settings[rule_id]
    if not isinstance(change, dict) or set(change) - {"enabled", "severity", "thresholds"}:
        raise ValueError(f"{file}: {rule_id} chỉ nhận enabled, severity và thresholds")
    new = old
    if "enabled" in change:
        if not isinstance(change["enabled"], bool):
            raise ValueError(f"{file}: {rule_id}.enabled phải là true hoặc false")
        new = replace(new, enabled=change["enabled"])
    if "severity" in change:
        if change["severity"] not in tuple(Severity):
            raise ValueError(f"{file}: {rule_id}.severity phải là một trong {', '.join(Severity)}")
        new = replace(new, severity=Severity(change["severity"]))
    for name, value in (change.get("thresholds") or {}).items():
        if name not in old.thresholds:
            raise ValueError(f"{file}: {rule_id} không có ngưỡng {name!r}")
        if type(value) not in {type(old.thresholds[name]), int, float} or isinstance(value, bool):
            raise ValueError(f"{file}: {rule_id}.{name} phải cùng kiểu với {old.thresholds[name]!r}")
        new = replace(new, thresholds={**new.thresholds, name: value})
    return new


def audit(dataset: Mapping[str, Any], config: Path | str | Mapping[str, RuleSetting] | None = None, *, uppers: Iterable[str] = (),
          national: Iterable[UpperTarget] | None = None, duplicates: Mapping[str, str] | None = None) -> tuple[Any, Any]:
    """Audit all plans of a dataset: (findings, counts of outcomes), two frames.

    ``dataset``: table name → frame (contract.md, plus ``paragraphs`` and ``tables``). ``uppers``: document ids of upper plans
    (they are audited too, and others are held against them). ``duplicates``: document id → the document it repeats; each
    file has its own findings (it was read for itself), but a plan is counted once and is no peer of itself. A rule that breaks on one plan costs only itself there: its count has the error.
    """
    import pandas as pd

    from pipeline import uppers as known

    settings = config if isinstance(config, Mapping) else read_config(config)
    dataset = prepare(dataset)
    above = known.upper_documents(dataset, uppers)
    context = build(dataset, national=known.national_targets() if national is None else national,
                    duplicates=known.duplicates(dataset) if duplicates is None else duplicates, uppers=above,
                    upper_targets=known.upper_targets(dataset, {u for ids in above.values() for u in ids}))
    judged = judge(context, settings)
    frame = pd.DataFrame([f for t in judged for f in t.findings], columns=list(TABLES["findings"].columns))
    for whole in ("page", "block", "row", "col"):
        frame[whole] = frame[whole].astype("Int64")
    return frame, pd.DataFrame([row_of(t, settings) for t in judged], columns=list(TABLES["rules"].columns))


@dataclass
class Tally:
    """What one rule said of some plans; of several parts of a dataset they add up (``add``)."""

    rule: str
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    error: str = ""
    findings: list[dict[str, Any]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Takes the counts of the next part in; its findings stay where they are."""
        self.verdicts.update(other.verdicts)
        self.reasons.update(other.reasons)
        self.error = other.error or self.error


def judge(context: Context, settings: Mapping[str, RuleSetting]) -> list[Tally]:
    """Every rule over the plans of a context, in the order of the rules."""
    return [_run(loaded, settings[loaded.rule.id], context) for loaded in load_rules()]


def _run(loaded: LoadedRule, setting: RuleSetting, context: Context) -> Tally:
    rule, tally = loaded.rule, Tally(loaded.rule.id)
    if not setting.enabled:
        return tally
    context.settings = setting.thresholds
    found: list[dict[str, Any]] = []
    for plan in context.plans:
        once = plan.id not in context.duplicates or rule.id == "DOC-DUPLICATE"  # repeated plans have findings, not counts
        try:
            for o in loaded.check(plan, context):
                tally.verdicts[o.verdict] += o.count * once
                if o.verdict is Verdict.FAIL:
                    found.append(_finding(rule, setting, plan, o))
                elif o.verdict is Verdict.NOT_APPLICABLE:
                    tally.reasons[o.reason] += o.count * once
        except Exception as e:  # noqa: BLE001 - one rule on one plan must not cost the audit of the others
            tally.error = f"{type(e).__name__}: {e} ({plan.id})"
    tally.findings = list(_distinct(found))
    return tally


def row_of(tally: Tally, settings: Mapping[str, RuleSetting]) -> dict[str, Any]:
    """The row of ``rules`` for what a rule said of all plans."""
    loaded = next(r for r in load_rules() if r.rule.id == tally.rule)
    rule, setting, counts = loaded.rule, settings[tally.rule], tally.verdicts
    return {
        "rule": rule.id, "severity": str(setting.severity), "level": str(rule.level), "title": rule.title, "meaning": loaded.meaning,
        "legal_basis": rule.basis, "enabled": setting.enabled, "passed": counts[Verdict.PASS], "failed": counts[Verdict.FAIL],
        "not_applicable": counts[Verdict.NOT_APPLICABLE], "reasons": "; ".join(f"{r}: {n}" for r, n in tally.reasons.most_common() if n),
        "error": tally.error,
    }


def _finding(rule: Rule, setting: RuleSetting, plan: Plan, o: Outcome) -> dict[str, Any]:
    at: Row = o.at if o.at is not None else plan.info
    # what a rule calls less serious than its default stays so; the user's severity replaces the default one
    severity = o.severity if o.severity is not None and setting.severity == rule.severity else setting.severity
    message = _named(plan, o.message)
    if unsure(at):
        severity, message = Severity.INFO, message.removesuffix(".") + " (chỗ này đọc chưa chắc chắn, đề nghị đối chiếu bản gốc)."
    return {
        "rule": rule.id, "severity": str(severity), "document_id": plan.id, "record_id": at.ident, "message": message,
        "expected": o.expected, "actual": o.actual or row_words(at), "legal_basis": rule.basis, "page": at.page, "bbox": at.bbox,
        "block": at.block, "row": at.row, "col": at.col, "source_text": at.source_text or at.text or "",
        "confidence": at.confidence if at.confidence is not None else 1.0, "title": rule.title, "level": str(rule.level),
        "related": "; ".join(f"{where(r)} [{r.ident}]" if r.ident else where(r) for r in o.related),
    }


#: What sets targets and is no "Kế hoạch", by ``doc_type``. (A decision issues a plan, which keeps its name.)
_NAMES = {"NQ": "Nghị quyết", "CTr": "Chương trình", "CT": "Chỉ thị", "ĐA": "Đề án"}


def _named(plan: Plan, message: str) -> str:
    """A sentence that begins with "Kế hoạch" calls the document by its name."""
    name = _NAMES.get(plan.info.doc_type, "")
    return f"{name} {message.removeprefix('Kế hoạch ')}" if name and message.startswith("Kế hoạch ") else message


def _distinct(findings: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Stable ids from what a finding says and where; the same finding at the same place twice is one."""
    seen: set[str] = set()
    for f in findings:
        words = "|".join(str(f[k]) for k in ("rule", "document_id", "record_id", "block", "row", "col", "message", "source_text"))
        f["finding_id"] = "F" + hashlib.sha256(words.encode()).hexdigest()[:14]
        if f["finding_id"] not in seen:
            seen.add(f["finding_id"])
            yield f
