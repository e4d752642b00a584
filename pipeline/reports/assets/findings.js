// A finding: [id, plan, severity, rule, message, expected, actual, page, source, related, picture, indicator, year]
function findingsHere() {
  const words = searched(), rule = chosen.quytac ? D.rules.findIndex(r => r.id === chosen.quytac) : -1;
  return D.findings.filter(f => hereOnly(f[1]) && (chosen.muc === "" || f[2] === Number(chosen.muc)) && (rule < 0 || f[3] === rule) && (!chosen.chitieu || f[11] === chosen.chitieu) && (!chosen.nam || f[12] === chosen.nam) && matches(f, words));
}
function findings(main) {
  const rows = findingsHere(), list = el("div");
  setCount(rows.length, D.findings.length, "phát hiện");
  if (D.leftOut) main.append(el("p", {cls: "note"}, `Báo cáo giới hạn dung lượng ảnh: ${count(D.leftOut)} dải ảnh ít quan trọng hơn không kèm theo; chỗ đó có nguyên văn và liên kết đến trang.`));
  main.append(list);
  const more = growing(rows, findingCard, list, 30, "Không có phát hiện nào khớp bộ lọc.");
  if (more) main.append(more);
}
function findingCard(f) {
  const [id, p, sev, r, message, expected, actual, page, source, related, picture] = f, plan = D.plans[p], rule = D.rules[r];
  const facts = [["Đúng ra", expected], ["Hiện ghi", actual && !source.startsWith(actual) ? actual : ""], ["Căn cứ", rule.basis], ["Liên quan", related]].filter(([, v]) => v);
  return el("article", {cls: "finding f" + sev, id, tabindex: "-1", "aria-labelledby": id + "-t"},
    el("div", {cls: "head"}, el("span", {cls: "badge b" + sev}, D.severities[sev]), el("h3", {id: id + "-t"}, rule.title), el("span", {}, rule.id), el("span", {cls: "where"}, plan ? el("b", {}, plan.label) : null, plan ? " · " : null, plan ? sourceLink(plan, page) : null)),
    el("p", {cls: "say"}, message), facts.length ? el("dl", {cls: "facts"}, facts.map(([k, v]) => [el("dt", {}, k), el("dd", {}, v)])) : null, pictures(picture, source));
}
function openFinding(id) {
  const at = D.findings.findIndex(f => f[0] === id);
  if (at < 0) return false;
  const main = byId("main"), plan = planOf(D.findings[at][1]);
  main.append(el("p", {}, el("a", {href: plan ? address("phat-hien", {xa: plan.id}) : "#phat-hien"}, "← Mọi phát hiện" + (plan ? " của " + plan.label : ""))), findingCard(D.findings[at]));
  byId(id).classList.add("hit");
  byId(id).focus();
  return true;
}
