"""TCVN3 and VNI: by font name, by evidence, and never on text that is Unicode already."""

from __future__ import annotations

import dataclasses
import json
import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import legacy
from extractors.legacy import to_unicode
from extractors.legacy_words import convert_words
from extractors.records.context import DocumentResult
from pipeline import soffice
from pipeline.discover import discover
from pipeline.document import process
from pipeline.options import RunOptions
from tests.reencode import encode, reencode

SHARED = Path(__file__).parents[2] / "../shared"


@pytest.mark.parametrize(("words", "font", "unicode", "encoding"), [
    ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", ".VnTime", "Cộng hoà xã hội chủ nghĩa Việt Nam", "tcvn3"),
    ("Céng hoµ", "ABCDEF+.VnTime,Bold", "Cộng hoà", "tcvn3"),
    ("ñy ban nh©n d©n", ".VnTimeH", "ỦY BAN NHÂN DÂN", "tcvn3"),
    ("ñy ban nh©n d©n", "BAAAAA+.VnArialH", "ỦY BAN NHÂN DÂN", "tcvn3"),
    ("kh", ".VnTimeH", "KH", "tcvn3"),
    ("Th«ng t\u00ad", ".VnTime", "Thông tư", "tcvn3"),
    ("Coäng hoøa xaõ hoäi", "VNI-Times", "Cộng hòa xã hội", "vni"),
    ("Ñoäc laäp - Töï do - Haïnh phuùc", "VNI-Helve", "Độc lập - Tự do - Hạnh phúc", "vni"),
    ("chaúng haïn, Myõ thuaät", "VNI-Times", "chẳng hạn, Mỹ thuật", "vni"),
    ("Độc lập", ".VnTime", "Độc lập", None),  # an old font name on new text
    ("Plan 2025", ".VnTime", "Plan 2025", None),
    ("Céng hoµ", "Times New Roman", "Céng hoµ", None),
    ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", None, "Cộng hoà xã hội chủ nghĩa Việt Nam", "tcvn3"),
    ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", None, "Cộng hòa xã hội chủ nghĩa Việt Nam", "vni"),
    ("El niño está en la estación más próxima de mañana", None, "El niño está en la estación más próxima de mañana", None),
    ("Größe, Übung und Straße für Fußgänger", None, "Größe, Übung und Straße für Fußgänger", None),
    ("à la carte, déjà vu, façade, élève, Noël", None, "à la carte, déjà vu, façade, élève, Noël", None),
    ("tách, đã, và, là", None, "tách, đã, và, là", None),
])
def test_to_unicode(words: str, font: str | None, unicode: str, encoding: str | None) -> None:
    assert legacy.to_unicode(words, font) == (unicode, encoding)


@pytest.mark.parametrize(("word", "well_formed"), [
    ("nghiêng", True), ("quyết", True), ("thuở", True), ("khuỷu", True), ("giếng", True), ("đặc", True), ("nguyện", True), ("ý", True),
    ("các", True), ("cac", False), ("hoàch", False), ("niño", False), ("straße", False), ("zỗ", False), ("thốì", False),
])
def test_syllables(word: str, well_formed: bool) -> None:
    assert legacy.is_syllable(word) is well_formed


_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


@given(st.text(alphabet=_LETTERS, max_size=60), st.sampled_from(["tcvn3", "vni"]))
def test_encoded_and_decoded_again_is_the_same(words: str, encoding: str) -> None:
    assert "".join(legacy.convert(t, encoding) if f else t for t, f in encode(words, encoding)) == words


@given(st.text(max_size=200))
def test_text_of_modern_fonts_is_never_touched(words: str) -> None:
    import unicodedata
    assert legacy.to_unicode(words, "Times New Roman") == (unicodedata.normalize("NFC", words), None)


@pytest.fixture(scope="module")
def records() -> Callable[[Path], dict[str, Any]]:
    """All records of a document, made once for each file; what tells files apart (ids, names, the note on the encoding) left out."""
    known: dict[Path, dict[str, Any]] = {}

    def of(path: Path) -> dict[str, Any]:
        if path not in known:
            source = next(iter(discover([path], path.parent)))
            result = process(source, RunOptions(ocr="never").reading())
            assert result.info.status == "ok", result.info.error
            known[path] = json.loads(json.dumps(_plain(result)).replace(result.info.document_id, "ID"))
        return known[path]

    return of


