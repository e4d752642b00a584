"""Where tests find material. Shared folders may be absent: their tests skip."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "raw"
SAMPLES = ROOT / "tests" / "samples"
GOLD = ROOT / "tests" / "gold"
SHARED = ROOT.parent / "shared"
PLANS = ("vo-nhai", "dong-phu", "thuan-an")


def sample(name: str) -> Path:
    """A sample plan by file name, from data/raw or tests/samples."""
    return next(p for p in (RAW / name, SAMPLES / name) if p.exists())
