"""A target or task of the body is missing in the annex that should list it, or the reverse."""

from collections import defaultdict
from collections.abc import Iterator

import regex
from rapidfuzz import fuzz

from extractors.text import fold
from pipeline.audit.context import Context, Plan, Row, cut, where
from pipeline.audit.text import MARKER, is_annex
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import show

RULE = Rule("CON-COVERAGE", Severity.WARNING, Level.DOCUMENT, "Thân kế hoạch và phụ lục không khớp nhau",
            "Lô-gic: phụ lục liệt kê đủ chỉ tiêu, nhiệm vụ nêu trong kế hoạch",
            {"name_similarity": 78, "mirrored_share": 0.33, "least_table_indicators": 5})


_CHAPTER = regex.compile(r"nhiem vu|giai phap")
#: Chapters whose figures are no goals of the plan: why it is made, where things stand, what each unit has to do for it.
_NO_GOALS = regex.compile(r"\bmuc dich\b|\byeu cau\b|\bto chuc thuc hien\b|\bthuc trang\b|\bket qua dat duoc\b")
_AIM = regex.compile(r"(?<!\p{L})(?:phấn đấu|mục tiêu|chỉ tiêu|ít nhất|tối thiểu|đạt|trở lên|20\d\d)(?!\p{L})", regex.I)


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    yield from _targets(plan, context)
    yield from _tasks(plan, context)


def _targets(plan: Plan, context: Context) -> Iterator[Outcome]:
    table = [i for i in plan.table_indicators if fold(i.part) != "than van ban"]  # a table of the body has no duty to repeat its sentences
    if len(table) < int(context.settings["least_table_indicators"]):
        yield skipped("không có phụ lục chỉ tiêu")
        return
    ids = {i.catalog_id for i in table if i.catalog_id}
    names = {fold(i.name) for i in table}
    for i in plan.text_indicators:
        if i.kind != "quantity" or _NO_GOALS.search(fold(i.section)):
            continue
        if "trong nhiệm vụ" in str(i.notes or "") and not _AIM.search(i.source_text or i.name):
            continue  # "Niêm yết công khai 100% thủ tục": the task says how far it goes
        close = max((fuzz.token_set_ratio(fold(i.name), n) for n in names), default=0)
        if i.catalog_id in ids or (not i.catalog_id and close >= context.settings["name_similarity"]):
            yield passed()
        else:
            yield failed(i, f"{where(i)}: mục tiêu “{i.name}” ({show(i)}) chỉ nêu ở đây, không có trong phụ lục chỉ tiêu.",
                         expected="có trong phụ lục chỉ tiêu")


def _tasks(plan: Plan, context: Context) -> Iterator[Outcome]:
    """Only where the annex mirrors the body: at least a third of the numbered tasks of the body are found in it."""
    sections = _body_tasks(plan)
    names = [fold(t.name) for t in plan.tasks if is_annex(t.part)]
    items = [p for ps in sections.values() for p in ps]
    if not names or len(items) < 5:
        yield skipped("kế hoạch không có cả nhiệm vụ đánh số trong thân và phụ lục nhiệm vụ")
        return
    limit = float(context.settings["name_similarity"])
    covered = {id(p): _covered(p.text, names, limit) for p in items}
    if sum(covered.values()) < float(context.settings["mirrored_share"]) * len(items):
        yield skipped("phụ lục nhiệm vụ không lặp lại các nhiệm vụ của thân kế hoạch")
        return
    yield passed(sum(covered.values()) or 1)
    for head, ps in sections.items():
        missing = [p for p in ps if not covered[id(p)]]
        if len(missing) == len(ps) > 1:
            yield failed(ps[0], f"Cả mục {head} của thân kế hoạch ({len(ps)} nhiệm vụ, từ “{cut(ps[0].text, 90)}”) không có trong phụ lục nhiệm vụ: "
                         "không có đơn vị chủ trì, không có thời hạn.", expected="có dòng tương ứng trong phụ lục nhiệm vụ", related=tuple(ps[1:]))
        else:
            for p in missing:
                yield failed(p, f"Nhiệm vụ “{cut(p.text)}” của thân kế hoạch không có trong phụ lục nhiệm vụ.",
                             expected="có dòng tương ứng trong phụ lục nhiệm vụ")


def _covered(text: str, names: list[str], limit: float) -> bool:
    words = fold(MARKER.sub("", text))
    mine = set(words.split())
    return any(_alike(words, n) >= limit for n in names if _share(mine, n) >= 0.55)


def _share(words: set[str], name: str) -> float:
    """Shared words over the smaller set: texts that share less than half cannot be alike, and need no slow look."""
    other = set(name.split())
    return len(words & other) / (min(len(words), len(other)) or 1)


def _alike(a: str, b: str) -> float:
    """The shorter inside the longer counts when it is a good part of it; else words in any order."""
    short, long = sorted((a, b), key=len)
    inside = fuzz.partial_ratio(short, long) if len(short) >= 0.4 * len(long) else 0.0
    return max(inside, fuzz.token_sort_ratio(a, b))


def _body_tasks(plan: Plan) -> dict[str, list[Row]]:
    """Numbered tasks "3.4. …" by their section "3", of the chapter about tasks and solutions."""
    out: dict[str, list[Row]] = defaultdict(list)
    inside = False
    for p in plan.body:
        if is_annex(p.part):
            break
        m = MARKER.match(p.text)
        if m and m["roman"]:
            inside = bool(_CHAPTER.search(fold(p.text)))
        elif inside and m and m["dotted"] and m["dotted"].count(".") == 1:
            out[m["dotted"].partition(".")[0]].append(p)
    return out
