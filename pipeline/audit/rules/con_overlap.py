"""Two indicators that measure the same thing have different targets for one year."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from schemas import vocab
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed
from schemas.targets import show

RULE = Rule("CON-OVERLAP", Severity.ERROR, Level.RECORD, "Hai chỉ tiêu trùng nội dung nhưng khác mức",
            "Lô-gic: hai chỉ tiêu cùng đo một việc phải cùng mức (bảng quan hệ trong audit_relations.csv)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    quantities = [i for i in plan.indicators if i.kind == "quantity" and i.catalog_id]
    for relation in vocab.rows("audit_relations"):
        if relation["relation"] != "overlap":
            continue
        for a in (i for i in quantities if i.catalog_id == relation["a"]):
            for b in (i for i in quantities if i.catalog_id == relation["b"] and i.year == a.year):
                low = [x.value_min if x.value_min is not None else x.value_max for x in (a, b)]
                if low[0] == low[1]:
                    yield passed()
                else:
                    yield failed(a, f"{where(a)}: “{a.name}” ghi {show(a)} nhưng “{b.name}” ghi {show(b)} cùng năm {a.year or '…'}; {relation['why']}.",
                                 expected="cùng một mức", related=(b,))
