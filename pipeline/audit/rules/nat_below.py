"""A target is below the national target of its year (or of a year already due)."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, Row, day_span, where
from pipeline.audit.series import series_text
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import ComparisonVerdict, UpperTarget, bound, catalogue, denominator, direction, judge, number, same_denominator, show

RULE = Rule("NAT-BELOW", Severity.ERROR, Level.BETWEEN, "Chỉ tiêu thấp hơn chỉ tiêu quốc gia",
            "Nghị quyết 57-NQ/TW, mục II; Nghị quyết 03/NQ-CP, Phụ lục I; Nghị quyết 71/NQ-CP", {"adult_share": 0.6})

#: Pairs of denominators of which the second is a known part of the first: x % of all people is at most x / adult_share % of adults.
_NESTED = {("người dân", "dân số trưởng thành"): "adult_share"}

#: Sources that only a newspaper shows; a page of the State's own is as good as the text.
_PRESS = regex.compile(r"\(theo (?![\w.-]*gov\.vn)[\w-]+\.\w")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    """One failure a series of the plan, at its first year below; text targets each for themselves."""
    if plan.level == "national":
        yield skipped("văn bản cấp quốc gia")
        return
    own = {_line(i) for i in plan.table_indicators if i.qualifier and not _GIVEN.search(i.qualifier)}
    for group in [*plan.series.values(), *([i] for i in plan.text_indicators if plan.table_indicators)]:
        below: list[tuple[Row, UpperTarget, str]] = []
        for i in group:
            if i.qualifier and _GIVEN.search(i.qualifier) and _line(i) in own:
                yield skipped("mức cấp trên giao, ghi bên cạnh mức của kế hoạch")
                continue
            outcome = _against(i, plan, context)
            if isinstance(outcome, Outcome):
                yield outcome
            elif outcome is not None:
                below.append((i, *outcome))
        if below:
            yield _failure(below, group)


#: "giao dịch không dùng tiền mặt tại chợ Giồng Trôm": one place, not the whole commune
_NARROW = regex.compile(r"\b(?:tai|o|cua) (?:cac )?(?:cho|truong|tram y te|benh vien|khu du lich|lang nghe|nha van hoa|tuyen (?:duong|pho)|khu cong nghiep|cum cong nghiep|cang|ben)\b")
#: "Chỉ tiêu tỉnh giao" beside "Xã phấn đấu": the first is not what the plan sets
_GIVEN = regex.compile(r"(?<!\p{L})giao(?!\p{L})", regex.I)


def _line(i: Row) -> tuple[str, str, str, int | None]:
    return i.part, i.ordinal, i.name, i.year


def _against(i: Row, plan: Plan, context: Context) -> Outcome | tuple[UpperTarget, str] | None:
    due = [t for t in context.national_by_id.get(i.catalog_id, ()) if t.year is not None and i.year is not None and t.year <= i.year]
    if i.kind != "quantity" or not i.catalog_id or i.year is None:
        return None
    if catalogue().get(i.catalog_id, {}).get("levels", "all").startswith("national"):
        return skipped("chỉ tiêu chỉ đặt ở cấp quốc gia")
    if not due:
        return skipped("không có chỉ tiêu quốc gia đến hạn vào năm này")
    if _NARROW.search(fold(i.name)):
        return skipped("chỉ tính trong một nơi hẹp hơn địa bàn")
    due = [t for t in due if not _later(t, plan)]
    if not due:
        return skipped("chỉ tiêu quốc gia được đặt sau ngày ban hành kế hoạch")
    latest = max(t.year or 0 for t in due)
    verdicts = [(t, *_verdict(i, t, context)) for t in due if t.year == latest]
    if any(v in (ComparisonVerdict.MEETS, ComparisonVerdict.EXCEEDS) or _equal(i, t) for t, v, _ in verdicts):
        return passed()  # where two sources differ, meeting one of them is enough; "≥ 50%" for "trên 50%" is no reproach
    worse = sorted(((t, why) for t, v, why in verdicts if v is ComparisonVerdict.BELOW), key=lambda w: "draft" in w[0].certainty)
    return worse[0] if worse else skipped(verdicts[0][2].split(":")[0])


def _equal(i: Row, t: UpperTarget) -> bool:
    way = direction(i.catalog_id) or "up"
    return same_denominator(denominator(i)[0], denominator(t)[0]) and bound(i, way) == bound(t, way)


def _later(t: UpperTarget, plan: Plan) -> bool:
    """Whether a target was set after the plan was issued, which then could not keep to it."""
    day = day_span(t.issued)
    return plan.issued is not None and day is not None and day[0] > plan.issued[1]


def _verdict(i: Row, t: UpperTarget, context: Context) -> tuple[ComparisonVerdict, str]:
    verdict, why = judge(i, t)
    if verdict is not ComparisonVerdict.NOT_COMPARABLE:
        return verdict, why
    # Different denominators are not compared, unless one is a known part of the other and even the most favourable
    # conversion stays below: 10 % of all people is at most 10 / 0.6 = 17 % of adults, below 70 %.
    share = _NESTED.get((denominator(i)[0], denominator(t)[0]))
    way = direction(i.catalog_id)
    mine, theirs = bound(i, way or "up"), bound(t, way or "up")
    if share and way == "up" and mine is not None and theirs is not None:
        best = min(100.0, mine / float(context.settings[share]))
        if best < theirs:
            return ComparisonVerdict.BELOW, (f"khác mẫu số ({denominator(i)[0]}, {denominator(t)[0]}) nhưng quy đổi có lợi nhất "
                                             f"cũng chỉ khoảng {number(round(best))}%")
    return verdict, why


def _failure(below: list[tuple[Row, UpperTarget, str]], group: list[Row]) -> Outcome:
    i, t, why = below[0]
    later = "; ".join(f"năm {b.year}: {show(b)}" for b, *_ in below[1:])
    note = f" ({why})" if why.startswith("khác mẫu số") else ""
    due = "" if t.year == i.year else f", đặt cho năm {t.year}"
    press = _PRESS.search(t.source)
    certainty = ", nguồn có thể là bản dự thảo" if "draft" in t.certainty else ", theo báo chí; đề nghị đối chiếu văn bản gốc" if press else ""
    label = t.label.partition(" (theo ")[0]
    return failed(i, f"{where(i)}: chỉ tiêu “{i.name}” năm {i.year} ghi {show(i)}, thấp hơn chỉ tiêu quốc gia {show(t)} ({label}{due}{certainty}){note}."
                  + (f" Các năm sau cũng chưa đạt: {later}." if later else ""),
                  expected=f"{show(t)} năm {t.year} ({label})", actual=series_text(group),
                  severity=Severity.WARNING if press else None, related=tuple(b for b, *_ in below[1:]))
