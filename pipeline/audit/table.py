"""The table of rules for docs/audit.md, from the rule files: ``python -m pipeline.audit.table``.

Prints the Markdown between the two markers of the document; a test keeps the document and the folder in step.
"""

from __future__ import annotations

from pipeline.audit.engine import load_rules


def markdown() -> str:
    """One row a rule: id, severity, level, meaning, Vietnamese title, basis, thresholds."""
    lines = ["| Rule | Severity | Level | Meaning | Title | Basis | Thresholds |", "|---|---|---|---|---|---|---|"]
    for r in load_rules():
        limits = ", ".join(f"{k} = {v if not isinstance(v, list) else ', '.join(v)}" for k, v in r.rule.thresholds.items())
        lines.append(f"| {r.rule.id} | {r.rule.severity} | {r.rule.level} | {r.meaning} | {r.rule.title} | {r.rule.basis} | {limits} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(markdown())
