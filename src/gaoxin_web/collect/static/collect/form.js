// The grid of a form: typing, moving, undoing, and showing what the server says of each cell.
import { send } from "../gaoxin/page.js";
import { offerPaste } from "./pasting.js";
import { Saver } from "./saving.js";
import { openDrawer } from "./drawer.js";

const data = JSON.parse(document.getElementById("form-data").textContent);
export const say = (key, facts = {}) => data.words[key].replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
const wan = document.getElementById("in-wan");
const told = document.getElementById("told");
const rows = new Map([...document.querySelectorAll(".form-grid tr[data-field]")].map((row) => [row.dataset.field, new Row(row)]));
const done = []; // what was saved here, for undo
const conflicts = new Map();
let last = data.last;

function Row(row) {
  this.row = row;
  this.field = row.dataset.field;
  this.section = row.parentElement;
  this.cell = row.querySelector("td.cell");
  this.input = row.querySelector("input.value");
  this.note = row.querySelector("input.note");
  this.label = row.querySelector("th").textContent.trim();
  this.money = row.querySelector(".unit").textContent.trim() === "千元";
}

// Money may be shown in 万元: the stored text is 千元, one digit more.
function shown(text, money) {
  const nil = text === "" || text === "—" || text === "…";
  if (nil || !/^-?\d+(\.\d+)?$/.test(text)) return text;
  const moved = money && wan.checked ? shift(text) : text;
  const [, sign, whole, rest] = /^(-?)(\d+)(\.\d+)?$/.exec(moved);
  return (sign ? "−" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ?? "");
}

function shift(text) {
  const [, sign, whole, rest] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const digits = whole.padStart(2, "0");
  const decimals = (digits.slice(-1) + (rest ?? "")).replace(/0+$/, "");
  return sign + digits.slice(0, -1) + (decimals ? `.${decimals}` : "");
}

const seen = new Map();
for (const [field, one] of rows) seen.set(field, Number(one.section.dataset.version));

const saver = new Saver(data, seen, {
  saved(answer) {
    for (const cell of answer.cells) {
      put(cell, !saver.holds(cell.field));
      if (cell.note) told.textContent = cell.note;
    }
    sign("saved", { at: answer.at }, "");
    judge(answer);
    const notes = answer.cells.map((cell) => cell.note).filter(Boolean);
    if (notes.length) document.getElementById("saving-words").append(` · ${notes[0]}`);
  },
  conflict(one) {
    conflicts.set(one.field, one);
    rows.get(one.field).cell.classList.add("is-conflict");
    drawConflicts();
  },
  refused(why, sent) {
    for (const field of sent.keys()) rows.get(field)?.cell.classList.remove("is-pending");
    trouble(say("refused", { why }));
    sign("offline", { n: sent.size }, "is-held");
    document.getElementById("saving-words").textContent = say("refused", { why: "" });
  },
  state(kind, count) {
    sign(kind, { n: count }, kind === "saving" ? "is-saving" : "is-held");
  },
});

function sign(key, facts, look) {
  const place = document.getElementById("saving");
  place.className = `saving ${conflicts.size ? "is-conflict" : look}`;
  document.getElementById("saving-words").textContent = conflicts.size ? say("conflict", { n: conflicts.size }) : say(key, facts);
}

function trouble(words) {
  const place = document.getElementById("trouble");
  place.textContent = words;
  place.hidden = !words;
}

// Show what is stored in a cell, unless somebody is typing in it.
function put(cell, settled) {
  const one = rows.get(cell.field);
  one.cell.dataset.text = cell.text;
  if (settled) one.cell.classList.remove("is-pending");
  if (settled && one.input && document.activeElement !== one.input) one.input.value = shown(cell.text, one.money);
  else if (settled && one.input && one.input.value === one.before) one.input.value = one.before = shown(cell.text, one.money);
  const change = one.row.querySelector(".change");
  change.textContent = cell.change;
  change.classList.toggle("is-large", Math.abs(Number(cell.change.replace("−", "-").replaceAll(",", ""))) > 50);
}

function drawConflicts() {
  const place = document.getElementById("conflicts");
  place.replaceChildren();
  place.hidden = !conflicts.size;
  const named = (text) => text || say("blank");
  for (const one of conflicts.values()) {
    const line = document.createElement("p");
    line.textContent = say("choose", { ...one, mine: named(one.mine), theirs: named(one.theirs) }) + " ";
    for (const [key, value] of [["mine", one.mine], ["theirs", one.theirs]]) {
      const button = document.createElement("button");
      button.className = "btn btn-sm";
      button.textContent = `${say(key)} ${named(value)}`;
      button.addEventListener("click", () => settle(one, key));
      line.append(" ", button);
    }
    place.append(line);
  }
  sign("saved", { at: "" }, "");
}

