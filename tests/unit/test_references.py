"""References: the corpus, round trips of symbols, the check against the registry, hostile text, the three plans."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.reference_check import resolve
from extractors.fields.references import find_references, parse_own_number, parse_symbol
from extractors.fields.registry import agrees, entry, registry, same_series
from extractors.fields.symbols import codes
from extractors.outline import outline
from extractors.readers.text import blocks_of
from extractors.records import extract
from extractors.text import one_line
from schemas import vocab
from schemas.records import DocumentInfo, ReferenceStatus
from tests.makers import document

CORPUS = yaml.safe_load((Path(__file__).parents[1] / "corpus/references.yml").read_text(encoding="utf-8"))
SHARED = Path(__file__).parents[2] / "../shared"


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(t, w, id=f"{g}:{t[:50]}") for g, cases in CORPUS.items() for t, w in cases])
def test_corpus(text: str, wanted: list) -> None:
    found = find_references(text)
    expected = [w if isinstance(w, dict) else {"symbol": w} for w in wanted]
    assert len(found) == len(expected), [(m.raw, m.symbol) for m in found]
    for m, want in zip(found, expected, strict=True):
        assert text[m.start:m.end] == m.raw
        for field, value in want.items():
            if field == "problem":
                assert value in m.problem
            else:
                assert str(getattr(m, field)) == value, (field, m)


def test_corpus_is_large_enough() -> None:
    assert sum(map(len, CORPUS.values())) >= 300
    assert sum(not w for _, w in CORPUS["must_not_match"]) >= 50


# ------------------------------------------------------------------------------------------------------- round trips

_NUMBER = st.one_of(st.integers(1, 9999).map(lambda n: f"{n:02d}"), st.integers(1, 99).flatmap(lambda n: st.sampled_from("ab").map(lambda c: f"{n:02d}{c}")))
_STATE = st.tuples(_NUMBER, st.none() | st.integers(1990, 2030), st.sampled_from(["NQ", "QĐ", "KH", "CT", "TB", "BC", "TTr", "HD", "CTr", "ĐA"]),
                   st.sampled_from(["CP", "TTg", "UBND", "HĐND", "VPCP", "BKHCN", "SKHCN", "BTTTT"]))
_PARTY = st.tuples(_NUMBER, st.sampled_from(["NQ", "QĐ", "KH", "CT", "TB", "KL", "HD", "CTr", "CV", "BC"]),
                   st.sampled_from(["TW", "TU", "ĐU", "VPTW", "BTCTW", "BCĐTW", "CQTTBCĐ", "TGV"]))


def _state(t: tuple) -> str:
    return f"{t[0]}{'/' + str(t[1]) if t[1] else ''}/{t[2]}-{t[3]}"


def _party(t: tuple) -> str:
    return f"{t[0]}-{t[1]}/{t[2]}"


_SYMBOL = st.one_of(_STATE.map(_state), _PARTY.map(_party), st.tuples(_NUMBER, st.integers(2000, 2030), st.integers(11, 16)).map(lambda t: f"{t[0]}/{t[1]}/QH{t[2]}"))
SPELLINGS = {
    "plain": lambda s: s,
    "en dash": lambda s: s.replace("-", "–"),
    "no-break hyphen": lambda s: s.replace("-", "‑"),
    "space after": lambda s: re.sub(r"([-/])(?=\D)", r"\1 ", s, count=1),
    "space before": lambda s: re.sub(r"([-/])(?=\D)", r" \1", s, count=1),
    "line break": lambda s: re.sub(r"([-/])(?=\D)", "\\1\n", s, count=1),
    "blank line": lambda s: re.sub(r"([-/])(?=\D)", "\\1\n\n", s, count=1),
    "capitals": lambda s: s[:5] + s[5:].upper(),
    "padded": lambda s: "0" + s if not s[:3].isdigit() else s,  # of four digits is how some registers write (0155/KH-UBND)
    "eth": lambda s: s.replace("Đ", "Ð"),
    "escaped": lambda s: s.replace("-", "\\-"),
}


@given(_SYMBOL, st.sampled_from(sorted(SPELLINGS)))
@settings(max_examples=400, deadline=None)
def test_any_spelling_gives_the_same_symbol(symbol: str, spelling: str) -> None:
    parsed = parse_symbol(SPELLINGS[spelling](symbol))
    assert parsed is not None and parsed.canonical == symbol
    found = find_references(f"theo văn bản số {SPELLINGS[spelling](symbol)}, các đơn vị")
    assert [m.symbol for m in found] == [symbol]


@given(st.one_of(_STATE.filter(lambda t: not t[1]).map(lambda t: (_state(t), f"{t[0]}-{t[2]}/{t[3]}")),
                 _PARTY.map(lambda t: (_party(t), f"{t[0]}/{t[1]}-{t[2]}"))))
@settings(max_examples=200, deadline=None)
def test_swapped_separators_are_put_right_and_said(case: tuple[str, str]) -> None:
    right, swapped = case
    [m] = find_references(f"Văn bản số {swapped} ngày 01/02/2025")
    assert (m.symbol, m.status) == (right, ReferenceStatus.MISCITED)
    assert swapped in m.problem and right in m.problem


@given(_SYMBOL)
@settings(max_examples=200, deadline=None)
def test_canonical_is_a_fixed_point(symbol: str) -> None:
    first = parse_symbol(symbol)
    assert first is not None
    again = parse_symbol(first.canonical)
    assert again is not None and again.canonical == first.canonical and not again.repairs


# --------------------------------------------------------------------------------------------------------- own number


@pytest.mark.parametrize(("text", "symbol", "status"), [
    ("Số: 119/KH-UBND", "119/KH-UBND", "full"),
    ("ỦY BAN NHÂN DÂN\nXÃ VÕ NHAI\n\nSố: 119/KH-UBND\nVõ Nhai, ngày 14 tháng 11 năm 2025", "119/KH-UBND", "full"),
    ("Số 3260-KH/ĐĐQH15", "3260-KH/ĐĐQH15", "full"),
    ("Số: 326 /QĐ-UBND      Gia Lai, ngày 26 tháng 01 năm 2026", "326/QĐ-UBND", "full"),
    ("Số:12/KH-UBND", "12/KH-UBND", "full"),
    ("**Số: 12/KH-UBND**", "12/KH-UBND", "full"),
    ("Số: 12 /KH- UBND", "12/KH-UBND", "full"),
    ("119/KH-UBND", "119/KH-UBND", "full"),
    ("SỐ: 45/BC-UBND", "45/BC-UBND", "full"),
    ("Sô: 45/BC-UBND", "45/BC-UBND", "full"),
    ("Số: 1709/BKHCN-CĐSQG", "1709/BKHCN-CĐSQG", "full"),
    ("Số -KH/BCĐ", "", "blank"),
    ("*\nSố -KH/BCĐ\n", "", "blank"),
    ("Số:      /KH-UBND", "", "blank"),
    ("Số: ___/KH-UBND", "", "blank"),
    ("Số: …../KH-UBND", "", "blank"),
    ("Số: ...../KH-UBND", "", "blank"),
    ("Số: xx/KH-UBND", "", "blank"),
    ("Số: \\_\\_\\_ /KH-UBND", "", "blank"),
    ("Số:       -KH/ĐU", "", "blank"),
    ("KẾ HOẠCH\nTriển khai Nghị quyết số 57-NQ/TW", "", "missing"),
    ("UBND XÃ THUẬN AN", "", "missing"),
    ("(Kèm theo Kế hoạch số   /KH-UBND)", "", "missing"),
    ("", "", "missing"),
])
def test_own_number(text: str, symbol: str, status: str) -> None:
    assert parse_own_number(text) == (symbol, status)


# ----------------------------------------------------------------------------------------------------------- registry


def _one(text: str, **kw: str):  # type: ignore[no-untyped-def]
    return resolve(find_references(text), **kw)[-1]


@pytest.mark.parametrize(("text", "status", "registry_id", "problem"), [
    ("Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị", "verified", "57-NQ/TW@2024-12-22", ""),
    ("Nghị quyết số 57-NQ/TW", "verified", "57-NQ/TW@2024-12-22", ""),
    ("Nghị quyết số 57-NQ/TW ngày 21/12/2024", "miscited", "57-NQ/TW@2024-12-22", "theo danh mục là 22/12/2024"),
    ("Nghị quyết số 57-NQ/TW ngày 22/12/2025", "miscited", "57-NQ/TW@2024-12-22", "22/12/2024"),
    ("Nghị quyết số 57/NQ-TW ngày 22/12/2024 của Chính phủ", "miscited", "57-NQ/TW@2024-12-22", "Bộ Chính trị"),
    ("Nghị quyết số 57-NQ/TW của Ban Bí thư", "miscited", "57-NQ/TW@2024-12-22", "Bộ Chính trị"),
    ("Nghị quyết số 71/NQ-CP ngày 01/4/2025 của Thủ tướng Chính phủ", "miscited", "71/NQ-CP@2025-04-01", "Chính phủ"),
    ("Quyết định số 942/QĐ-TTg ngày 15/6/2021", "verified", "942/QĐ-TTg@2021-06-15", ""),
    ("Quyết định số 942/QĐ-TTg ngày 05/8/2022", "verified", "942/QĐ-TTg@2022-08-05", ""),
    ("Quyết định số 942/QĐ-TTg", "unknown", "", "trùng ký hiệu"),
    ("Quyết định số 942/QĐ-TTg ngày 16/6/2021", "miscited", "942/QĐ-TTg@2021-06-15", "15/06/2021"),
    ("Quyết định số 942/QĐ-TTg ngày 10/7/2019", "unknown", "", "kiểm tra lại ngày"),
    ("Quyết định số 230-QĐ/TW ngày 10/01/2025", "miscited", "230-QĐ/TW@2025-01-10", "Quy định"),
    ("Kế hoạch số 15-KH/TU ngày 01/3/2025 của Tỉnh ủy Nghệ An", "unknown", "", ""),
    ("Kế hoạch số 15-KH/TU ngày 01/3/2025 của UBND tỉnh", "miscited", "", "theo ký hiệu là Tỉnh ủy"),
    ("Nghị quyết số 999/NQ-CP ngày 01/3/2025 của Bộ Chính trị", "miscited", "", "Chính phủ"),
    ("Nghị quyết số 999/NQ-CP ngày 01/3/2025 của Chính phủ", "unknown", "", ""),
    ("Nghị định số 42/2022/NĐ-CP ngày 24/6/2021", "miscited", "42/2022/NĐ-CP@2022-06-24", "Năm trong ký hiệu (2022)"),
    ("Nghị định số 999/2022/NĐ-CP ngày 24/6/2021", "miscited", "", "Năm trong ký hiệu (2022)"),
    ("Quyết định số 06/2022/QĐ-TTg ngày 06/01/2022", "miscited", "06/QĐ-TTg@2022-01-06", "thừa năm"),
    ("Kế hoạch số 01-KH/BCĐTW ngày 21/4/2025", "unknown", "01-KH/BCĐTW@2025-03-21", "chưa chắc chắn"),
    ("Nghị quyết số 57 ngày 22/12/2024 của Bộ Chính trị", "verified", "57-NQ/TW@2024-12-22", ""),
    ("Nghị định 42/2022", "verified", "42/2022/NĐ-CP@2022-06-24", ""),
    ("Luật Dữ liệu ngày 30/11/2024", "verified", "60/2024/QH15@2024-11-30", ""),
    ("Luật Dữ liệu ngày 29/11/2024", "miscited", "60/2024/QH15@2024-11-30", "30/11/2024"),
    ("Đề án 06", "verified", "06/QĐ-TTg@2022-01-06", ""),
    ("NQ57", "verified", "57-NQ/TW@2024-12-22", ""),
    ("Nghị quyết 71 của Chính phủ", "verified", "71/NQ-CP@2025-04-01", ""),
    ("Nghị quyết 71 của Bộ Chính trị", "verified", "71-NQ/TW@2025-08-22", ""),
    ("Nghị quyết số 71", "unknown", "", ""),
    ("Nghị quyết số 71-NQ/TW ngày 22/8/2025; Nghị quyết số 71", "verified", "71-NQ/TW@2025-08-22", ""),
    ("Nghị quyết số 57-NQ/TW, Nghị quyết số 68", "verified", "68-NQ/TW@2025-05-04", ""),
])
def test_against_the_registry(text: str, status: str, registry_id: str, problem: str) -> None:
    m = _one(text)
    assert (str(m.status), m.registry_id) == (status, registry_id), m
    assert problem in m.problem and bool(problem) == bool(m.problem), m.problem


@pytest.mark.parametrize(("text", "day", "problem"), [
    ("Nghị quyết số 04/2025/NQ-CP", "2026-03-05", "Hết hiệu lực sau ngày 28/02/2026"),
    ("Nghị quyết số 04/2025/NQ-CP", "2026-02-28", ""),
    ("Căn cứ Luật Chuyển đổi số", "2026-03-05", "Chưa có hiệu lực"),
    ("xây dựng văn bản hướng dẫn Luật Chuyển đổi số", "2026-03-05", ""),  # prepared for, no basis yet
    ("Luật Chuyển đổi số", "2026-07-01", ""),
    ("Nghị định số 42/2022/NĐ-CP", "2026-07", "Hết hiệu lực"),
    ("Nghị quyết số 71/NQ-CP", "2025-03-01", "sau ngày của văn bản này"),
    ("Nghị quyết số 71/NQ-CP ngày 01/4/2025", "2025-03-01", "sau ngày của văn bản này"),
])
def test_validity_on_the_day_of_the_plan(text: str, day: str, problem: str) -> None:
    m = _one(text, document_date=day)
    assert problem in m.problem and bool(problem) == bool(m.problem)


@pytest.mark.parametrize(("day", "registry_id"), [
    ("2024-05-01", "51/2005/QH11@2005-11-29"), ("2024-07-01", "20/2023/QH15@2023-06-22"), ("2025-10", "20/2023/QH15@2023-06-22")])
def test_a_law_by_name_is_the_one_in_force(day: str, registry_id: str) -> None:
    assert _one("theo Luật Giao dịch điện tử", document_date=day).registry_id == registry_id


def test_a_law_named_alone_is_not_one_of_later_years() -> None:
    """In 2018 "Luật Đấu thầu" was the one of 2013, which the registry does not hold."""
    named = _one("theo Luật Đấu thầu", document_date="2018-03")
    assert (named.status, named.registry_id, named.problem) == (ReferenceStatus.UNKNOWN, "", "")
    assert _one("theo Luật Đấu thầu", document_date="2024-03").registry_id.startswith("22/2023/QH15")


def test_short_form_takes_identity_but_not_the_date() -> None:
    full, short = resolve(find_references("Quyết định số 942/QĐ-TTg ngày 15/6/2021 của Thủ tướng Chính phủ; Quyết định số 942/QĐ-TTg"))
    assert (full.registry_id, short.registry_id, short.issued_on, short.issuer) == (full.registry_id, "942/QĐ-TTg@2021-06-15", "", "")


def test_the_resolution_57_brings_the_others_with_it() -> None:
    def ids(text: str) -> list[str]:
        return [m.registry_id.partition("@")[0] for m in resolve(find_references(text), document_date="2026-01-15")]
    assert ids("thực hiện NQ57, NQ 66, NQ 68") == ["57-NQ/TW", "66-NQ/TW", "68-NQ/TW"]
    assert ids("thực hiện NQ 66, NQ 68") == ["", ""]


def test_own_symbol_is_self_unless_it_is_another_authority_s() -> None:
    text = "Kế hoạch số 119/KH-UBND; Kế hoạch số 119/KH-UBND ngày 01/02/2025 của UBND tỉnh"
    a, b = resolve(find_references(text), own_symbol="119/KH-UBND", document_date="2025-11-14")
    assert (str(a.status), str(b.status)) == ("self", "unknown")
    caption = resolve(find_references("(Kèm theo Kế hoạch số 120/KH-UBND ngày 14/11/2025)"), own_symbol="119/KH-UBND")[0]
    assert str(caption.status) == "self" and "119/KH-UBND" in caption.problem


def test_context_gives_the_role() -> None:
    text = "Nghị quyết số 57-NQ/TW"
    assert [str(find_references(text, context=c)[0].role) for c in ("title", "basis", "assign_column", "body")] == [
        "implements", "basis", "assigns", "mention"]
    assert str(find_references("Kế hoạch số      /KH-UBND", context="annex_caption")[0].role) == "self"


def test_series() -> None:
    assert same_series("57-NQ/TW", "2024-12-22", "2022-01-01") and not same_series("57-NQ/TW", "2024-12-22", "2026-03-01")
    assert same_series("942/QĐ-TTg", "2021-06-15", "2021-01-01") and not same_series("942/QĐ-TTg", "2021-06-15", "2022-01-01")


@pytest.mark.parametrize(("written", "code", "answer"), [
    ("Ban Thường vụ Tỉnh ủy Đồng Nai", "TU", True), ("Thành ủy Đà Nẵng", "TU", True), ("UBND tỉnh", "TU", False), ("Bộ Chính trị", "TW", True),
    ("Chính phủ", "TW", False), ("Thủ tướng Chính phủ", "CP", False), ("Thủ tướng", "TTg", True), ("Ủy ban nhân dân xã", "UBND", True),
    ("Uỷ ban nhân dân xã", "UBND", True), ("Chủ tịch UBND tỉnh", "UBND", True), ("Tổ công tác gì đó", "UBND", None), ("Quốc hội", "QH15", True),
    ("Ban Chỉ đạo tỉnh", "BCĐTW", True), ("Đảng ủy xã Thuận An", "ĐU", True), ("Bộ Khoa học và Công nghệ", "BKHCN-BTTTT", True)])
def test_issuer_and_code(written: str, code: str, answer: bool | None) -> None:
    assert agrees(written, code) is answer


# --------------------------------------------------------------------------------------------------------- vocabulary


def test_registry_entries_are_canonical_and_dated() -> None:
    for d in registry().by_id.values():
        parsed = parse_symbol(d.symbol)
        assert parsed is not None and parsed.canonical == d.symbol, d.symbol
        assert d.issued_on == "" or re.fullmatch(r"\d{4}-\d\d-\d\d", d.issued_on), d
        assert not d.replaced_by or entry(d.replaced_by), d.replaced_by
        assert d.certainty in {"verified", "certain", "likely", "disputed", "plan only"}
        assert not (d.in_force_from and d.issued_on) or d.in_force_from >= d.issued_on, d
        year = re.search(r"/(\d{4})/", d.symbol)
        assert not year or not d.issued_on or d.issued_on[:4] == year[1], d


@pytest.mark.parametrize("name", ["document_types", "issuer_codes", "known_documents", "law_names", "document_nicknames", "organisation_stop_words"])
def test_vocabulary_rows_are_nfc_sourced_and_single(name: str) -> None:
    rows = vocab.rows(name)
    assert rows and all(r["source"] for r in rows)
    assert len({tuple(r.values()) for r in rows}) == len(rows)


def test_every_issuer_code_reads_back() -> None:
    for code in codes().issuers:
        parsed = parse_symbol(f"12/KH-{code}") or parse_symbol(f"12-KH/{code}")
        assert parsed is not None and parsed.issuer_code == code


def test_user_vocabulary_is_used(tmp_path: Path) -> None:
    (tmp_path / "known_documents.csv").write_text(
        "symbol,type,issued_on,issuer,scope,title,in_force_from,in_force_to,replaced_by,certainty,source,checked_on\n"
        "777/NQ-CP,Nghị quyết,2025-05-05,Chính phủ,,thử,,,,certain,test,2025-05-05\n", encoding="utf-8")
    try:
        vocab.use_folder(tmp_path)
        assert str(_one("Nghị quyết số 777/NQ-CP").status) == "verified"
    finally:
        vocab.use_folder(None)
    assert str(_one("Nghị quyết số 777/NQ-CP").status) == "unknown"


# ------------------------------------------------------------------------------------------------------------- hostile

BAIT = ["57-NQ/TW", "57-", "NQ", "/", "số ", "Số: ", "____", "ngày ", "tháng ", "năm ", "của ", "Bộ ", "Luật ", "Luật Dữ liệu", "Nghị quyết ", "Đề án 06", ", ",
        "1", "0O1lI", "(", "kèm theo ", "Căn cứ ", "\n", " ", "…", "\\_", "–", "&", "Đ", "Ð", "🙂", "\u202e", "\x00", "2025", "QH15", "-CP", "và ", "sửa đổi "]


@given(st.lists(st.sampled_from(BAIT), max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_bait_never_raises_and_offsets_hold(text: str) -> None:
    found = find_references(text)
    assert all(text[m.start:m.end] == m.raw for m in found)
    assert all(a.start < b.start for a, b in zip(found, found[1:], strict=False))
    assert len(resolve(found, own_symbol="57-NQ/TW", document_date="2025-10")) == len(found)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_survived(text: str) -> None:
    find_references(text)
    parse_own_number(text)
    parse_symbol(text)


@pytest.mark.parametrize("bait", [
    *BAIT, "57-NQ/TW, ", "số -KH/", "Số:      /KH-UBND ", "của Ban ", "1-1/1-", "12/KH", "ngày ___/", "Luật A, b ", "Nghị quyết 57, 59, "])
def test_long_bait_ends(bait: str) -> None:
    find_references((bait * (100_000 // len(bait) + 1))[:100_000])


# ----------------------------------------------------------------------------------------------------------- real plans


@pytest.mark.parametrize(("plan", "own"), [("dong-phu", ""), ("thuan-an", ""), ("vo-nhai", "119/KH-UBND")])
def test_counts_of_the_plans(plan: str, own: str) -> None:
    if not (SHARED / "plans").is_dir():
        pytest.skip("the shared plans are not here")
    text = re.sub(r"<[^>]+>", "", (SHARED / f"plans/{plan}.txt").read_text(encoding="utf-8"))
    if plan == "thuan-an":  # a flat text: every line is its own block
        blocks = [" ".join(line for line in text.split("\n") if line.strip())]
    else:
        blocks = [c for p in text.split("\n\n") for row in (p.split("\n") if "\t" in p else [p]) for c in row.split("\t")]
    mentions = resolve([m for b in blocks for m in find_references(one_line(b))], own_symbol=own)
    got = Counter(m.symbol for m in mentions if m.symbol and m.status != ReferenceStatus.SELF)
    with (SHARED / f"gold/{plan}/references.csv").open(encoding="utf-8-sig") as f:
        assert got == {r["symbol"]: int(r["mentions"]) for r in csv.DictReader(f)}


# ------------------------------------------------------------------------------------------------ in whole documents

_HEAD = """ỦY BAN NHÂN DÂN
XÃ PHÚ XUÂN

