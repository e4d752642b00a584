// Tabs, filters, the address. Which filters a tab uses stands in TABS.
const TABS = {
  "tong-quan": ["Tổng quan", overview, ["tinh", "xa"]],
  "phat-hien": ["Phát hiện", findings, ["tinh", "xa", "muc", "quytac", "chitieu", "nam", "tim"], () => D.findings.length],
  "ma-tran": ["Ma trận chỉ tiêu", matrix, ["tinh", "xa", "chitieu", "nam", "tim"]],
  "thoi-han": ["Thời hạn", deadlines, ["tinh", "xa", "nam", "tim"], () => D.deadlines.length],
  "dan-chieu": ["Văn bản dẫn chiếu", references, ["tim"], () => D.references.length],
  "don-vi": ["Cơ quan, đơn vị", units, ["tim"], () => D.units.length],
  "quy-tac": ["Quy tắc", rules, ["muc", "tim"], () => D.rules.length],
};
const setCount = (n, of, words) => { byId("count").textContent = n === of ? `${count(n)} ${words}` : `${count(n)} trên ${count(of)} ${words}`; };
function choices(k) {
  const plans = D.plans.filter(p => !chosen.tinh || p.province === chosen.tinh);
  if (k === "tinh") return [...new Set(D.plans.map(p => p.province).filter(Boolean))].sort((a, b) => a.localeCompare(b, "vi")).map(v => [v, v]);
  if (k === "xa") return plans.filter(p => p.repeats < 0).map(p => [p.id, p.label]);
  if (k === "muc") return D.severities.map((s, i) => [String(i), s]);
  if (k === "quytac") { const used = new Set(D.findings.map(f => f[3])); return D.rules.filter((r, i) => used.has(i)).map(r => [r.id, r.title]).sort((a, b) => a[1].localeCompare(b[1], "vi")); }
  if (k === "chitieu") return [...D.names].sort((a, b) => a[1].localeCompare(b[1], "vi"));
  return hasYear().map(y => [y, y]);
}
function filters(tab) {
  const form = byId("filters"), change = (k, v) => { firstColumn = 0; const next = address(tab, {mo: "", [k]: v, ...(k === "tinh" ? {xa: ""} : {})}); if (k === "tim") { history.replaceState(null, "", next); readAddress(); render(true); } else location.hash = next; };
  let wait;
  form.replaceChildren(...TABS[tab][2].filter(k => k !== "tinh" || choices("tinh").length > 1).map(k => el("label", {}, FILTERS[k], k === "tim"
    ? el("input", {type: "search", value: chosen.tim, placeholder: "gõ không dấu cũng được", oninput: e => { clearTimeout(wait); wait = setTimeout(() => change(k, e.target.value), 180); }})
    : el("select", {onchange: e => change(k, e.target.value)}, el("option", {value: ""}, "Tất cả"), choices(k).map(([v, words]) => el("option", {value: v, selected: chosen[k] === v}, words))))),
    Object.values(chosen).some(Boolean) ? el("button", {type: "button", onclick: () => { location.hash = "#" + tab; }}, "Bỏ lọc") : "", el("span", {cls: "count", id: "count", role: "status"}));
  form.hidden = !D.plans.length;
}
function render(keepFilters) {
  const word = readAddress(), tab = word in TABS ? word : /^F[0-9a-f]+$/.test(word) ? "phat-hien" : "tong-quan", main = byId("main");
  lists.clear();
  if (byId("detail").open) byId("detail").close();
  if (keepFilters !== true) {
    byId("tabs").replaceChildren(...Object.entries(TABS).map(([k, [label, , , n]]) => el("a", {href: address(k, {}), "aria-current": k === tab ? "page" : null}, label, n ? el("span", {cls: "n"}, count(n())) : null)));
    filters(tab);
  }
  main.replaceChildren();
  if (!(tab === "phat-hien" && word !== tab && openFinding(word))) TABS[tab][1](main);
  document.documentElement.dataset.tab = tab;
}
byId("detail").addEventListener("click", e => { if (e.target === byId("detail")) byId("detail").close(); });
byId("filters").addEventListener("submit", e => e.preventDefault());
addEventListener("hashchange", render);
unpack().then(() => { render(); document.documentElement.dataset.ready = String(Math.round(performance.now())); })
  .catch(e => byId("main").replaceChildren(el("p", {cls: "wait"}, "Không mở được dữ liệu của báo cáo. Trình duyệt cần là bản từ năm 2020 trở lại (Chrome 80, Edge 80, Firefox 113). Chi tiết: " + e)));
