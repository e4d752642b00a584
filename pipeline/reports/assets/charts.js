// Bars are lists of links (read aloud, printed, followed by keyboard); plots are SVG with their words beside them.
function bars(rows, kinds, whole) {  // rows: [name, [n …], href]
  const most = whole ? 0 : Math.max(1, ...rows.map(r => r[1].reduce((a, b) => a + b, 0)));
  return el("ul", {cls: "bars"}, rows.map(([name, parts, href]) => {
    const sum = parts.reduce((a, b) => a + b, 0), scale = whole ? sum || 1 : most;
    const words = kinds.map(([, label], i) => parts[i] ? label + " " + parts[i] : "").filter(Boolean).join(", ");
    return el("li", {}, el("a", {href, title: name + ": " + words, "aria-label": name + ": " + (words || "không có")}, el("span", {cls: "name"}, name),
      el("span", {cls: "bar", "aria-hidden": "true"}, parts.map((n, i) => n ? el("i", {cls: kinds[i][0], css: {width: 100 * n / scale + "%"}}) : null)), el("span", {cls: "sum"}, count(sum))));
  }));
}
const legend = kinds => el("ul", {cls: "legend"}, kinds.map(([cls, label]) => el("li", {cls: "bar-legend"}, el("i", {cls}), label)));

function columns(rows, label) {  // rows: [key, n, href, words]
  const w = Math.max(560, rows.length * 26 + 40), h = 170, most = Math.max(1, ...rows.map(r => r[1])), step = (w - 40) / Math.max(rows.length, 1), every = Math.ceil(rows.length / 14);
  return svg("svg", {viewBox: `0 0 ${w} ${h + 34}`, cls: "plot", role: "img", "aria-label": label}, svg("title", {}, label),
    svg("line", {cls: "axis", x1: 30, x2: w, y1: h, y2: h}), svg("text", {x: 0, y: 20}, String(most)),
    rows.map(([key, n, href, words], i) => svg("a", {href, "aria-label": words}, svg("title", {}, words), svg("rect", {cls: "col", x: 34 + i * step, width: Math.max(3, Math.min(40, step - 5)), y: h - (h - 22) * n / most, height: (h - 22) * n / most}),
      i % every === 0 ? svg("text", {x: 34 + i * step, y: h + 16}, key) : null)));
}
// Values of one indicator and year over all plans, one dot each; dashed lines are the upper targets.
function spread(row, mine) {
  const points = Object.entries(row.cells).filter(([, c]) => c[2] !== null).map(([p, c]) => [Number(p), c[2]]), refs = row.up.filter(u => u[2] !== null);
  if (points.length < 2) return null;
  const all = [...points.map(p => p[1]), ...refs.map(r => r[2])], lo = Math.min(...all), hi = Math.max(...all), span = hi - lo || 1;
  const w = 760, h = 96, x = v => 30 + (w - 60) * (v - lo) / span, stacked = new Map();
  const words = `${row.name}, năm ${row.year}: ${points.length} kế hoạch, từ ${count(lo)} đến ${count(hi)} ${row.unit}`;
  return svg("svg", {viewBox: `0 0 ${w} ${h}`, cls: "plot", role: "img", "aria-label": words}, svg("title", {}, words),
    svg("line", {cls: "axis", x1: 20, x2: w - 20, y1: 70, y2: 70}), svg("text", {x: x(lo), y: 90, "text-anchor": "middle"}, count(lo)), hi > lo ? svg("text", {x: x(hi), y: 90, "text-anchor": "middle"}, count(hi)) : null,
    refs.map(([label, text, v], i) => [svg("line", {cls: "ref", x1: x(v), x2: x(v), y1: 14, y2: 70}), svg("text", {x: Math.min(x(v) + 4, w - 130), y: 12 + 12 * (i % 3)}, label + ": " + text)]),
    points.sort((a, b) => (a[0] === mine) - (b[0] === mine)).map(([p, v]) => {
      const k = Math.round(x(v) / 7), level = stacked.get(k) || 0;
      stacked.set(k, level + 1);
      return svg("circle", {cls: p === mine ? "dot me" : "dot", "fill-opacity": p === mine ? 1 : null, cx: x(v), cy: 63 - Math.min(level, 7) * 6, r: p === mine ? 6 : 4}, svg("title", {}, planOf(p).label + ": " + count(v)));
    }));
}
