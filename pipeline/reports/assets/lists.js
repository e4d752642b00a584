function listed(main, heads, rows, draw, words, total) {
  setCount(rows.length, total, words);
  const body = el("tbody"), box = el("div", {cls: "scroll"}, el("table", {}, el("thead", {}, el("tr", {}, heads.map(h => el("th", {scope: "col", cls: h.startsWith("#") ? "num" : ""}, h.replace(/^#/, ""))))), body));
  const more = growing(rows, draw, body, 80, "Không có dòng nào khớp bộ lọc.");
  main.append(box);
  if (more) box.append(more);
}
const cells = (values, numbers) => el("tr", {}, values.map((v, i) => el("td", {cls: numbers && numbers.includes(i) ? "num" : ""}, typeof v === "number" ? count(v) : v)));
function deadlines(main) {
  const words = searched(), today = new Date().toISOString().slice(0, 10);
  const rows = D.deadlines.filter(d => hereOnly(d[0]) && (!chosen.nam || d[1].startsWith(chosen.nam)) && matches(d, words));
  listed(main, ["Đến ngày", "Địa phương", "Việc phải làm", "Chủ trì", "Loại", "Nguyên văn", "Trang"], rows, d => {
    const plan = planOf(d[0]);
    return cells([el("span", {}, d[1] ? day(d[1]) : d[2] ? "từ " + day(d[2]) : "–", d[1] && d[1] < today ? el("div", {cls: "why"}, "đã qua") : null), plan.label, d[3], d[4], [d[5], d[6]].filter(Boolean).join(", "), d[7], sourceLink(plan, d[8])]);
  }, "thời hạn", D.deadlines.length);
}
function references(main) {
  const words = searched(), rows = D.references.filter(r => matches(r, words));
  listed(main, ["Số, ký hiệu", "Loại", "Ngày", "Cơ quan ban hành", "#Kế hoạch dẫn", "#Số lần", "Đối chiếu", "#Dẫn sai", "Sai khác"], rows, r => cells([r[0], r[1], day(r[2]), r[3], el("span", {title: r[9].slice(0, 900)}, count(r[4])), r[5], r[6], r[7] ? el("span", {cls: "badge b0"}, r[7]) : "", r[8]], [4, 5, 7]), "văn bản được dẫn", D.references.length);
}
function units(main) {
  const words = searched(), rows = D.units.filter(u => matches(u, words));
  listed(main, ["Cơ quan, đơn vị", "Cấp", "Hệ thống", "#Chủ trì", "#Phối hợp", "#Số lần gặp", "Các cách viết"], rows, u => cells(u, [3, 4, 5]), "cơ quan, đơn vị", D.units.length);
}
function rules(main) {
  const words = searched(), rows = D.rules.map((r, i) => [r, i]).filter(([r]) => (chosen.muc === "" || r.sev === Number(chosen.muc)) && words.every(w => fold(r.id + " " + r.title).includes(w)));
  listed(main, ["Quy tắc", "Mức độ", "#Đạt", "#Không đạt", "#Không áp dụng", "Căn cứ", "Vì sao không áp dụng"], rows, ([r]) => cells([el("span", {}, el("b", {}, r.title), el("div", {cls: "why"}, r.id + (r.on ? "" : " (đang tắt)"))), el("span", {cls: "badge b" + r.sev}, D.severities[r.sev]), r.n[0],
    r.n[1] ? el("a", {href: address("phat-hien", {quytac: r.id, muc: ""})}, count(r.n[1])) : "0", r.n[2], r.basis, r.why || r.error], [2, 3, 4]), "quy tắc", D.rules.length);
}
