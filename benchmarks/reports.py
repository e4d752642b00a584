"""Reports of a province: 300 plans made of copies of a few, each with its own file, ids and place.

    python benchmarks/reports.py [--plans 300] [--folder ../shared/plans] [--work /tmp/kehoach-reports] [--pictures 30]

Prints seconds and bytes of each report, and how long headless Chromium takes to open the page (until its data are read and the first
part drawn, and until the whole file is parsed). Screenshots lie in the work folder.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import queue
import resource
import shutil
import subprocess
import tempfile
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import compare, reports
from pipeline.one import load
from pipeline.options import RunOptions
from pipeline.run import run
from schemas import vocab

_IDS = ("document_id", "indicator_id", "task_id", "deadline_id", "reference_id", "record_id", "related", "upper_document_id")


def base(folder: Path, work: Path) -> dict[str, pd.DataFrame]:
    """A dataset of the folder's DOCX and PDF (no scans), each format read apart: as one they would be copies of one another."""
    parts: list[dict[str, pd.DataFrame]] = []
    for suffix in ("docx", "pdf"):
        out = work / f"base-{suffix}"
        if not (out / "run.json").exists():
            run(sorted(p for p in folder.glob(f"*.{suffix}") if "scan" not in p.name), out, RunOptions(ocr="never", formats=("csv",)))
        parts.append(load(out))
    return {t: pd.concat([p[t] for p in parts], ignore_index=True) if "document_id" in parts[0][t] else parts[0][t] for t in parts[0]}


def copy_file(source: Path, target: Path, n: int) -> str:
    """The same document with other bytes; its SHA-256."""
    shutil.copyfile(source, target)
    if target.suffix == ".docx":
        with zipfile.ZipFile(target, "a") as z:
            z.comment = str(n).encode()
    else:
        with target.open("ab") as f:
            f.write(f"\n% copy {n}\n".encode())
    return hashlib.sha256(target.read_bytes()).hexdigest()


def province(tables: dict[str, pd.DataFrame], folder: Path, files: Path, plans: int) -> dict[str, pd.DataFrame]:
    """``plans`` copies: one in ten a DOCX, the others PDF."""
    documents = tables["documents"]
    docx, pdf = (documents[documents["file_name"].str.endswith(s)].to_dict("records") for s in (".docx", ".pdf"))
    names = [r["name"] for r in vocab.rows("places") if r["kind"] in ("xã", "phường", "đặc khu")] or [f"Xã {n}" for n in range(plans)]
    files.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[pd.DataFrame]] = {t: [] for t in tables}
    for n in range(plans):
        group = docx if n % 10 == 0 else pdf
        d = group[n % len(group)]
        target = files / f"{n:04d}-{d['file_name']}"
        sha = copy_file(folder / d["file_name"], target, n)
        for name, table in tables.items():
            if "document_id" not in table:
                continue
            mine = table[table["document_id"] == d["document_id"]].copy()
            for c in _IDS:
                if c in mine:
                    mine[c] = mine[c].str.replace(d["document_id"], sha[:12], regex=False)
            if name == "documents":
                mine["sha256"], mine["file_name"], mine["commune"], mine["province"] = sha, target.name, names[n % len(names)], "Thái Nguyên"
            if name == "comparison":
                mine["place"] = names[n % len(names)]
            if name == "findings":
                mine["finding_id"] = ["F" + hashlib.sha256(f"{i}{n}".encode()).hexdigest()[:14] for i in mine["finding_id"]]
            rows[name].append(mine)
    return {t: pd.concat(r, ignore_index=True) if r else tables[t] for t, r in rows.items()}


TABS = ("", "#phat-hien", "#ma-tran")
_PROBE = """
const T={},send=()=>{if(T.drawn&&T.whole)navigator.sendBeacon("http://127.0.0.1:PORT/",JSON.stringify(T));};
new MutationObserver((_,me)=>{if(document.documentElement.dataset.ready){T.ready=+document.documentElement.dataset.ready;me.disconnect();requestAnimationFrame(()=>requestAnimationFrame(()=>{T.drawn=performance.now();send();}));}}).observe(document.documentElement,{attributes:true});
addEventListener("load",()=>{T.whole=performance.now();send();});
"""


def opened(page: Path, shot: Path, tab: str = "") -> dict[str, float]:
    """Seconds by the page's own clock, from the start of navigation: ``ready`` (data read, first part made), ``drawn`` (two frames later),
    ``whole`` (all of the file parsed). A copy of the page tells them to a server of ours; nothing else of it differs."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        return {}
    told: queue.Queue[dict[str, float]] = queue.Queue()

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as server, tempfile.TemporaryDirectory() as profile:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        text = page.read_text(encoding="utf-8")
        policy = text.index("; base-uri")
        hashed = base64.b64encode(hashlib.sha256((probe_js := _PROBE.replace("PORT", str(server.server_port))).encode()).digest()).decode()
        probe = page.with_name("probe.html")
        text = text[:policy] + f" 'sha256-{hashed}'; connect-src *" + text[policy:]
        probe.write_text(text.replace("</head>", f"<script>{probe_js}</script></head>", 1), encoding="utf-8")
        common = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1366,768", f"--user-data-dir={profile}"]
        browser = subprocess.Popen([*common, "--remote-debugging-port=0", probe.as_uri() + tab], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            times = told.get(timeout=120)
        finally:
            browser.terminate()
            browser.wait()
            server.shutdown()
            probe.unlink()
        subprocess.run([*common, f"--screenshot={shot}", "--virtual-time-budget=8000", page.as_uri() + tab], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180, check=False)
    return {k: round(v / 1000, 2) for k, v in times.items()}


def _cpu() -> float:
    """Seconds of processor of this process and of those it started that have ended."""
    return sum(u.ru_utime + u.ru_stime for u in (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=300)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parents[1] / "../shared/plans")
    parser.add_argument("--work", type=Path, default=Path("/tmp/kehoach-reports"))
    parser.add_argument("--open-only", action="store_true", help="Only open the page that an earlier run made.")
    parser.add_argument("--pictures", type=float, default=reports.PICTURES_MB)
    options = parser.parse_args()
    out = options.work / "out"
    if options.open_only:
        print(json.dumps({tab or "/": opened(out / "bao-cao.html", options.work / f"shot{tab.replace('#', '-')}.png", tab) for tab in TABS} | {"load": os.getloadavg()}, indent=1))
        return
    tables = province(base(options.folder.resolve(), options.work), options.folder.resolve(), options.work / "files", options.plans)
    figures: dict[str, Any] = {"plans": options.plans, "findings": len(tables["findings"]), "comparison": len(tables["comparison"])}
    coverage = compare.coverage(tables)
    for name in ("excel", "ics", "html"):
        began, cpu = time.monotonic(), _cpu()
        done = reports.write(tables, out, sources=options.work / "files", formats=(name,), coverage=coverage, duplicates={}, pictures_mb=options.pictures)
        figures[name] = {"seconds": round(time.monotonic() - began, 1), "cpu_seconds": round(_cpu() - cpu, 1), "MB": round(done.files[0].stat().st_size / 2**20, 2)}
        if name == "html":
            figures[name] |= {"strips": done.strips, "left_out": done.left_out, "problems": len(done.problems)}
    for tab in TABS:
        figures["open" + tab] = opened(out / "bao-cao.html", options.work / f"shot{tab.replace('#', '-')}.png", tab)
    figures["load"] = os.getloadavg()
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
