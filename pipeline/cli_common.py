"""What the commands share: wrong use told in one line, choices, a dataset that a run wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

WRONG_USE = 2  # exit code
#: Of commands that work on a dataset (``vocabulary_of``).
Vocabulary = Annotated[Path | None, typer.Option("--vocabulary", help="Folder with your own vocabulary CSV files; that of the run unless given.", show_default=False)]


def wrong(message: str) -> NoReturn:
    """Ends the command with ``message`` (Vietnamese) and exit code 2."""
    typer.echo(f"kehoach: {message}", err=True)
    raise typer.Exit(WRONG_USE)


def chosen(option: str, given: str, allowed: Iterable[str]) -> tuple[str, ...]:
    """The comma-separated words of an option; each must be allowed, and there must be one."""
    allowed = tuple(allowed)
    words = tuple(w.strip() for w in given.split(",") if w.strip())
    unknown = [w for w in words if w not in allowed]
    if unknown or not words:
        wrong(f"{option}: “{', '.join(unknown) or given}” không có trong các lựa chọn: {', '.join(allowed)}")
    return words


def one_of(option: str, given: str, allowed: Iterable[str]) -> str:
    """The word of an option, which must be allowed."""
    allowed = tuple(allowed)
    if given not in allowed:
        wrong(f"{option}: “{given}” không có trong các lựa chọn: {', '.join(allowed)}")
    return given


def folder(option: str, path: Path | None) -> None:
    """An option that names a folder names one that is there."""
    if path is not None and not path.is_dir():
        wrong(f"{option}: không có thư mục {path}")


def own_vocabulary(path: Path | None) -> None:
    """``--vocabulary`` names a folder whose files are vocabularies: of a name that the program knows, and whole."""
    folder("--vocabulary", path)
    if path is None:
        return
    from pipeline.vocabulary import check
    from schemas import vocab

    strange = sorted(p.name for p in path.glob("*.csv") if not (vocab.FOLDER / p.name).exists())
    if strange:
        wrong(f"--vocabulary: không có từ điển nào tên {', '.join(strange)}; tên tệp phải như trong {vocab.FOLDER}")
    try:
        errors = [p for p in check(path) if p.severity == "error"]
    except ValueError as e:
        wrong(f"--vocabulary: tệp không đọc được: {e}")
    if errors:
        first = errors[0]
        wrong(f"--vocabulary: {len(errors)} lỗi, lỗi đầu ở {first.file}, dòng {first.line}: {first.message} (xem đủ: kehoach vocabulary check --folder {path})")


@contextmanager
def vocabulary_of(dataset: Path, given: Path | None) -> Iterator[None]:
    """What a command does with a dataset is done with ``given``, else with the user's vocabulary of the run that wrote the dataset."""
    if given is None and (dataset / "run.json").is_file():
        named = json.loads((dataset / "run.json").read_text(encoding="utf-8")).get("options", {}).get("vocabulary")
        given = Path(named) if named else None
        if given is not None and not given.is_dir():
            typer.echo(f"kehoach: bộ dữ liệu được lập với từ điển riêng {given}, nay không có ở đó; chỉ dùng từ điển đi kèm chương trình (chỉ lại bằng --vocabulary).", err=True)
            given = None
    own_vocabulary(given)
    from schemas import vocab

    with vocab.using(given):
        yield


def dataset_in(path: Path) -> dict[str, Any]:
    """The tables of a dataset folder, as ``pipeline.one.load`` gives them."""
    from pipeline.one import load

    if not (path / "documents.csv").exists():
        wrong(f"{path} không chứa bộ dữ liệu (thiếu documents.csv); hãy chạy `kehoach run` trước")
    return load(path)


def document_ids(dataset: dict[str, Any], names: Iterable[str] | None, option: str = "--upper") -> list[str]:
    """Ids of documents that the user named by file name or id."""
    documents = dataset["documents"]
    ids = []
    for name in names or ():
        rows = documents[(documents["file_name"] == name) | (documents["document_id"] == name)]
        if rows.empty:
            wrong(f"{option}: bộ dữ liệu không có văn bản “{name}”")
        ids.append(str(rows.iloc[0]["document_id"]))
    return ids
