// The data of the report, and what the reader has chosen; the choice lives in the address so that it can be sent to somebody.
let D;
const chosen = {};  // filter -> value; "" = all
const FILTERS = {tinh: "Tỉnh, thành phố", xa: "Địa phương", muc: "Mức độ", quytac: "Quy tắc", chitieu: "Chỉ tiêu", nam: "Năm", tim: "Tìm trong nội dung", mo: ""};  // mo=1 opens the cell of chitieu, nam and xa
async function unpack() {
  const text = atob(byId("data").textContent), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  D = JSON.parse(await new Response(stream).text());
  D.names = new Map(D.matrix.map(i => [i.id, i.name]));
}
const planOf = n => D.plans[n];
const hereOnly = n => n < 0 || (!chosen.tinh || D.plans[n].province === chosen.tinh) && (!chosen.xa || D.plans[n].id === chosen.xa);
const address = (tab, change) => {
  const all = {...chosen, ...change}, words = Object.entries(all).filter(([, v]) => v !== "" && v !== undefined).map(([k, v]) => k + "=" + encodeURIComponent(v));
  return "#" + tab + (words.length ? "?" + words.join("&") : "");
};
function readAddress() {
  const [tab, query] = decodeURI(location.hash.slice(1)).split("?");
  for (const k of Object.keys(FILTERS)) chosen[k] = "";
  for (const pair of (location.hash.split("?")[1] || query || "").split("&")) {
    const [k, v] = pair.split("=");
    if (k in FILTERS) try { chosen[k] = decodeURIComponent(v || ""); } catch { chosen[k] = v; }
  }
  return tab;
}
const search = new WeakMap();
function matches(row, words) {
  if (!words.length) return true;
  if (!search.has(row)) search.set(row, fold(row.filter(v => typeof v === "string").join(" ")));
  const text = search.get(row);
  return words.every(w => text.includes(w));
}
const searched = () => fold(chosen.tim || "").split(/\s+/).filter(Boolean);
function sourceLink(plan, page) {
  if (!plan || !plan.link) return page ? "trang " + page : null;
  return el("a", {href: plan.link + (plan.pdf && page ? "#page=" + page : ""), target: "_blank", rel: "noopener"}, page ? "trang " + page : "mở tệp");
}
// Strips of pages: the picture is decoded when it comes near the screen.
const seePicture = new IntersectionObserver(seen => {
  for (const s of seen) if (s.isIntersecting) { seePicture.unobserve(s.target); show(s.target); }
}, {rootMargin: "300px"});
function show(box) {
  const block = byId("c" + box.dataset.strip);
  if (!block) { addEventListener("load", () => show(box), {once: true}); return; }
  box.querySelector("img").src = "data:image/webp;base64," + block.textContent;
  const first = box.querySelector(".mark"), frame = box.parentNode;
  if (first) frame.scrollTop = Math.max(0, first.offsetTop + Math.min(first.offsetHeight, frame.clientHeight) / 2 - frame.clientHeight / 2);
}
function pictures(of, words) {
  if (typeof of === "number") return [words && el("blockquote", {}, words), el("p", {cls: "why"}, D.whys[of])];
  return of.map(([n, marks]) => {
    const [plan, page, w, h] = D.strips[n], sheet = el("div", {cls: "sheet", css: {aspectRatio: w + "/" + h, width: `max(100%, ${Math.min(w, 560)}px)`}, data: {strip: n}},
      el("img", {alt: "Ảnh cắt từ trang " + page + (words ? ": " + words.slice(0, 200) : "")}), marks.map(m => el("span", {cls: "mark", css: {left: m[0] + "%", top: m[1] + "%", width: m[2] + "%", height: m[3] + "%"}})));
    const frame = el("div", {cls: "crop", css: {width: `min(100%, ${Math.round(w * 1.15) + 2}px)`}, tabindex: "0", role: "group", "aria-label": "Ảnh trang " + page}, sheet);
    const wider = el("button", {type: "button", onclick: () => { wider.textContent = frame.classList.toggle("open") ? "Thu gọn ảnh" : "Xem cả dải ảnh"; }}, "Xem cả dải ảnh");
    seePicture.observe(sheet);
    return el("div", {}, frame, el("div", {cls: "crop-line"}, el("span", {}, planOf(plan).file, ", ", sourceLink(planOf(plan), page)), wider));
  });
}
addEventListener("beforeprint", () => document.querySelectorAll(".sheet").forEach(s => { if (!s.querySelector("img").src) show(s); }));
