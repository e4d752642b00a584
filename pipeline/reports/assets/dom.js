// Elements are made, never parsed: words of documents are only ever text.
const SVG = "http://www.w3.org/2000/svg";
function fill(node, attributes, children) {
  for (const [k, v] of Object.entries(attributes || {})) {
    if (v === null || v === undefined || v === false) continue;
    if (k.startsWith("on")) node.addEventListener(k.slice(2), v);
    else if (k === "css") Object.assign(node.style, v);
    else if (k === "data") Object.assign(node.dataset, v);
    else node.setAttribute(k === "cls" ? "class" : k, v === true ? "" : v);
  }
  for (const c of children.flat(3)) if (c !== null && c !== undefined && c !== false && c !== "") node.append(c);
  return node;
}
const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const byId = id => document.getElementById(id);
const fold = s => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d");
const count = n => n.toLocaleString("vi-VN");
const day = iso => /^\d{4}-\d\d-\d\d$/.test(iso) ? iso.slice(8) + "/" + iso.slice(5, 7) + "/" + iso.slice(0, 4) : iso;

// Rows are added while the reader scrolls; `all` draws the rest (printing).
const lists = new Set();
function growing(rows, draw, container, batch, empty) {
  let at = 0;
  const more = el("button", {cls: "more", type: "button", onclick: () => step(batch)});
  const watch = new IntersectionObserver(seen => { if (seen.some(s => s.isIntersecting)) step(batch); }, {rootMargin: "900px"});
  function step(n) {
    const part = document.createDocumentFragment();
    for (const end = Math.min(rows.length, at + n); at < end; at++) part.append(...[draw(rows[at], at)].flat());
    container.append(part);
    more.textContent = `Hiện thêm (còn ${count(rows.length - at)})`;
    if (at >= rows.length) { watch.disconnect(); more.remove(); lists.delete(all); }
  }
  const all = most => { if (at < most) step(Math.min(rows.length, most) - at); };
  if (!rows.length) return el("p", {cls: "none"}, empty);
  step(batch);
  if (at < rows.length) { lists.add(all); watch.observe(more); return more; }
  return null;
}
addEventListener("beforeprint", () => lists.forEach(all => all(1500)));
