"""LibreOffice started for each file against one kept warm: ``python -m benchmarks.office_speed FILE…`` (DOC, RTF, ODT, XLS …).

Both ways convert every file once, turn about, so that a busy machine weighs on both alike. Seconds are of the wall; both
keep their profile, whose first start is told apart.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import mean

from pipeline.soffice import Soffice

SHEETS = {".xls", ".ods", ".xlsx"}


def once(office: Soffice, file: Path, out: Path) -> float:
    """Seconds of one conversion, start included where there is one."""
    began = time.perf_counter()
    office.convert([file], "xlsx" if file.suffix.lower() in SHEETS else "docx", out)
    return time.perf_counter() - began


def main(files: list[Path]) -> None:
    cold, warm, first = [], [], 0.0
    with tempfile.TemporaryDirectory() as folder, Soffice() as kept, Soffice() as again:
        out = Path(folder)
        first = once(kept, files[0], out)
        once(again, files[0], out)
        for file in files:
            again._end()
            cold.append(once(again, file, out))
            warm.append(once(kept, file, out))
    print(f"{len(files)} files | a start each {mean(cold):.2f} s a file, {1 / mean(cold):.2f} a second | warm {mean(warm):.2f} s, {1 / mean(warm):.2f} a second | "
          f"{mean(cold) / mean(warm):.1f} times | first start with its file {first:.2f} s")


if __name__ == "__main__":
    main([Path(f) for f in sys.argv[1:]])
