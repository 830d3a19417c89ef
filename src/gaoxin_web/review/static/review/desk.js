// Review: keys (J next, K previous, X mark, P approve, R return; they can be switched off), marked cells, phrases.
const root = document.querySelector(".review");
const box = document.getElementById("keys");
const kept = root ? `gaoxin-marks-${root.dataset.submission}` : "";

function on() {
  return box ? box.checked : false;
}

if (box) {
  box.checked = localStorage.getItem("gaoxin-keys") !== "off";
  box.addEventListener("change", () => {
    localStorage.setItem("gaoxin-keys", box.checked ? "on" : "off");
    show();
  });
}

function show() {
  for (const key of document.querySelectorAll(".action-bar kbd")) key.hidden = !on();
}

// Marked cells: places and labels only, for this tab, so that cells of several enterprises can be marked together.
function marks() {
  return JSON.parse(sessionStorage.getItem(kept) ?? "[]");
}

function keep(list) {
  sessionStorage.setItem(kept, JSON.stringify(list));
  draw();
}

function mark(place, label, wanted) {
  const others = marks().filter((one) => one.place !== place);
  keep(wanted ? [...others, { place, label }] : others);
}

function element(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function draw() {
  const list = marks();
  for (const count of document.querySelectorAll("[data-count]")) count.textContent = list.length;
  for (const one of document.querySelectorAll("input.mark")) {
    one.checked = list.some((each) => each.place === one.value);
  }
  const shown = document.querySelector("[data-marked]");
  if (!shown) return;
  const typed = new Map([...shown.querySelectorAll("li[data-place]")].map((li) => [li.dataset.place, li.querySelector("[name=said]").value]));
  shown.replaceChildren(...list.map(({ place, label }) => {
    const words = element("input", { type: "text", name: "said", maxlength: "400", placeholder: shown.dataset.words, "aria-label": `${label} ${shown.dataset.words}` });
    words.value = typed.get(place) ?? "";
    const drop = element("button", { type: "button", class: "btn btn-sm btn-quiet" }, shown.dataset.drop);
    drop.addEventListener("click", () => mark(place, label, false));
    return element("li", { "data-place": place }, element("span", {}, label), element("input", { type: "hidden", name: "mark", value: place }), words, drop);
  }));
  if (!list.length) shown.append(element("li", { class: "muted" }, shown.dataset.none));
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("input.mark")) return;
  mark(event.target.value, event.target.closest("tr").dataset.label, event.target.checked);
});

function select(row) {
  for (const one of document.querySelectorAll("tr.is-selected")) one.classList.remove("is-selected");
  row.classList.add("is-selected");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-select]");
  if (link) select(link.closest("tr"));
  const phrase = event.target.closest("[data-phrase]");
  if (phrase) {
    const reason = document.getElementById("return-reason");
    reason.value += (reason.value ? "；" : "") + phrase.dataset.phrase;
    reason.focus();
  }
  if (event.target.closest("[data-all]")) {
    for (const one of document.querySelectorAll("input[name=submission]")) one.checked = true;
  }
});

document.getElementById("return-form")?.addEventListener("submit", () => sessionStorage.removeItem(kept));

const ACTS = {
  x() {
    const one = (document.activeElement?.closest("tr[data-place]") ?? document.querySelector("tr.is-selected"))?.querySelector("input.mark");
    one?.click();
  },
};
document.addEventListener("keydown", (event) => {
  if (!on() || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const target = ACTS[key] ? null : document.querySelector(`.action-bar [data-key="${CSS.escape(key)}"]`);
  if (!ACTS[key] && !target) return;
  event.preventDefault();
  if (target) target.click();
  else ACTS[key]();
});

if (root) {
  show();
  draw();
}
