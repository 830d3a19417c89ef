// Saving cells: one queue, one request at a time, nothing lost — not by a broken line, an ended session or a conflict.
import { send } from "../gaoxin/page.js";

const WAIT = 4_000;

export class Saver {
  // hooks: saved(answer), conflict(one), refused(words), state(kind, count)
  constructor(data, seen, hooks) {
    this.home = data.home;
    this.revision = data.revision;
    this.seen = seen; // field -> the version of its section that the person has seen
    this.hooks = hooks;
    this.waiting = new Map(); // field -> {field, value, seen}
    this.flying = null; // the same, on its way
    this.key = `gaoxin-form-${data.home}`;
    this.timer = 0;
    this.recall();
    addEventListener("online", () => this.flush());
    document.addEventListener("gaoxin:logged-in", () => this.flush());
    document.querySelector('form[action="/logout"]')?.addEventListener("submit", () => sessionStorage.removeItem(this.key));
    addEventListener("beforeunload", (event) => { if (this.count()) event.preventDefault(); });
  }

  count() {
    return this.waiting.size + (this.flying ? this.flying.size : 0);
  }

  holds(field) {
    return this.waiting.has(field) || Boolean(this.flying?.has(field));
  }

  put(field, value, seen) {
    const earlier = this.waiting.get(field);
    this.waiting.set(field, { field, value, seen: earlier ? earlier.seen : seen });
    this.flush();
  }

  putAll(cells) {
    for (const one of cells) this.waiting.set(one.field, one);
    this.flush();
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.flying || !this.waiting.size) return;
    this.flying = this.waiting;
    this.waiting = new Map();
    this.hooks.state("saving", this.flying.size);
    let answer;
    try {
      answer = await send(`${this.home}cells`, "POST", { cells: [...this.flying.values()], revision: this.revision });
    } catch {
      answer = { status: 0, said: {} };
    }
    const sent = this.flying;
    this.flying = null;
    this.take(answer, sent);
  }

  take({ status, said }, sent) {
    if (status === 200) {
      for (const cell of said.cells) {
        this.seen.set(cell.field, Math.max(this.seen.get(cell.field) ?? 0, cell.version));
        const next = this.waiting.get(cell.field);
        if (next) next.seen = Math.max(next.seen, cell.version); // what we saved ourselves we have seen
      }
      this.forget();
      this.hooks.saved(said, this.waiting);
      if (this.waiting.size) this.flush();
    } else if (status === 409 && said.conflicts) {
      for (const one of said.conflicts) {
        sent.delete(one.field);
        this.hooks.conflict(one);
      }
      this.back(sent);
      this.forget();
      this.flush();
    } else if (status === 0 || status === 401 || status >= 500 || status === 429) {
      this.back(sent);
      this.hooks.state(status === 401 ? "ended" : "offline", this.count());
      if (status === 401) document.dispatchEvent(new CustomEvent("gaoxin:logged-out"));
      if (status !== 401) {
        this.remember();
        this.timer = setTimeout(() => this.flush(), WAIT);
      }
    } else {
      this.forget();
      this.hooks.refused(said.error ?? String(status), sent);
    }
  }

  back(sent) {
    for (const [field, one] of sent) {
      const newer = this.waiting.get(field);
      if (newer) newer.seen = one.seen;
      else this.waiting.set(field, one);
    }
  }

  // Only while the line is broken, so that a reload does not lose what was typed; gone once saved or on log-out.
  remember() {
    sessionStorage.setItem(this.key, JSON.stringify({ revision: this.revision, cells: [...this.waiting.values()] }));
  }

  forget() {
    if (!this.waiting.size) sessionStorage.removeItem(this.key);
  }

  recall() {
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    if (kept?.revision === this.revision) for (const one of kept.cells) this.waiting.set(one.field, one);
    else sessionStorage.removeItem(this.key);
  }
}
