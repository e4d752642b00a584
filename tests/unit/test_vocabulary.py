"""Vocabulary checks find each fault that is put in, and pass over what is right; suggestions read a dataset."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
import typer

from pipeline.cli_common import own_vocabulary
from pipeline.vocabulary import RULES, check, suggest
from schemas import vocab

OWN = ("indicators.csv", "indicator_variants.csv", "indicator_words.csv", "national_targets.csv")


def test_own_files_have_no_problem() -> None:
    assert [p for p in check() if p.file in OWN] == []


def test_no_shipped_file_has_an_error() -> None:
    assert [p for p in check() if p.severity == "error"] == []


UPPER = Path(__file__).parents[2] / "../shared/upper"


@pytest.mark.skipif(not UPPER.exists(), reason="upper texts are not on this machine")
def test_targets_of_the_annex_stand_in_the_text() -> None:
    words = " ".join(" ".join(p.read_text(encoding="utf-8") for p in sorted(UPPER.glob("NQ03*"))).split())
    rows = [r for r in vocab.rows("national_targets") if r["source"].startswith("03/NQ-CP, Phụ lục I")]
    assert len(rows) >= 45
    for r in rows:
        assert r["certainty"] == "possibly draft"
        assert r["quoted_text"].split(" (bản sao")[0].rsplit(": ", 1)[0] in words


def test_every_file_with_rules_exists() -> None:
    assert {n for n in RULES if not (vocab.FOLDER / n).exists()} == set()


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_bytes(text.encode("utf-8"))
    return folder


@pytest.mark.parametrize(
    ("name", "text", "code", "line"),
    [
        ("any.csv", "a,source\n" + unicodedata.normalize("NFD", "số") + ",x\n", "nfc", 2),
        ("any.csv", "a,source\nb,x\na,x\n", "unsorted", 3),
        ("any.csv", "a,source\na,x\na,x\n", "repeated", 3),
        ("any.csv", "a,source\na,\n", "undocumented", 2),
        ("any.csv", "a,date\na,5/2026\n", "date", 2),
        ("any.csv", "a,b\nx\n", "cells", 2),
        ("any.csv", "a,a\nx,y\n", "header", 1),
        ("any.csv", "a,b\n x,y\n", "blanks", 2),
        ("comparators.csv", "word,comparator\ntrên,gt\nTrên,ge\n", "two_meanings", 3),
        ("deadline_words.csv", "class,word,value\nbound,trước lúc,by\nbound,trước lúc,before\n", "two_meanings", 3),
        ("units.csv", "unit_id,name\nA,x\nA,y\n", "repeated", 3),
        ("units.csv", "unit_id,name\nA,\n", "empty", 2),
        ("units.csv", "unit_id\nA\n", "column", 1),
        ("indicator_words.csv", "kind,written,normal\nother,x,y\n", "value", 2),
    ],
)
def test_one_fault_one_problem(tmp_path: Path, name: str, text: str, code: str, line: int) -> None:
    found = check(write(tmp_path, name, text))
    assert (code, line) in {(p.code, p.line) for p in found}
    assert all(p.file == name for p in found)


def test_ids_that_do_not_exist(tmp_path: Path) -> None:
    write(tmp_path, "indicators.csv", "canonical_id,pillar,canonical_name_vi,must,must_not\nA,p,Tên,ten,\n")
    write(tmp_path, "indicator_variants.csv", "canonical_id,variant\nB,Tên khác\n")
    assert ("indicator_variants.csv", "unknown_id") in {(p.file, p.code) for p in check(tmp_path)}


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("unit_variants.csv", "unit_id,variant,context,source,date\nXA.KT,Phòng Kinh tế và Ngân sách,,x,2026\n", set()),  # of a unit that is shipped
        ("unit_variants.csv", "unit_id,variant,context,source,date\nXA.KTX,Phòng Kinh tế và Ngân sách,,x,2026\n", {"unknown_id"}),
        ("unit_variants.csv", "unit_id,variant,context,source,date\nXA.KT,Phòng Văn hóa – Xã hội,,x,2026\n", {"two_meanings"}),
        ("unit_variants.csv", "unit_id,variant,context,source,date\nXA.KT,Phòng VH - XH,,x,2026\n", {"two_meanings"}),  # comes of an abbreviation
        ("units.csv", "unit_id,name,level,system,kind,is_generic,source,date\nXA.KT,Phòng Kinh tế xã,commune,state,office,,x,2026\n", {"repeated"}),
        ("comparators.csv", "word,comparator,source,date\ntối thiểu,le,x,2026\n", {"two_meanings"}),
    ],
)
def test_a_users_file_is_checked_beside_the_shipped_ones(tmp_path: Path, name: str, text: str, codes: set[str]) -> None:
    assert {p.code for p in check(write(tmp_path, name, text)) if p.severity == "error"} == codes


def test_a_spelling_with_two_meanings_stops_a_run_before_it_begins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "unit_variants.csv", "unit_id,variant,context,source,date\nXA.KT,Phòng VH - XH,,x,2026\n")
    with pytest.raises(typer.Exit):
        own_vocabulary(tmp_path)
    assert "unit_variants.csv" in capsys.readouterr().err


@pytest.mark.parametrize("must", ["email", "Số", "r&d"])
def test_a_phrase_that_names_never_contain_is_found(tmp_path: Path, must: str) -> None:
    write(tmp_path, "indicators.csv", f"canonical_id,pillar,canonical_name_vi,must,must_not\nA,p,Tên,{must},\n")
    assert "unreachable" in {p.code for p in check(tmp_path)}


@pytest.mark.parametrize(
    "row", ["A,2030,ge,,5,%,,x,s,source,all,2025", "A,2030,between,9,5,%,,x,s,source,all,2025", "A,2030,eq,a,b,%,,x,s,source,all,2025", "A,2030,about,5,5,%,,x,s,source,all,2025",
            "A,2030,ge,5,,%,,x,s,certain,all,2025"]
)
def test_targets_that_contradict_themselves(tmp_path: Path, row: str) -> None:
    write(tmp_path, "indicators.csv", "canonical_id,pillar,canonical_name_vi,must,must_not\nA,p,Tên,ten,\n")
    write(tmp_path, "national_targets.csv", "canonical_id,year,comparator,value_min,value_max,unit,denominator,quoted_text,source,certainty,scope,date\n" + row + "\n")
    assert "value" in {p.code for p in check(tmp_path)}


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes("a\nsố\n".encode("utf-16"))
    assert [p.code for p in check(tmp_path)] == ["encoding"]


def test_right_files_give_nothing(tmp_path: Path) -> None:
    write(tmp_path, "any.csv", "a,source,date\n2,x,2026\n10,x,2026-01\nbb,x,2026-01-31\nđ,x,2026\n")
    assert check(tmp_path) == []


def dataset(folder: Path) -> Path:
    tables: dict[str, list[dict[str, str]]] = {
        "documents": [{"document_id": "d1", "file_name": "a.docx"}, {"document_id": "d2", "file_name": "b.pdf"}],
        "indicators": [
            {"document_id": "d2", "name": "Tỷ lệ hồ sơ số", "catalog_id": "", "lead_units": "Tổ A; Sở B"},
            {"document_id": "d2", "name": "Tỷ lệ hồ sơ số", "catalog_id": "", "lead_units": ""},
            {"document_id": "d1", "name": "Tỷ lệ hồ sơ số", "catalog_id": "", "lead_units": ""},
            {"document_id": "d1", "name": "Phủ sóng 5G", "catalog_id": "INF.5G", "lead_units": ""},
        ],
        "units": [{"name": "Tổ A", "status": "new", "mentions": "3"}, {"name": "Sở B", "status": "known", "mentions": "9"}],
        "tables": [{"document_id": "d1", "header": "TT ⇥ Cột lạ ⇥ Ghi chú", "roles": "ordinal;;note"}],
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as f:
            writer = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def test_suggest_counts_what_is_unseen(tmp_path: Path) -> None:
    found = suggest(dataset(tmp_path))
    assert [(s.kind, s.text, s.count, s.example, s.vocabulary) for s in found] == [
        ("header", "Cột lạ", 1, "a.docx", "table_headers.csv"),
        ("indicator", "Tỷ lệ hồ sơ số", 2, "a.docx", "indicator_variants.csv"),
        ("unit", "Tổ A", 3, "b.pdf", "unit_variants.csv"),
    ]
    assert found[1].near.count(";") == 2
    assert [s.text for s in suggest(tmp_path, least=3)] == ["Tổ A"]


def test_suggest_needs_a_dataset(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        suggest(tmp_path)
