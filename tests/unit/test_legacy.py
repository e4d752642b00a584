"""TCVN3 and VNI: by font name, by evidence, and never on text that is Unicode already."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import legacy
from schemas.document import Paragraph, SourceFile, Table
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


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
@pytest.mark.parametrize("plan", ["vo-nhai", "thuan-an", "dong-phu"])
def test_twin_of_a_plan_reads_the_same(tmp_path: Path, plan: str, encoding: str) -> None:
    path = SHARED / f"plans/{plan}.docx"
    if not path.exists():
        pytest.skip("shared material is not here")
    twin = tmp_path / "twin.docx"
    reencode(path, twin, encoding)
    assert b"Vn" in _xml(twin) or b"VNI" in _xml(twin)
    assert "Kế hoạch".encode() not in _xml(twin)
    assert _texts(twin) == _texts(path)


def _xml(path: Path) -> bytes:
    import zipfile
    with zipfile.ZipFile(path) as z:
        return z.read("word/document.xml")


def _texts(path: Path) -> list[str]:
    from extractors.readers import docx
    data = path.read_bytes()
    document = docx.read(SourceFile(path, path.name, hashlib.sha256(data).hexdigest(), len(data), ""))
    out: list[str] = []
    for b in document.blocks:
        out += [c.text for c in b.cells] if isinstance(b, Table) else [b.text] if isinstance(b, Paragraph) else []
    return out