function settle(one, whose) {
  const row = rows.get(one.field);
  conflicts.delete(one.field);
  row.cell.classList.remove("is-conflict", "is-pending");
  seen.set(one.field, Math.max(seen.get(one.field), one.version));
  row.cell.dataset.text = one.theirs;
  row.input.value = shown(whose === "mine" ? one.mine : one.theirs, row.money);
  drawConflicts();
  if (whose === "mine") store(row, one.mine);
  row.input.focus();
}

// A bare amount is in the unit that the page shows.
export function meant(one, value) {
  const bare = /^[\s\d.,，．０-９+\-−－]+$/.test(value) && /[\d０-９]/.test(value);
  return one.money && wan.checked && bare ? `${value.trim()}万元` : value;
}

function store(one, value) {
  done.push({ field: one.field, old: one.cell.dataset.text });
  one.cell.classList.add("is-pending");
  saver.put(one.field, value, one.seen ?? seen.get(one.field));
  one.seen = undefined;
}

function commit(one) {
  if (one.input.value === one.before) return;
  const value = one.input.value;
  one.before = value;
  store(one, meant(one, value));
}

export function storeAll(pairs) {
  const cells = pairs.map(([one, value]) => {
    done.push({ field: one.field, old: one.cell.dataset.text });
    one.cell.classList.add("is-pending");
    one.before = undefined;
    return { field: one.field, value: meant(one, value), seen: seen.get(one.field) };
  });
  saver.putAll(cells);
}

function judge(answer) {
  if (answer.panel === undefined) return;
  const chosen = document.querySelector(".finding.is-chosen");
  const typing = document.activeElement?.closest?.(".explaining");
  if (!typing) document.getElementById("panel-findings").innerHTML = answer.panel; // escaped by the server's templates
  if (chosen) choose(chosen.dataset.place, false);
  document.getElementById("finding-count").textContent = answer.findings;
  document.getElementById("verdict").textContent = answer.verdict;
  ready(answer.ready);
  for (const [field, one] of rows) letters(one, answer.letters[field] ?? "");
  for (const link of document.querySelectorAll(".sections a[data-section]")) {
    const inside = [...rows.values()].filter((one) => one.section.dataset.section === link.dataset.section);
    const found = [...new Set(inside.map((one) => answer.letters[one.field] ?? "").join(""))].sort();
    link.querySelector(".letters")?.replaceChildren(...found.map(chip));
  }
  const filled = [...rows.values()].filter((one) => one.input && one.cell.dataset.text !== "");
  document.getElementById("filled").textContent = filled.length;
}

// The button to submit is the page's first only when nothing stands in the way.
function ready(is) {
  document.querySelector('.decide [data-move="submit"]')?.classList.toggle("btn-primary", is);
  document.getElementById("check").classList.toggle("btn-primary", !is);
}

function chip(letter) {
  const made = document.createElement("span");
  made.className = `cls cls-${letter.toLowerCase()}`;
  made.textContent = letter;
  return made;
}

function letters(one, found) {
  one.cell.classList.remove("finding-a", "finding-b", "finding-c", "finding-d");
  if (found) one.cell.classList.add(`finding-${found[0].toLowerCase()}`);
  one.row.querySelector(".marks .letters").replaceChildren(...[...found].map(chip));
  if (!one.input) return;
  if (found.includes("A")) one.input.setAttribute("aria-invalid", "true");
  else one.input.removeAttribute("aria-invalid");
}

export function choose(place, focus = true) {
  for (const one of document.querySelectorAll(".finding")) one.classList.toggle("is-chosen", one.dataset.place === place);
  if (!focus) return;
  filter("");
  rows.get(place)?.input?.focus();
}

function editable() {
  return [...rows.values()].filter((one) => one.input && !one.section.hidden);
}

function move(one, step, column = "input") {
  const list = editable();
  const next = list[list.indexOf(one) + step];
  next?.[column].focus();
  return Boolean(next);
}

for (const one of rows.values()) {
  if (!one.input) continue;
  one.input.addEventListener("focus", () => {
    one.before = one.input.value;
    one.seen = saver.holds(one.field) ? undefined : seen.get(one.field);
    one.free = false;
    one.input.select();
    drawer.show(one.field);
    choose(one.field, false);
  });
  one.input.addEventListener("input", () => { one.free = true; });
  one.input.addEventListener("mousedown", () => { one.free = document.activeElement === one.input; });
  one.input.addEventListener("blur", () => commit(one));
  one.input.addEventListener("keydown", (event) => keys(event, one));
  one.input.addEventListener("paste", (event) => offerPaste(event, one, editable(), data, say));
  one.note.addEventListener("change", () => saveNote(one));
  one.note.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); move(one, 1, "note"); }
    else if (event.key === "ArrowUp") { event.preventDefault(); move(one, -1, "note"); }
    else if (event.key === "Escape") one.note.value = one.note.dataset.text;
    else if (event.key === "ArrowLeft" && one.note.selectionStart === 0) { event.preventDefault(); one.input.focus(); }
  });
}

