const SEV = () => D.severities.map((s, i) => ["s" + i, s]);
const JUDGED = () => D.verdicts.filter(v => v[0] !== "alone").map(v => ["v-" + v[0], v[2]]);
function overview(main) {
  const plans = D.plans.map((p, n) => [p, n]).filter(([, n]) => hereOnly(n)), counted = plans.filter(([p]) => p.repeats < 0);
  const sev = [0, 1, 2].map(i => plans.reduce((a, [p]) => a + p.sev[i], 0)), ver = D.verdicts.map((_, i) => counted.reduce((a, [p]) => a + p.ver[i], 0)), at = k => D.verdicts.findIndex(v => v[0] === k);
  const failed = plans.filter(([p]) => p.status === "failed").length, copies = plans.length - counted.length;
  const tile = (n, words, cls, href) => el(href ? "a" : "div", {cls: "tile " + cls, href}, el("b", {}, count(n)), el("span", {}, words));
  if (D.missingTables.length) main.append(el("p", {cls: "note"}, "Bộ dữ liệu không có bảng " + D.missingTables.join(", ") + ": chạy kehoach compare và kehoach audit trước khi lập báo cáo."));
  if (!D.plans.length) { main.append(el("p", {cls: "none"}, "Bộ dữ liệu không có văn bản nào.")); return; }
  main.append(el("section", {cls: "tiles", "aria-label": "Tổng số"}, tile(counted.length, "kế hoạch" + (copies ? ` (bỏ ${copies} bản trùng)` : ""), ""), failed ? tile(failed, "tệp không đọc được", "error") : null,
    D.severities.map((s, i) => tile(sev[i], s.toLowerCase(), ["error", "warning", "info"][i], address("phat-hien", {muc: String(i)}))),
    ["below", "meets", "exceeds", "missing"].map(k => tile(ver[at(k)], D.verdicts[at(k)][2].toLowerCase(), k, address("ma-tran", {})))));
  const worst = counted.filter(([p]) => p.sev[0] + p.sev[1] + p.sev[2]).sort((a, b) => b[0].sev[0] - a[0].sev[0] || b[0].sev[1] - a[0].sev[1]).slice(0, 14);
  const rules = new Map();
  for (const f of D.findings) if (hereOnly(f[1])) { if (!rules.has(f[3])) rules.set(f[3], [0, 0, 0]); rules.get(f[3])[f[2]]++; }
  const top = [...rules].sort((a, b) => b[1].reduce((x, y) => x + y) - a[1].reduce((x, y) => x + y)).slice(0, 14);
  const pillars = new Map();
  for (const i of D.matrix) for (const [p, c] of Object.entries(i.cells)) if (hereOnly(Number(p)) && D.verdicts[c[0]][0] !== "alone") {
    if (!pillars.has(i.pillar)) pillars.set(i.pillar, D.verdicts.map(() => 0));
    pillars.get(i.pillar)[c[0]]++;
  }
  const months = new Map();
  for (const d of D.deadlines) if (hereOnly(d[0]) && d[1]) months.set(d[1].slice(0, 7), (months.get(d[1].slice(0, 7)) || 0) + 1);
  const card = (title, ...inside) => el("section", {cls: "card"}, el("h2", {}, title), ...inside);
  const judged = D.verdicts.map((v, i) => [v, i]).filter(([v]) => v[0] !== "alone").map(([, i]) => i);
  main.append(el("div", {cls: "grid"},
    card("Kế hoạch có nhiều phát hiện nhất", worst.length ? [legend(SEV()), bars(worst.map(([p]) => [p.label, p.sev, address("phat-hien", {xa: p.id})]), SEV())] : el("p", {cls: "none"}, "Không có phát hiện nào.")),
    card("Quy tắc hay gặp nhất", top.length ? [legend(SEV()), bars(top.map(([r, n]) => [D.rules[r].title, n, address("phat-hien", {quytac: D.rules[r].id})]), SEV())] : el("p", {cls: "none"}, "Không có phát hiện nào.")),
    card("Đối chiếu với cấp trên, theo trụ cột", pillars.size ? [legend(JUDGED()), bars([...pillars].sort((a, b) => a[0].localeCompare(b[0], "vi")).map(([p, n]) => [p || "(khác)", judged.map(i => n[i]), address("ma-tran", {})]), JUDGED(), true)] : el("p", {cls: "none"}, "Không có chỉ tiêu nào đối chiếu được.")),
    card("Thời hạn theo tháng", months.size ? columns([...months].sort().map(([m, n]) => [m.slice(5) + "/" + m.slice(2, 4), n, address("thoi-han", {tim: m}), `Tháng ${m.slice(5)}/${m.slice(0, 4)}: ${n} việc đến hạn`]), "Số việc đến hạn theo tháng") : el("p", {cls: "none"}, "Không có thời hạn nào ghi ngày."))));
  planTable(main, plans);
}
function planTable(main, plans) {
  let by = 4, down = true;
  const keys = [p => p.label, p => p.province, p => p.symbol, p => p.status, p => p.sev[0] * 1e6 + p.sev[1] * 1e3 + p.sev[2], p => p.ver[D.verdicts.findIndex(v => v[0] === "below")], p => p.expected ? p.have / p.expected : -1];
  const body = el("tbody"), box = el("div", {cls: "scroll"}), below = D.verdicts.findIndex(v => v[0] === "below");
  const heads = ["Địa phương", "Tỉnh, thành phố", "Số, ký hiệu", "Tình trạng đọc", "Phát hiện", "Thấp hơn cấp trên", "Độ phủ chỉ tiêu"];
  const head = el("tr", {}, heads.map((h, i) => el("th", {cls: i > 3 ? "num" : "", "aria-sort": "none"}, el("button", {type: "button", onclick: () => { down = by === i ? !down : i > 3; by = i; draw(); }}, h))), el("th", {}, "Tệp"));
  function draw() {
    body.replaceChildren();
    box.querySelector(".more")?.remove();
    [...head.children].forEach((th, i) => i < heads.length && th.setAttribute("aria-sort", i === by ? (down ? "descending" : "ascending") : "none"));
    const rows = [...plans].sort(([a], [b]) => { const x = keys[by](a), y = keys[by](b); return (typeof x === "string" ? x.localeCompare(y, "vi") : x - y) * (down ? -1 : 1); });
    const more = growing(rows, ([p]) => el("tr", {}, el("td", {}, el("a", {href: address("phat-hien", {xa: p.id})}, p.label)), el("td", {}, p.province), el("td", {}, p.symbol, p.date ? el("span", {cls: "why"}, " " + day(p.date)) : null),
      el("td", {}, el("span", {cls: "badge " + p.status}, D.statuses[p.status]), p.error ? el("div", {cls: "why"}, p.error) : null, p.repeats >= 0 ? el("div", {cls: "why"}, "Trùng với " + planOf(p.repeats).file + ", chỉ tính một lần") : null),
      el("td", {cls: "num"}, p.sev.map((n, i) => n ? [el("span", {cls: "badge b" + i, title: D.severities[i]}, count(n)), " "] : null)), el("td", {cls: "num"}, p.ver[below] || ""), el("td", {cls: "num"}, p.expected ? Math.round(100 * p.have / p.expected) + "%" : ""),
      el("td", {}, p.link ? el("a", {href: p.link, target: "_blank", rel: "noopener"}, p.file) : p.file)), body, 60, "Không có kế hoạch nào.");
    if (more) box.append(more);
  }
  box.append(el("table", {}, el("caption", {cls: "skip"}, "Các kế hoạch"), el("thead", {}, head), body));
  main.append(el("h2", {}, "Các kế hoạch"), box);
  draw();
}
