"""Two indicators that measure the same thing have different targets for one year."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.series import named
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
        pairs = [(a, b) for a in quantities if a.catalog_id == relation["a"] for b in quantities
                 if b.catalog_id == relation["b"] and b.year == a.year]
        differ = [(a, b) for a, b in pairs if named(a) != named(b)]
        if differ:
            a, b = differ[0]
            more = "; ".join(f"năm {x.year or '…'}: {show(x)} và {show(y)}" for x, y in differ[1:])
            yield failed(a, f"{where(a)}: “{a.name}” ghi {show(a)} nhưng “{b.name}” ghi {show(b)} cùng năm {a.year or '…'}; {relation['why']}"
                         + (f" (cũng vậy {more})." if more else "."), expected="cùng một mức", related=tuple(y for _, y in differ))
        elif pairs:
            yield passed(len(pairs))