function keys(event, one) {
  if (event.isComposing) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "Enter" || (plain && event.key === "ArrowDown")) {
    event.preventDefault();
    commit(one);
    if (!move(one, event.shiftKey ? -1 : 1)) one.input.select();
  } else if (plain && event.key === "ArrowUp") {
    event.preventDefault();
    commit(one);
    move(one, -1);
  } else if (plain && event.key === "ArrowRight" && !one.free) {
    event.preventDefault();
    commit(one);
    one.note.focus();
  } else if (event.key === "Escape") {
    one.input.value = one.before ?? "";
    one.input.select();
    one.free = false;
  } else if (event.key === "F2") {
    event.preventDefault();
    one.free = true;
    one.input.setSelectionRange(one.input.value.length, one.input.value.length);
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && one.input.value === one.before) {
    event.preventDefault();
    undo();
  }
}

function undo() {
  const back = done.pop();
  if (!back) { told.textContent = say("nothing"); return; }
  const one = rows.get(back.field);
  one.input.value = one.before = shown(back.old, one.money);
  one.cell.classList.add("is-pending");
  saver.put(one.field, back.old, seen.get(one.field)); // a new edit like any other; the history keeps both
  told.textContent = say("undone", { label: one.label });
  one.input.focus();
}

async function saveNote(one) {
  one.note.classList.add("is-pending");
  const answer = await send(`${data.home}notes`, "POST", { field: one.field, words: one.note.value, seen: one.note.dataset.text }).catch(() => ({ status: 0, said: {} }));
  if (answer.status === 200) {
    one.note.dataset.text = answer.said.words;
    one.note.classList.remove("is-pending");
    sign("saved", { at: answer.said.at }, "");
    judge(answer.said);
  } else if (answer.status === 409 && answer.said.conflicts) {
    trouble(answer.said.error);
    one.note.dataset.text = answer.said.conflicts[0].theirs; // saving once more is then a choice with both in sight
  } else if (answer.status === 0 || answer.status === 401) {
    sign(answer.status ? "ended" : "offline", { n: 1 }, "is-held");
    const again = () => saveNote(one);
    if (answer.status === 401) document.addEventListener("gaoxin:logged-in", again, { once: true });
    else setTimeout(again, 4_000);
  } else trouble(say("refused", { why: answer.said.error ?? answer.status }));
}

async function check() {
  document.activeElement?.blur?.();
  await saver.flush();
  const answer = await send(`${data.home}findings`, "GET");
  if (answer.status !== 200) return;
  judge(answer.said);
  drawer.findings();
  told.textContent = say("checked", { verdict: answer.said.verdict });
  const first = document.querySelector(".finding");
  if (first) choose(first.dataset.place);
}

function filter(section) {
  for (const link of document.querySelectorAll(".sections a")) {
    if (link.dataset.section === section) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const part of document.querySelectorAll(".form-grid tbody")) part.hidden = Boolean(section) && part.dataset.section !== section;
}

// Every ten seconds while somebody works here: who else is at work, and what they changed.
let active = Date.now();
for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => { active = Date.now(); });
async function look() {
  if (document.hidden || Date.now() - active > 120_000) return;
  const answer = await fetch(`${data.home}changes?since=${last}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const said = await answer.json();
  last = said.last;
  for (const cell of said.cells) {
    const one = rows.get(cell.field);
    if (!one || saver.holds(cell.field) || conflicts.has(cell.field)) continue;
    if (document.activeElement === one.input && one.input.value !== one.before) continue; // being typed: it keeps what it had seen
    put(cell, true);
    seen.set(cell.field, Math.max(seen.get(cell.field), cell.version));
    if (document.activeElement === one.input) one.seen = seen.get(cell.field);
  }
  judge(said);
  document.getElementById("others").textContent = said.others.map((one) => say("others", one)).join("　");
}

const drawer = openDrawer(data, say, {
  choose,
  judge,
  saved: (at) => sign("saved", { at }, ""),
  restore(field, value) {
    const one = rows.get(field);
    one.input.value = one.before = shown(value, one.money);
    store(one, value);
  },
});
document.addEventListener("keydown", (event) => { if (event.key === "F9") { event.preventDefault(); check(); } });
document.getElementById("check").addEventListener("click", check);
document.querySelector(".sections").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  filter(link.dataset.section);
});
wan.addEventListener("change", () => {
  for (const one of rows.values()) {
    if (!one.money) continue;
    const text = one.cell.dataset.text;
    if (one.input) one.input.value = shown(text, true);
    else one.row.querySelector(".value").textContent = shown(text, true);
    const before = one.row.querySelector(".before");
    if (before.dataset.text) before.textContent = shown(before.dataset.text, true);
    one.row.querySelector(".unit").textContent = wan.checked ? "万元" : "千元";
  }
});
ready(data.ready);
if (data.editable) {
  setInterval(look, 10_000);
  for (const field of saver.waiting.keys()) rows.get(field)?.cell.classList.add("is-pending");
  saver.flush();
}