def _plain(result: DocumentResult) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for table in dataclasses.fields(result):
        rows = getattr(result, table.name)
        rows = rows if isinstance(rows, list) else [rows]
        out[table.name] = [r.model_dump(mode="json") if hasattr(r, "model_dump") else dataclasses.asdict(r) if dataclasses.is_dataclass(r) else r for r in rows]
    out["notes"] = [n for n in out["notes"] if n["code"] != "legacy_encoding"]
    for column in ("file_name", "sha256", "media_type", "notes"):
        del out["info"][0][column]
    return out


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "half", "nfd", "mixed"])
@pytest.mark.parametrize("plan", ["vo-nhai", "thuan-an", "dong-phu"])
def test_twin_of_a_plan_gives_the_same_records(tmp_path: Path, records: Callable[[Path], dict[str, Any]], plan: str, encoding: str) -> None:
    path = SHARED / f"plans/{plan}.docx"
    if not path.exists():
        pytest.skip("shared material is not here")
    twin = tmp_path / "twin.docx"
    reencode(path, twin, encoding)
    assert _letters(twin, "ạ") < 0.9 * _letters(path, "ạ")
    got, want = records(twin), records(path)
    for table in want:
        assert got[table] == want[table], table


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
@pytest.mark.parametrize(("encoding", "to"), [("tcvn3", "doc"), ("vni", "doc"), ("tcvn3", "rtf"), ("tcvn3", "odt"), ("tcvn3", "html")])
def test_twin_in_an_old_format_gives_the_same_records(tmp_path: Path, records: Callable[[Path], dict[str, Any]], encoding: str, to: str) -> None:
    """The encoded DOCX and the Unicode one, both saved in the same old format."""
    path = SHARED / "plans/thuan-an.docx"
    if not path.exists():
        pytest.skip("shared material is not here")
    twin = tmp_path / "twin.docx"
    reencode(path, twin, encoding)
    with soffice.Soffice() as program:
        old, plain = program.convert([twin, path], to, tmp_path / "out")
    got, want = records(old), records(plain)
    for table in want:
        assert got[table] == want[table], table


def _letters(path: Path, words: str) -> int:
    with zipfile.ZipFile(path) as z:
        return z.read("word/document.xml").count(words.encode())

@pytest.mark.parametrize(("words", "encoding", "unicode"), [
    ("ñy ban nh©n d©n x·", "tcvn3", "ủy ban nhân dân xã"),
    ("cã ph­¬ng ¸n, Phßng KT", "tcvn3", "có phương án, Phòng KT"),
    ("Phòng Kinh tế, có phương án", "tcvn3", "Phòng Kinh tế, có phương án"),  # Unicode stays
    ("Phòng Văn hóa phối hợp ñy ban nh©n d©n x·", "tcvn3", "Phòng Văn hóa phối hợp ủy ban nhân dân xã"),  # both in one paragraph
    ("Phòng", "tcvn3", "Phòng"), ("Phòng", "vni", "Phòng"), ("cã", "tcvn3", "có"), ("không", "vni", "không"),
    ("Vaên phoøng HÑND…", "vni", "Văn phòng HĐND…"),
    ("huyện Kr«ng B«ng, «ng Müller, ± 5 m² «xem»", "tcvn3", "huyện Krông Bông, ông Müller, ± 5 m² «xem»"),
])
def test_words_without_a_font(words: str, encoding: str, unicode: str) -> None:
    assert convert_words(words, encoding) == unicode


@pytest.mark.parametrize(("words", "font", "unicode"), [
    ("Phòng", ".VnTime", "Phòng"), ("thông", "VNI-Times", "thông"), ("các phòng, ban", ".VnTime", "các phòng, ban"),  # typed in Unicode, the font's name stayed
    ("Công an xã", ".VnTime", "Công an xã"), ("Phßng", ".VnTime", "Phòng"), ("ô", ".VnTimeH", "Ụ"), ("cã", ".VnTime", "có"), ("x· cã", ".VnTime", "xã có"),
])
def test_unicode_under_an_old_fonts_name(words: str, font: str, unicode: str) -> None:
    assert to_unicode(words, font)[0] == unicode


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_no_paragraph_of_a_unicode_plan_is_changed(encoding: str) -> None:
    import docx

    plans = Path(__file__).parents[2] / "../shared/plans"
    if not plans.exists():
        pytest.skip("no shared plans")
    texts = [p.text for plan in sorted(plans.glob("*.docx")) for d in [docx.Document(str(plan))]
             for p in (*d.paragraphs, *(p for t in d.tables for r in t.rows for c in r.cells for p in c.paragraphs))]
    texts = [unicodedata.normalize("NFC", t) for t in dict.fromkeys(texts)]
    assert len(texts) > 500 and [t for t in texts if convert_words(t, encoding) != t] == []


@given(st.text(alphabet="≥≤±×÷²³°€™αβγΔπ0123456789 -–%", max_size=60), st.sampled_from(["tcvn3", "vni"]))
def test_signs_beside_unicode_words_are_never_touched(signs: str, encoding: str) -> None:
    text = f"Đạt tỷ lệ {signs} người dùng"
    assert convert_words(text, encoding) == unicodedata.normalize("NFC", text)
