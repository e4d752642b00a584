"""Trains the glyph reader for signs and digits (extractors/readers/ocr/signs.npz) on rendered and degraded fonts.

    python benchmarks/train_signs.py --fonts DIR... [--out FILE] [--seed 7]

Tesseract's Vietnamese models do not know ≥, ≤ and –, so a small classifier looks at the picture of one glyph instead.
Fonts: every TrueType or OpenType file under the given folders whose signs can be drawn; Debian packages used for the
shipped file: fonts-liberation, fonts-dejavu, fonts-freefont-ttf, fonts-texgyre, fonts-stix, fonts-linuxlibertine,
fonts-crosextra-caladea, fonts-crosextra-carlito, fonts-open-sans, fonts-roboto-unhinted, fonts-sil-charis, fonts-sil-gentiumplus, fonts-croscore.
One font family in five is held out; accuracy on it is printed and stored in the file. The network (one hidden layer, ReLU)
is trained with numpy alone: no other library is needed to make the file again.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).parents[1]))
from extractors.readers.ocr.signs import CLASSES, features

#: Class -> characters drawn for it. "?" is everything that is none of the others.
DRAWN: dict[str, str] = {c: c for c in CLASSES if c not in "?-≥≤"} | {
    "-": "-‐",
    "≥": "≥⩾≧",
    "≤": "≤⩽≦",
    "?": "abcdeghkmnopqrstuvxyĐđơưăâêôTKCHNPBSXVAMLDUEGRQYkáàảạếềểệộốồổứừựíìỉị$&@#*",
}
HELD_OUT = ("gentiumplus", "caladea", "texgyretermes", "opensans", "linlibertine", "freesans")
SIZES = (18, 20, 23, 26, 29, 33, 37, 42, 48, 54)  # pixels of the em: 9–14 pt at 150–300 dpi


def fonts_in(folders: list[Path]) -> list[Path]:
    files = [f for d in folders for f in sorted(d.rglob("*")) if f.suffix.lower() in (".ttf", ".otf")]
    skip = ("sym", "integral", "nonunicode", "variants", "stixmath", "chorus", "cursor", "mono", "cousine", "kb", "opens___", "math",
            "thin", "black", "condlight", "linbiolinum_k", "_m.", "_rz", "_dr", "extrabold", "medium", "semibold", "robotocondensed", "adventor")  # fmt: skip
    seen: dict[str, Path] = {}
    for f in files:
        if not any(s in f.name.lower() for s in skip):
            seen.setdefault(f.name, f)
    return list(seen.values())


def has(font: ImageFont.FreeTypeFont, c: str) -> bool:
    """Whether the font draws ``c`` itself (not its box for missing characters)."""
    return font.getbbox(c)[2] > 0 and bytes(font.getmask(c)) != bytes(font.getmask("\U000fffff"))


def draw(font: ImageFont.FreeTypeFont, c: str, size: int, rng: np.random.Generator) -> np.ndarray | None:
    """A degraded picture of ``c``: ink mask and its line frame, as the reader would cut it; None when nothing is left."""
    room = size // 2
    canvas = Image.new("L", (size * 2 + 4, size * 2), 255)
    ImageDraw.Draw(canvas).text((room + rng.random(), room * 0.6 + rng.random()), c, font=font, fill=int(rng.integers(0, 60)))
    a = np.asarray(canvas, dtype=np.float32)
    m = cv2.getRotationMatrix2D((a.shape[1] / 2, a.shape[0] / 2), float(rng.normal(0, 0.7)), 1)
    m[0, 1] += float(rng.normal(0, 0.02))
    a = cv2.warpAffine(a, m, (a.shape[1], a.shape[0]), borderValue=255)
    blur = float(rng.choice([0, 0.4, 0.7, 1.0]))
    if blur:
        a = cv2.GaussianBlur(a, (0, 0), blur * max(1, size / 28))
    a += rng.standard_normal(a.shape, dtype=np.float32) * rng.choice([0, 4, 8, 14])
    if rng.random() < 0.4:  # as JPEG keeps it
        _, jpg = cv2.imencode(".jpg", np.clip(a, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 85))])
        a = cv2.imdecode(jpg, cv2.IMREAD_GRAYSCALE).astype(np.float32)
    ink = (np.clip(a, 0, 255) < rng.integers(115, 180)).astype(np.uint8)
    if rng.random() < 0.12:
        ink = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    # cut as the reader cuts: columns with ink around the glyph, rows of the text line
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] > max(3, (size * 0.07) ** 2)
    keep[0] = False
    if not keep.any():
        return None
    mask = keep[labels]
    ys, xs = np.nonzero(mask)
    ascent, _ = font.getmetrics()
    base = 0.6 * room + ascent  # PIL draws from the ascender line
    cap = font.getbbox("0", anchor="ls")
    top = base + cap[1] + rng.normal(0, 0.04 * size)
    bottom = base + rng.normal(0, 0.04 * size)
    glyph = mask[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    return features(glyph, ys.min() - top, bottom - ys.max() - 1, max(bottom - top, 4.0))


def samples(files: list[Path], each: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    xs, ys = [], []
    for i, f in enumerate(files):
        print(f"\r{i + 1}/{len(files)} {f.name:40}", end="", file=sys.stderr, flush=True)
        loaded = {s: ImageFont.truetype(str(f), s) for s in SIZES}
        known = {k: [c for c in DRAWN[k] if has(loaded[SIZES[-1]], c)] for k in CLASSES}
        for k, cls in enumerate(CLASSES):
            times = each * (8 if cls == "?" else 1)
            for _ in range(times if known[cls] else 0):
                size = SIZES[int(rng.integers(len(SIZES)))]
                x = draw(loaded[size], known[cls][int(rng.integers(len(known[cls])))], size, rng)
                if x is not None:
                    xs.append(x)
                    ys.append(k)
    return np.array(xs, np.float32), np.array(ys)


def train(x: np.ndarray, y: np.ndarray, hidden: int, epochs: int, rng: np.random.Generator) -> list[np.ndarray]:
    """One hidden layer, cross entropy, Adam."""
    sizes = (x.shape[1], hidden, len(CLASSES))
    w = [rng.normal(0, (2 / a) ** 0.5, (a, b)).astype(np.float32) for a, b in pairwise(sizes)]
    b = [np.zeros(s, np.float32) for s in sizes[1:]]
    params = [w[0], b[0], w[1], b[1]]
    m, v, t = [np.zeros_like(p) for p in params], [np.zeros_like(p) for p in params], 0
    weight = 1 / np.sqrt(np.bincount(y, minlength=len(CLASSES)).clip(1))
    weight = (weight / weight.mean()).astype(np.float32)
    for epoch in range(epochs):
        rate = 2e-3 * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        order = rng.permutation(len(x))
        for i in range(0, len(x), 256):
            k = order[i : i + 256]
            drop = (rng.random((len(k), hidden)) > 0.15).astype(np.float32) / 0.85
            xb = x[k] + rng.normal(0, 0.03, x[k].shape).astype(np.float32)
            h = np.maximum(xb @ params[0] + params[1], 0) * drop
            z = h @ params[2] + params[3]
            p = np.exp(z - z.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            p[np.arange(len(k)), y[k]] -= 1
            p *= (weight[y[k]] / len(k))[:, None]
            dh = (p @ params[2].T) * (h > 0) * drop
            grads = [xb.T @ dh + 1e-5 * params[0], dh.sum(0), h.T @ p + 1e-5 * params[2], p.sum(0)]
            t += 1
            for q, g, mm, vv in zip(params, grads, m, v, strict=True):
                mm += 0.1 * (g - mm)
                vv += 0.001 * (g * g - vv)
                q -= rate * (mm / (1 - 0.9**t)) / (np.sqrt(vv / (1 - 0.999**t)) + 1e-8)
    return params


def predict(params: list[np.ndarray], x: np.ndarray) -> np.ndarray:
    h = np.maximum(x @ params[0] + params[1], 0)
    return h @ params[2] + params[3]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--fonts", type=Path, nargs="+", default=[Path("/usr/share/fonts")])
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "extractors/readers/ocr/signs.npz")
    parser.add_argument("--each", type=int, default=14, help="pictures for each class and font")
    parser.add_argument("--hidden", type=int, default=96)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=7)
    a = parser.parse_args()
    cv2.setNumThreads(1)
    rng = np.random.default_rng(a.seed)
    files = fonts_in(a.fonts)
    held = [f for f in files if f.name.lower().startswith(HELD_OUT)]
    rest = [f for f in files if f not in held]
    x, y = samples(rest, a.each, rng)
    hx, hy = samples(held, a.each, rng)
    print(f"{len(rest)} fonts, {len(x)} pictures; held out {len(held)} fonts, {len(hx)} pictures")
    params = train(x, y, a.hidden, a.epochs, rng)
    z = predict(params, hx)
    prob = np.exp(z - z.max(axis=1, keepdims=True))
    prob /= prob.sum(axis=1, keepdims=True)
    guess = prob.argmax(axis=1)
    sure = prob.max(axis=1) >= 0.9
    report = {
        "fonts": len(rest), "pictures": len(x), "held_out_fonts": sorted(f.stem for f in held), "held_out_pictures": len(hx),
        "accuracy": round(float((guess == hy).mean()), 4), "accuracy_sure": round(float((guess == hy)[sure].mean()), 4),
        "share_sure": round(float(sure.mean()), 4),
        "recall": {c: round(float((guess == hy)[hy == k].mean()), 4) for k, c in enumerate(CLASSES)},
        "precision": {c: round(float((guess == hy)[guess == k].mean()), 4) for k, c in enumerate(CLASSES) if (guess == k).any()},
    }  # fmt: skip
    print(json.dumps(report, ensure_ascii=False, indent=1))
    np.savez_compressed(a.out, w0=params[0].astype(np.float16), b0=params[1], w1=params[2].astype(np.float16), b1=params[3],
                        classes=np.array(CLASSES), report=np.array(json.dumps(report, ensure_ascii=False)))  # fmt: skip
    print(a.out, a.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
