"""Joins the dataset with comparison and audit: fills the tables ``comparison``, ``findings`` and ``rules``.

Plans are judged in parts, each with what must be known of all (``pipeline.survey``), in worker processes; what a part gives waits on
disk until all are there, since findings stand in the order of the rules. Neither the size of a part nor the number of workers shows.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.audit.engine import RuleSetting, Tally, judge, load_rules, read_config, row_of
from pipeline.columns import arrow_schema, from_rows
from pipeline.compare import plan_rows
from pipeline.isolate import give_back
from pipeline.options import RunOptions
from pipeline.spread import Spread, here
from pipeline.store import StoredDataset
from pipeline.survey import Part, Survey, parts, survey
from schemas.findings import Verdict

LARGEST = 200  # plans in a part
SMALLEST = 25


def compare_and_audit(dataset: StoredDataset, options: RunOptions, spread: Spread[Part] = here, progress: Callable[[int, int], None] = lambda done, of: None) -> None:
    """Adds ``comparison``, ``findings`` and ``rules`` in place. ``options.upper`` names the upper-level plans among the inputs."""
    names = {p.name for p in options.upper}
    documents = [r for batch in dataset.groups("documents", ("document_id", "file_name")) for r in batch.to_pylist()]
    found = survey(dataset, [r["document_id"] for r in documents if r["file_name"] in names])
    settings = read_config(options.audit_config)
    give_back()
    folder = dataset.folder / "parts"
    folder.mkdir(exist_ok=True)
    todo = parts(dataset, found, max(SMALLEST, min(LARGEST, len(found.plans) // 8)))
    tallies: dict[int, list[Any]] = {}
    for part, answer in spread(Judge(dataset.folder, found, settings, folder), todo):
        tallies[part.number] = json.loads(answer)
        progress(len(tallies), len(todo))
    _join(dataset, folder, [tallies[p.number] for p in todo], settings)
    shutil.rmtree(folder)
    give_back()


@dataclass(frozen=True)
class Judge:
    """The task of a worker: the plans of a part compared and audited. Leaves two tables in ``folder``, answers with the counts (JSON)."""

    dataset: Path
    found: Survey
    settings: Mapping[str, RuleSetting]
    folder: Path

    def __call__(self, part: Part) -> bytes:
        import pyarrow as pa

        f, context = self.found, self.found.context(StoredDataset(self.dataset), part)
        rows = from_rows("comparison", plan_rows(context.plans, f.above, f.targets, f.national, f.duplicates))
        with _writer(self.folder / f"comparison-{part.number}", rows.schema) as file:
            file.write_table(rows)
        judged = judge(context, self.settings)
        with _writer(self.folder / f"findings-{part.number}", arrow_schema("findings")) as file:
            for t in judged:  # one batch a rule, so that a rule's findings of all parts can be put together
                table = from_rows("findings", t.findings)
                file.write_batch(pa.record_batch([c.combine_chunks() for c in table.columns], schema=table.schema))
        return json.dumps([[t.rule, [[v, n] for v, n in t.verdicts.items()], [[r, n] for r, n in t.reasons.items()], t.error] for t in judged]).encode()


def _writer(path: Path, schema: Any) -> Any:
    import pyarrow as pa

    return pa.ipc.new_file(str(path), schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))


def _join(dataset: StoredDataset, folder: Path, answers: list[list[Any]], settings: Mapping[str, RuleSetting]) -> None:
    """The parts, in their order, as the three tables."""
    import pyarrow as pa

    rules = [Tally(r.rule.id) for r in load_rules()]
    for answer in answers:
        for tally, (rule, verdicts, reasons, error) in zip(rules, answer, strict=True):
            tally.add(Tally(rule, Counter({Verdict(v): n for v, n in verdicts}), Counter(dict(reasons)), error))
    with dataset.writing("comparison") as writer:
        for n in range(len(answers)):
            with pa.OSFile(str(folder / f"comparison-{n}")) as file:
                writer.append(pa.ipc.open_file(file).read_all())
    with dataset.writing("findings") as writer:
        for k in range(len(rules)):
            for n in range(len(answers)):
                with pa.OSFile(str(folder / f"findings-{n}")) as file:
                    writer.append(pa.Table.from_batches([pa.ipc.open_file(file).get_batch(k)]))
    with dataset.writing("rules") as writer:
        writer.append(from_rows("rules", [row_of(t, settings) for t in rules]))
