"""Digital signatures, read offline with pyHanko: who signed, when, and whether the bytes are those that were signed.

The certificate chain is reported, not judged: the roots of the Government's CA (Ban Cơ yếu Chính phủ) are not on every
machine, and revocation lists are on the internet. ISO 32000-1 §12.8; Decree 23/2025/NĐ-CP on digital signatures.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from schemas.document import Note, Signature

#: More signatures than this in one file are not looked at.
MAX_SIGNATURES = 100


def read_signatures(path: Path, *, password: str | None = None) -> tuple[list[Signature], list[Note]]:
    """All signatures of a PDF in the order of signing, and notes on those that cannot be read.

    ``status``: ``intact`` (the signed bytes are unchanged, later revisions only sign or stamp), ``changed`` (they are not
    the bytes that were signed, or content was changed after the last signature), ``incomplete`` (it does not cover its
    revision), ``unreadable``.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    found: list[Signature] = []
    try:
        with path.open("rb") as stream:
            reader = PdfFileReader(stream, strict=False)
            if password is not None:
                reader.decrypt(password)
            embedded = list(reader.embedded_signatures)[:MAX_SIGNATURES]
            for i, signature in enumerate(embedded):
                found.append(_read_one(signature, last=i == len(embedded) - 1))
    except Exception as error:  # noqa: BLE001 - pyHanko raises many kinds on damaged files; reading must go on
        note = Note("signature_unreadable", f"Không đọc được chữ ký số: {type(error).__name__}")
        return found or [Signature("", "", "unreadable")], [note]
    return found, []


def _read_one(signature: Any, *, last: bool) -> Signature:
    signer = chain = when = ""
    try:
        certificate = signature.signer_cert
        if certificate is not None:
            signer, chain = _name(certificate.subject), _chain(certificate, signature.other_embedded_certs or [])
        stamped = signature.self_reported_timestamp
        when = stamped.isoformat() if stamped else ""
        return Signature(signer, when, _status(signature, last=last), chain)
    except Exception:  # noqa: BLE001
        return Signature(signer, when, "unreadable", chain)


def _status(signature: Any, *, last: bool) -> str:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    digest = signature.compute_digest()
    coverage = signature.evaluate_signature_coverage()
    if not _unchanged(signature, digest):
        return "changed"
    if coverage in (SignatureCoverageLevel.UNCLEAR, SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START):
        return "incomplete"
    if last and coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return "intact" if _only_allowed_updates(signature) else "changed"
    return "intact"


def _unchanged(signature: Any, digest: bytes) -> bool:
    """The digest is the signed one and, where the algorithm can be read, the signer's key made the signature.

    Older files of the Government's signing tools (VGCASignService) encode the algorithm's parameters in a way that no
    parser takes; for them the digest among the signed attributes decides alone.
    """
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    content_type = "tst_info" if signature.sig_object_type == "/DocTimeStamp" else "data"
    try:
        intact, valid = validate_sig_integrity(signature.signer_info, signature.signer_cert, content_type, digest)
    except (ValueError, TypeError):
        stated = [a["values"][0].native for a in signature.signer_info["signed_attrs"] if a["type"].native == "message_digest"]
        return stated == [digest]
    return bool(intact and valid)


def _only_allowed_updates(signature: Any) -> bool:
    """What was appended after the last signature is form filling or long-term-validation data, nothing else."""
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, SuspiciousModification

    signature.compute_integrity_info(diff_policy=DEFAULT_DIFF_POLICY)
    return not isinstance(signature.diff_result, SuspiciousModification)


def _name(subject: Any) -> str:
    """Common name and unit: ``Hà Ngọc Đức (PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ, ỦY BAN NHÂN DÂN PHƯỜNG HÒA CƯỜNG)``."""
    native = subject.native
    common = _one(native.get("common_name", ""))
    parts = (_one(native.get(key, "")) for key in ("organizational_unit_name", "organization_name"))
    organisation = ", ".join(p for p in dict.fromkeys(parts) if p)
    if not common:
        return organisation
    return f"{common} ({organisation})" if organisation and organisation != common else common


def _one(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _chain(certificate: Any, others: Any) -> str:
    """``subject < issuer < …`` as far as the file itself tells."""
    by_subject = {c.subject.hashable: c for c in others}
    names, current = [_one(certificate.subject.native.get("common_name", ""))], certificate
    for _ in range(8):
        names.append(_one(current.issuer.native.get("common_name", "")))
        following = by_subject.get(current.issuer.hashable)
        if following is None or following.subject.hashable == current.subject.hashable or following.self_issued == "yes":
            break
        current = following
    return " < ".join(n for n in names if n)
