// One cell: [verdict, words, number, [[upper label, upper target, verdict, why] …], [record …]]; one record: [name, page, source, part, section, leads, words, picture]
const ACROSS = 20;
let firstColumn = 0;
const hasYear = () => [...new Set(D.matrix.map(i => i.year))].filter(Boolean).sort();
function matrix(main) {
  const words = searched(), columns = D.plans.map((p, n) => n).filter(n => hereOnly(n) && D.plans[n].repeats < 0 && D.plans[n].status !== "failed");
  let rows = D.matrix.filter(i => (!chosen.nam || i.year === chosen.nam) && (!chosen.chitieu || i.id === chosen.chitieu) && (!words.length || words.every(w => fold(i.name + " " + i.pillar).includes(w))));
  const wanted = new Set(columns);
  rows = rows.filter(i => Object.keys(i.cells).some(p => wanted.has(Number(p))));
  setCount(rows.length, D.matrix.length, "dòng chỉ tiêu và năm");
  if (!rows.length) { main.append(el("p", {cls: "none"}, "Không có chỉ tiêu nào khớp bộ lọc.")); return; }
  firstColumn = Math.min(firstColumn, Math.max(0, columns.length - 1));
  const shown = columns.slice(firstColumn, firstColumn + ACROSS), go = by => () => { firstColumn = Math.max(0, firstColumn + by); render(); };
  const pager = el("div", {cls: "pager"}, columns.length > ACROSS ? [el("button", {type: "button", disabled: firstColumn === 0, onclick: go(-ACROSS)}, "← Trước"), `Địa phương ${firstColumn + 1}–${firstColumn + shown.length} trên ${columns.length}`,
    el("button", {type: "button", disabled: firstColumn + ACROSS >= columns.length, onclick: go(ACROSS)}, "Sau →")] : null, el("ul", {cls: "legend"}, D.verdicts.map(v => el("li", {}, el("i", {cls: "v-" + v[0]}), v[1] + " " + v[2]))));
  const body = el("tbody"), box = el("div", {cls: "scroll matrix", tabindex: "0", role: "region", "aria-label": "Ma trận chỉ tiêu"},
    el("table", {}, el("thead", {}, el("tr", {}, el("th", {cls: "ind", scope: "col"}, "Chỉ tiêu"), el("th", {scope: "col"}, "Năm"), el("th", {scope: "col"}, "Cấp trên"), shown.map(n => el("th", {scope: "col"}, D.plans[n].label)))), body));
  let pillar = null, last = null;
  const more = growing(rows, i => {
    const out = [];
    if (i.pillar !== pillar) { pillar = i.pillar; out.push(el("tr", {cls: "group"}, el("th", {colspan: shown.length + 3, scope: "rowgroup"}, pillar || "(chưa xếp nhóm)"))); }
    out.push(el("tr", {}, el("th", {cls: "ind", scope: "row"}, i.id === last ? el("span", {cls: "why"}, i.name) : i.name), el("td", {cls: "yr"}, i.year), el("td", {cls: "up"}, i.up.slice(0, 3).map(u => el("div", {}, u[1] + " (" + u[0] + ")")), i.up.length > 3 ? el("div", {}, `và ${i.up.length - 3} nguồn khác`) : null),
      shown.map(n => {
        const c = i.cells[n];
        if (!c) return el("td");
        const v = D.verdicts[c[0]], text = v[0] === "missing" ? "∅ thiếu" : (c[1] || "-") + (v[0] === "alone" ? "" : " " + v[1]);
        return el("td", {cls: "v-" + v[0]}, el("button", {type: "button", title: v[2], "aria-label": `${i.name}, năm ${i.year}, ${D.plans[n].label}: ${c[1] || "không có"}, ${v[2]}`, onclick: () => openCell(i, n)}, text));
      })));
    last = i.id;
    return out;
  }, body, 60, "");
  main.append(pager, box);
  if (more) box.append(more);
  const only = chosen.mo && rows.length === 1 && shown.length === 1 && rows[0].cells[shown[0]];
  if (only) openCell(rows[0], shown[0]);
}
function openCell(row, n) {
  const [v, text, , uppers, records] = row.cells[n], plan = D.plans[n], dialog = byId("detail"), verdict = D.verdicts[v], plot = spread(row, n);
  dialog.replaceChildren(el("div", {cls: "inner"},
    el("header", {}, el("div", {}, el("h2", {id: "detail-title"}, row.name), el("p", {}, el("b", {}, plan.label), ` · năm ${row.year} · `, el("span", {cls: "badge v-" + verdict[0]}, verdict[1] + " " + verdict[2]))), el("button", {cls: "close", type: "button", onclick: () => dialog.close()}, "Đóng")),
    el("div", {cls: "scroll"}, el("table", {}, el("thead", {}, el("tr", {}, ["Kế hoạch ghi", "Cấp trên ghi", "Nguồn", "Kết luận", "Lý do"].map(h => el("th", {}, h)))), el("tbody", {}, uppers.map(u => el("tr", {}, el("td", {}, text || "(không có)"), el("td", {}, u[1]), el("td", {}, u[0]), el("td", {cls: "v-" + D.verdicts[u[2]][0]}, D.verdicts[u[2]][1] + " " + D.verdicts[u[2]][2]), el("td", {}, D.whys[u[3]])))))),
    plot ? el("section", {}, el("h3", {css: {marginTop: "12px"}}, "So với các kế hoạch khác"), plot) : null,
    records.map(k => {
      const [name, page, source, part, section, leads, words, picture] = D.records[k];
      return el("section", {css: {marginTop: "12px"}}, el("h3", {}, name), el("p", {cls: "why"}, [part, section, leads && "chủ trì: " + leads, words].filter(Boolean).join(" · "), " · ", sourceLink(plan, page)), pictures(picture, source));
    })));
  dialog.showModal();
}
