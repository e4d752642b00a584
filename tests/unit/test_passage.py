"""Words that stand in a record: all of a usual paragraph, a window of one that has no end."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.text import passage
from pipeline.document import process
from pipeline.options import RunOptions
from schemas.document import SourceFile


@settings(deadline=None)
@given(st.text("ăệ ố.;0", min_size=0, max_size=600), st.data())
def test_the_passage_holds_what_it_is_about_and_keeps_its_size(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = passage(text, start, end, most=200)
    assert text[start:end] in words
    assert len(words) <= max(200, end - start + 400) + 4
    if len(text) <= 200:
        assert words == text


def test_a_paragraph_of_thousands_of_citations_does_not_stand_whole_in_each(tmp_path: Path) -> None:
    file = tmp_path / "citations.txt"
    file.write_text("".join(f"Nghị quyết số {n}-NQ/TW ngày 01/02/2024; " for n in range(100, 1600)), encoding="utf-8")
    source = SourceFile(file, file.name, "0" * 64, file.stat().st_size, "text/plain")
    references = process(source, RunOptions().reading()).references
    assert [r.symbol for r in references] == [f"{n}-NQ/TW" for n in range(100, 1600)]
    assert all(r.symbol in r.source_text and len(r.source_text) <= 4100 for r in references)
