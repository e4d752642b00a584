"""Addresses in and out: a real local S3 server, Parquet by province, queries in place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.kill import differences
from benchmarks.make_plans import make
from pipeline.options import RunOptions
from pipeline.run import run
from pipeline.store import NOWHERE, connect, write_partitioned

needs_s3 = pytest.mark.skipif(find_spec("moto") is None or find_spec("s3fs") is None, reason="moto and s3fs are not installed")


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plans")
    make(5, out, seed=8, size="small")
    return out / "files"


@pytest.fixture(scope="module")
def local(plans: Path, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    out = tmp_path_factory.mktemp("local")
    return run([plans], out, RunOptions(formats=("csv", "parquet"))), out


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    saved = {k: os.environ.get(k) for k in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "FSSPEC_S3_ENDPOINT_URL")}
    os.environ.update({"AWS_ENDPOINT_URL": f"http://{host}:{port}", "FSSPEC_S3_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"})
    import fsspec.config

    fsspec.config.set_conf_env(fsspec.config.conf)
    fsspec.filesystem("s3").mkdir("plans")
    yield "s3://plans"
    fsspec.config.conf.pop("s3", None)
    for k, v in saved.items():
        os.environ.pop(k, None) if v is None else os.environ.update({k: v})
    server.stop()


@needs_s3
def test_plans_in_s3_give_the_bytes_of_plans_in_a_folder(plans: Path, local, bucket: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    import fsspec

    fsspec.filesystem("s3").put(str(plans) + "/", f"{bucket}/in/", recursive=True)
    run([f"{bucket}/in"], tmp_path, RunOptions(formats=("csv", "parquet")))
    assert differences(local[1], tmp_path) == []


@needs_s3
def test_dataset_in_s3_is_queried_in_place(local, bucket: str) -> None:  # type: ignore[no-untyped-def]
    write_partitioned(local[0].dataset, f"{bucket}/out")
    connection = connect(f"{bucket}/out")
    assert connection.execute("SELECT count(*) FROM tasks").fetchall()[0][0] == len(local[0].dataset["tasks"])


def test_an_address_that_is_not_there_has_its_row(tmp_path: Path) -> None:
    done = run(["memory://nothing/here"], tmp_path, RunOptions(formats=("csv",)))
    assert [(f, e.partition(":")[0]) for f, e in done.failures()] == [("memory://nothing/here", "not_found")]
    done = run(["nosuchprotocol://x"], tmp_path, RunOptions(formats=("csv",)))
    assert [(f, e.partition(":")[0]) for f, e in done.failures()] == [("nosuchprotocol://x", "unreadable")]


def test_parquet_by_province(local, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    data = local[0].dataset
    write_partitioned(data, str(tmp_path / "lake"))
    folders = {p.name for p in (tmp_path / "lake/tasks").iterdir()}
    provinces = set(data["documents"].set_index("document_id").loc[data["tasks"]["document_id"], "province"])
    assert len(folders) == len(provinces) and all(f.startswith("province=") for f in folders)
    with connect(str(tmp_path / "lake")) as connection:
        by = dict(connection.execute("SELECT province, count(*) FROM tasks GROUP BY 1").fetchall())
        assert sum(by.values()) == len(data["tasks"])
        assert {p for p in by if p != NOWHERE} == provinces - {""}
        assert connection.execute("SELECT count(*) FROM units").fetchall()[0][0] == len(data["units"])
    write_partitioned(data, str(tmp_path / "lake"))  # again over it: nothing doubled
    with connect(str(tmp_path / "lake")) as connection:
        assert connection.execute("SELECT count(*) FROM tasks").fetchall()[0][0] == len(data["tasks"])


def test_a_runs_own_parquet_is_queried(local) -> None:  # type: ignore[no-untyped-def]
    with connect(str(local[1])) as connection:
        assert connection.execute("SELECT count(DISTINCT document_id) FROM indicators").fetchall()[0][0] == local[0].dataset["indicators"]["document_id"].nunique()


def test_no_dataset_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        connect(str(tmp_path))
