// What every page does: keep the session alive while somebody works, warn before it ends, log in again in place.
import { logInAgain, renew } from "./again.js";

const body = document.body;
const warning = document.getElementById("idle-warning");
const idle = Number(body.dataset.idleMinutes) * 60_000;
const inside = body.dataset.inside === "yes";
const early = Math.min(120_000, idle / 2);
let last = Date.now();
let worked = false;
const asked = new WeakSet();

export function csrf() {
  return body.dataset.csrf;
}

// Sends JSON; where the session has ended, the reader logs in on the page and it is sent again.
export async function send(address, method, data) {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(address, {
      method,
      headers: { "X-CSRFToken": csrf(), "Content-Type": "application/json", Accept: "application/json" },
      body: data === undefined ? undefined : JSON.stringify(data),
    });
    const said = await answer.json().catch(() => ({}));
    const again = tries < 2 && ((answer.status === 401 && said.login && (await logInAgain()))
      || (answer.status === 403 && said.stale && (await ask())));
    if (!again) {
      last = Date.now();
      return { status: answer.status, said };
    }
  }
}

// Asks how long the session still lives; true when it does, also after logging in again.
async function ask(method = "GET") {
  const answer = await fetch("/session", { method, headers: { Accept: "application/json", "X-CSRFToken": csrf() } }).catch(() => null);
  if (!answer) return false;
  if (answer.status === 401) {
    warning.hidden = true;
    const back = await logInAgain();
    if (back) last = Date.now();
    return back;
  }
  const said = await answer.json().catch(() => ({}));
  if (said.csrf) renew(said.csrf);
  if (said.seconds !== undefined) last = Date.now() - Math.max(0, idle - said.seconds * 1000);
  return answer.ok;
}

async function look() {
  if (!inside) return;
  if (worked && Date.now() - last > Math.min(300_000, idle / 3)) {
    worked = false;
    await ask("POST");
  } else if (Date.now() - last > idle - early) {
    await ask();
  }
  warning.hidden = Date.now() - last < idle - early;
}

document.getElementById("stay")?.addEventListener("click", async () => {
  await ask("POST");
  warning.hidden = Date.now() - last < idle - early;
});
for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, () => { worked = true; }, { passive: true });
document.addEventListener("visibilitychange", () => { if (inside && document.visibilityState === "visible" && Date.now() - last > 60_000) ask(); });
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) last = Date.now(); });
document.addEventListener("htmx:responseError", async (event) => {
  const { elt, requestConfig, xhr } = event.detail;
  if (xhr.status === 401 && (await logInAgain())) window.htmx.trigger(elt, requestConfig.triggeringEvent?.type ?? "click");
});
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!inside || form.method !== "post" || event.defaultPrevented || Date.now() - last < idle - early || asked.delete(form)) return;
  event.preventDefault();
  if (!(await ask("POST"))) return;
  asked.add(form);
  form.requestSubmit(event.submitter ?? undefined);
});
setInterval(look, Math.min(15_000, idle / 8));

for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
for (const button of document.querySelectorAll("[data-closes]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
for (const button of document.querySelectorAll("[data-prints]")) {
  button.addEventListener("click", () => window.print());
}
for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", () => navigator.clipboard?.writeText(document.getElementById(button.dataset.copies).textContent.trim()));
}
