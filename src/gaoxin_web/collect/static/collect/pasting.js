// Pasting a block from a spreadsheet: shown first with what it becomes and what does not fit, then stored at once.
import { send } from "../gaoxin/page.js";
import { meant, storeAll } from "./form.js";

const dialog = document.getElementById("paste");
let ready = null;

// A block is lines of columns; a cell of a spreadsheet that holds a line break stands between quotes.
function blockOf(text) {
  const lines = [];
  let line = [""], quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '"' && text[at + 1] === '"') { line[line.length - 1] += '"'; at += 1; }
    else if (sign === '"' && (quoted || line[line.length - 1] === "")) quoted = !quoted;
    else if (sign === "\t" && !quoted) line.push("");
    else if ((sign === "\n" || sign === "\r") && !quoted) {
      if (sign === "\r" && text[at + 1] === "\n") at += 1;
      lines.push(line);
      line = [""];
    } else line[line.length - 1] += sign;
  }
  if (line.length > 1 || line[0] !== "") lines.push(line);
  return lines;
}

export async function offerPaste(event, first, list, data, say) {
  const text = event.clipboardData.getData("text/plain");
  if (!/[\t\n]/.test(text.trimEnd())) return; // one value: the browser pastes it
  event.preventDefault();
  const block = blockOf(text);
  const start = list.indexOf(first);
  const pairs = block.slice(0, list.length - start).map((line, at) => [list[start + at], line]);
  const left = block.slice(list.length - start);
  const answer = await send(`${data.home}cells/preview`, "POST", { cells: pairs.map(([one, line]) => ({ field: one.field, value: meant(one, line[0]) })) }).catch(() => ({ status: 0 }));
  if (answer.status !== 200) return;
  const read = new Map(answer.said.cells.map((cell) => [cell.field, cell]));
  const body = dialog.querySelector("tbody");
  body.replaceChildren(...pairs.map(([one, line]) => {
    const cell = read.get(one.field);
    const row = document.createElement("tr");
    for (const [words, look] of [[one.label, ""], [line[0], "num"], [cell.fault ? "" : cell.shown || say("blank"), "num"], [cell.fault || cell.note, cell.fault ? "error-text" : "small"]]) {
      const made = document.createElement("td");
      made.textContent = words;
      made.className = look;
      row.append(made);
    }
    return row;
  }));
  const remarks = [];
  if (left.length) remarks.push(say("left", { n: left.length, rows: left.map((line) => line.join(" ")).join("；") }));
  if (block.some((line) => line.length > 2)) remarks.push(say("columns"));
  document.getElementById("paste-left").textContent = remarks.join(" ");
  ready = { pairs, first };
  dialog.showModal();
}

document.getElementById("paste-go").addEventListener("click", () => {
  dialog.close();
  if (!ready) return;
  for (const [one, line] of ready.pairs) one.input.value = line[0];
  storeAll(ready.pairs.map(([one, line]) => [one, line[0]]));
  for (const [one, line] of ready.pairs) {
    if (line.length < 2 || line[1] === "") continue;
    one.note.value = line[1];
    one.note.dispatchEvent(new Event("change"));
  }
  ready.first.input.focus();
  ready = null;
});
