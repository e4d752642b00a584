"""What a file is, by its first bytes; what is left out is told by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.readers import html
from pipeline import detect
from schemas.document import Paragraph, SourceFile
from schemas.errors import DocumentError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MAIL = b"From: a@xa.gov.vn\r\nTo: b@tinh.gov.vn\r\nSubject: =?utf-8?b?S+G6vw==?=\r\n =?utf-8?b?aG/huqFjaA==?=\r\nMIME-Version: 1.0\r\n\r\nk\r\n"
SAVED = (b"From: <Saved by Microsoft Word>\r\nSubject: ke hoach\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"b\"; type=\"text/html\"\r\n\r\n"
         b"--b\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>K=E1=BA=BF ho=E1=BA=A1ch n=C4=83m 2026</p>\r\n--b--\r\n")


@pytest.mark.parametrize(("data", "kind"), [
    (SAVED, detect.MHTML),
    (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument xmlns:w='x'/>", detect.DOC),
    (b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", detect.XLS),
    (b"\xef\xbb\xbf<?xml version='1.0'?><office:document xmlns:office='x'/>", detect.DOC),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(20), detect.JP2), (b"GIF89a" + bytes(20), detect.GIF),
    (b"<?xml version='1.0'?><html xmlns='x'/>", detect.HTML),
    ("Kế hoạch: triển khai\nSubject: không phải thư".encode(), detect.TEXT),
    (b"To: trinh\nNoi dung cua ke hoach\n\nSubject: x", detect.TEXT),
])
def test_kinds(tmp_path: Path, data: bytes, kind: str) -> None:
    (tmp_path / "a").write_bytes(data)
    assert detect.media_type(tmp_path / "a") == kind


@pytest.mark.parametrize(("data", "words"), [
    (MAIL, "thư điện tử"), (b"Return-Path: <a@b.vn>\nReceived: from mail\n" + MAIL, "thư điện tử"),
    (SAVED.replace(b"From: <Saved by Microsoft Word>", b"Received: from x\r\nTo: a@b.vn"), "thư điện tử"),
    (OLE + "__substg1.0_0037001F".encode("utf-16-le"), "Outlook"), (OLE + "PowerPoint Document".encode("utf-16-le"), "trình chiếu"),
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200), "image/hei"),
])
def test_what_is_left_out_says_what_it_is(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(DocumentError, match=words) as e:
        detect.media_type(tmp_path / "a")
    assert e.value.code == "unsupported"


def test_a_page_saved_as_one_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(SAVED)
    (block,) = html.read(SourceFile(path, path.name, "0" * 64, len(SAVED), detect.MHTML)).blocks
    assert isinstance(block, Paragraph) and block.text == "Kế hoạch năm 2026"
    path.write_bytes(SAVED.replace(b"text/html;", b"image/png;"))
    with pytest.raises(DocumentError, match="no_text"):
        html.read(SourceFile(path, path.name, "0" * 64, len(SAVED), detect.MHTML))
