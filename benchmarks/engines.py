"""Every engine over the same plans: same bytes, and what an engine costs a document beside the local one.

``python -m benchmarks.engines --plans 100``
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from benchmarks.kill import differences
from benchmarks.make_plans import make
from pipeline.engines import ENGINES
from pipeline.options import RunOptions
from pipeline.run import run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--plans", type=int, default=100)
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="kehoach-engines-") as t:
        work = Path(t)
        make(given.plans, work / "plans", size="small")
        base = 0.0
        for engine in ENGINES:
            began = time.monotonic()
            done = run([work / "plans/files"], work / engine, RunOptions(engine=engine, workers=2, formats=("csv",)))
            read = done.seconds["read"]
            base = base or read
            print(f"{engine:6} {given.plans} plans: reading stage {read:.1f} s, whole {time.monotonic() - began:.1f} s, {1000 * (read - base) / given.plans:+.0f} ms a document (start of the cluster included);"
                  f" files that differ from the local engine's: {differences(work / 'local', work / engine) or 'none'}")


if __name__ == "__main__":
    main()
