"""The same tests on every engine: same bytes, bad documents cost themselves, a node killed in the middle changes nothing."""

from __future__ import annotations

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from benchmarks.kill import differences, leftovers
from benchmarks.make_plans import make
from pipeline.engines import ENGINES
from pipeline.options import RunOptions
from pipeline.run import run

needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="extra `cluster` is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="/proc")]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plans")
    make(10, out, size="small")
    (out / "files" / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    return out / "files"


@pytest.fixture(scope="module")
def calm(plans: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("calm")
    run([plans], out, RunOptions(formats=("csv", "parquet")))
    return out


@pytest.mark.parametrize("engine", [pytest.param(e, marks=needs_dask) if e == "dask" else e for e in ENGINES])
def test_every_engine_gives_the_same_bytes(engine: str, plans: Path, calm: Path, tmp_path: Path) -> None:
    done = run([plans], tmp_path, RunOptions(engine=engine, formats=("csv", "parquet")))
    assert [f for f, _ in done.failures()] == ["broken.docx"]
    assert differences(calm, tmp_path) == []
    assert leftovers(tmp_path) == []


@needs_dask
def test_a_node_killed_in_the_middle_changes_nothing(plans: Path, calm: Path, tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_a_node(stage: str, done: int, of: int) -> None:
        if done == 3 and not killed:
            nodes = [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline()) and p.num_threads() > 1 and "resource_tracker" not in " ".join(p.cmdline())]
            os.kill(nodes[0].pid, signal.SIGKILL)
            killed.append(nodes[0].pid)

    run([plans], tmp_path, RunOptions(engine="dask", formats=("csv", "parquet")), kill_a_node)
    assert killed
    assert differences(calm, tmp_path) == []
    assert leftovers(tmp_path) == []


@needs_dask
def test_an_existing_cluster_gets_documents_as_bytes(plans: Path, calm: Path, tmp_path: Path) -> None:
    import dask
    from distributed import LocalCluster

    with dask.config.set({"distributed.worker.daemon": False}), LocalCluster(n_workers=1, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=50) as cluster:
        run([plans], tmp_path, RunOptions(engine="dask", address=cluster.scheduler_address, formats=("csv", "parquet")))
    assert differences(calm, tmp_path) == []