%s
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Phú Xuân, ngày 12 tháng 3 năm 2026

KẾ HOẠCH
Chuyển đổi số năm 2026

%s
"""
_BODY = "I. MỤC TIÊU\n- 90% hồ sơ nộp trực tuyến."


def _of_document(number: str, body: str) -> list:
    return extract(outline(document(*blocks_of(_HEAD % (number, body))[0])), DocumentInfo(document_id="d", file_name="d")).references


@pytest.mark.parametrize("number", ["Số: 52/KH-UBND", "Số: 52/KH-UBND |", "Số: 52/KH-UBND | Phú Xuân, ngày 12 tháng 3 năm 2026",
                                    "Số: 52/KH-UBND, ngày 12 tháng 3 năm 2026", "Số:\n52/KH-UBND"])
def test_own_number_is_no_reference(number: str) -> None:
    assert _of_document(number, _BODY) == []
    (caption,) = _of_document(number, _BODY + "\n\nPHỤ LỤC\n(Kèm theo Kế hoạch số 52/KH-UBND ngày 12/3/2026 của UBND xã)")
    assert caption.role == "self"


@pytest.mark.parametrize(("body", "roles"), [
    ("I. CĂN CỨ XÂY DỰNG KẾ HOẠCH\n- Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ;\n- Nghị quyết số 71/NQ-CP.\nII. NHIỆM VỤ\n- Theo Kết luận số 83-KL/TW.",
     ["basis", "basis", "mention"]),
    ("I. CƠ SỞ PHÁP LÝ\nNghị quyết số 71/NQ-CP ngày 01/4/2025 của Chính phủ;\nII. NHIỆM VỤ\n- Theo Kết luận số 83-KL/TW.", ["basis", "mention"]),
    ("Căn cứ Nghị quyết số 71/NQ-CP ngày 01/4/2025;\nQuyết định số 749/QĐ-TTg ngày 03/6/2020 về Chương trình Chuyển đổi số quốc gia;\nCăn cứ Kết luận số 83-KL/TW;\n" + _BODY,
     ["basis", "basis", "basis"]),
    ("I. MỤC TIÊU\n- Nghị quyết số 71/NQ-CP được phổ biến đến 90% cán bộ;\n- Quyết định số 749/QĐ-TTg cũng vậy.", ["mention", "mention"]),
])
def test_roles_under_headings_and_in_runs(body: str, roles: list[str]) -> None:
    assert [str(r.role) for r in _of_document("Số: 52/KH-UBND", body)] == roles


def test_a_letter_comes_from_the_body_that_its_symbol_names_first() -> None:
    (said,) = resolve(find_references("Thực hiện chỉ đạo của UBND tỉnh tại Công văn số 518/UBND-VP6 ngày 09/6/2026"))
    assert (said.issuer, str(said.status), said.problem) == ("UBND tỉnh", "unknown", "")
    (wrong,) = resolve(find_references("Công văn số 518/UBND-VP6 ngày 09/6/2026 của Sở Nội vụ"))
    assert str(wrong.status) == "miscited"


def test_a_blank_own_number_is_no_reference() -> None:
    assert _of_document("Số:        /KH-UBND", _BODY) == [] == _of_document("Số:      /KH-UBND | Phú Xuân, ngày     tháng 3 năm 2026", _BODY)


def test_a_decision_that_issues_the_plan_of_another_body() -> None:
    caption = find_references("(Kèm theo Kế hoạch số 76/KH-SYT ngày 04/5/2026 của Giám đốc Sở Y tế)")
    (other,) = resolve(caption, own_symbol="52/QĐ-UBND")
    assert (str(other.role), str(other.status), other.problem) == ("mention", "unknown", "")
    (own,) = resolve(find_references("(Kèm theo Kế hoạch số 76/KH-UBND ngày 04/5/2026)"), own_symbol="52/QĐ-UBND")
    assert str(own.status) == "self" and "khác số của văn bản" in own.problem
