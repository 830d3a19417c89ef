// What every page does: warn before an idle session ends, and say where to log in again without losing the page.
const body = document.body;
const warning = document.getElementById("idle-warning");
const idle = Number(body.dataset.idleMinutes) * 60_000;
let last = Date.now();

export function csrf() {
  return body.dataset.csrf;
}

export async function send(address, method, data) {
  const answer = await fetch(address, {
    method,
    headers: { "X-CSRFToken": csrf(), "Content-Type": "application/json", Accept: "application/json" },
    body: data === undefined ? undefined : JSON.stringify(data),
  });
  last = Date.now();
  const said = await answer.json().catch(() => ({}));
  return { status: answer.status, said };
}

function look() {
  if (body.dataset.inside !== "yes") return;
  warning.hidden = Date.now() - last < idle - 120_000;
}

document.getElementById("stay")?.addEventListener("click", async () => {
  await fetch("/session", { headers: { Accept: "application/json" } });
  last = Date.now();
  look();
});
document.addEventListener("htmx:afterRequest", () => { last = Date.now(); });
setInterval(look, 15_000);

for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
for (const button of document.querySelectorAll("[data-closes]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
for (const button of document.querySelectorAll("[data-prints]")) {
  button.addEventListener("click", () => window.print());
}
