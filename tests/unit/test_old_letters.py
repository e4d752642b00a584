"""Documents in TCVN3 or VNI under fonts that do not say so: put into Unicode, each word keeps its box."""

import pytest

from extractors.legacy import convert
from extractors.readers.old_letters import evident_encoding, into_unicode
from schemas.document import Document, Paragraph, Table
from schemas.spans import Span, Spans
from tests.makers import document, table

TCVN3 = ["ñy ban nh©n d©n x· Vâ Nhai", "KÕ ho¹ch chuyÓn ®æi sè cña x· n¨m 2026, ®Þnh híng ®Õn n¨m 2030", "Phßng V¨n hãa – X· héi chñ tr×, phèi hîp víi C«ng an x· triÓn khai thùc hiÖn thêng xuyªn"]
UNICODE = ["Ủy ban nhân dân xã Võ Nhai", "Kế hoạch chuyển đổi số của xã năm 2026, định hướng đến năm 2030", "Phòng Văn hóa – Xã hội chủ trì, phối hợp với Công an xã triển khai thực hiện thường xuyên"]
VNI = ["Kế hoạch chuyển đổi số của xã", "Phòng Văn hóa và Xã hội chủ trì, phối hợp với Công an xã triển khai thực hiện"]


def spanned(text: str) -> Paragraph:
    at, spans = 0, []
    for w in text.split():
        start = text.index(w, at)
        at = start + len(w)
        spans.append(Span(start, at, 1, (float(start), 0.0, float(at), 10.0)))
    return Paragraph(text, Spans(spans))


def boxed(made: Document) -> list[list[tuple[str, tuple[float, float, float, float]]]]:
    return [[(b.text[s.start : s.end], s.bbox) for s in b.spans] for b in made.blocks if isinstance(b, Paragraph)]


def test_words_keep_their_boxes() -> None:
    made = document(*map(spanned, TCVN3), table([["TT", "ChØ tiªu"], ["1", "Tû lÖ hå s¬ trùc tuyÕn"]]))
    before = boxed(made)
    into_unicode(made)
    assert [b.text for b in made.blocks if isinstance(b, Paragraph)][1:] == UNICODE[1:]
    assert [c.text for b in made.blocks if isinstance(b, Table) for c in b.cells] == ["TT", "Chỉ tiêu", "1", "Tỷ lệ hồ sơ trực tuyến"]
    texts = [b.text for b in made.blocks if isinstance(b, Paragraph)]
    for text, old, new in zip(texts, before, boxed(made), strict=True):
        assert [w for w, _ in new] == text.split()
        assert [box for _, box in new] == [box for _, box in old]
    assert [n.code for n in made.notes] == ["legacy_encoding"]


def test_letters_written_with_two_signs_keep_their_boxes() -> None:
    from viparse.normalize.encodings import CHARMAPS

    signs = {v: k for k, v in dict(CHARMAPS["vni"].pairs).items()}
    made = document(*[spanned("".join(signs.get(c, c) for c in t)) for t in VNI])
    into_unicode(made)
    assert [b.text for b in made.blocks] == VNI
    assert [[w for w, _ in words] for words in boxed(made)] == [t.split() for t in VNI]


@pytest.mark.parametrize("texts", [UNICODE, ["x² + y² ≤ 5 µm, «guillemets», ±3°, §5, Müller, façade"] * 3, ["Kế hoạch số 12"], []])
def test_unicode_stays(texts: list[str]) -> None:
    made = document(*map(spanned, texts))
    into_unicode(made)
    assert [b.text for b in made.blocks] == texts and not made.notes
    assert evident_encoding(texts) is None


@pytest.mark.parametrize(("old", "new"), [
    ("®îc", "được"), ("thêng", "thường"), ("nícc", "nớcc"), ("níc", "nước"), ("h\xadíng", "hướng"), ("s¬n", "sơn"), ("lîi", "lợi"), ("h¬n", "hơn"), ("r\xadîu", "rượu"),
])
def test_soft_hyphens_that_a_printer_left_out_are_put_back_where_only_they_make_a_rime(old: str, new: str) -> None:
    assert convert(old, "tcvn3") == new
