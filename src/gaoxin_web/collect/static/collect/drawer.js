// The drawer beside the grid: findings with their explanations, and all about the chosen cell.
import { csrf, send } from "../gaoxin/page.js";

export function openDrawer(data, say, grid) {
  const tabs = [...document.querySelectorAll('.drawer [role="tab"]')];
  const found = document.getElementById("panel-findings");
  const about = document.getElementById("panel-cell");
  let shownField = "", timer = 0;

  function turn(tab) {
    for (const one of tabs) {
      const on = one === tab;
      one.setAttribute("aria-selected", String(on));
      one.tabIndex = on ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !on;
    }
    if (tab.id === "tab-cell") load();
  }

  async function load() {
    if (!shownField || about.dataset.field === shownField) return;
    const field = shownField;
    const answer = await fetch(`${data.home}cells/${field}/about`).catch(() => null);
    if (answer?.ok && field === shownField) {
      about.innerHTML = await answer.text(); // escaped by the server's templates
      about.dataset.field = field;
    }
  }

  async function explain(box) {
    const item = box.closest(".finding");
    const words = box.querySelector("textarea").value.trim();
    const counted = box.querySelector(".counted");
    counted.textContent = say("counted", { n: words.length });
    if (words.length < 6) return;
    const body = { check: item.dataset.check, place: item.dataset.place, reason: box.querySelector("select").value, words };
    const answer = await send(`${data.home}explanations`, "POST", body).catch(() => ({ status: 0, said: {} }));
    if (answer.status === 200) {
      counted.textContent = say("explained", { at: answer.said.at });
      item.classList.add("is-explained");
      grid.saved(answer.said.at);
      grid.judge(answer.said);
    } else if (answer.status === 401) document.addEventListener("gaoxin:logged-in", () => explain(box), { once: true });
    else if (answer.status === 0) setTimeout(() => explain(box), 4_000);
    else counted.textContent = answer.said.error;
  }

  for (const tab of tabs) {
    tab.addEventListener("click", () => turn(tab));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const next = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
      turn(next);
      next.focus();
    });
  }
  found.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.mend) grid.restore(button.dataset.field, button.dataset.mend);
    const item = event.target.closest(".finding");
    if (item && !event.target.closest(".explaining")) grid.choose(item.dataset.place);
  });
  found.addEventListener("change", (event) => {
    const box = event.target.closest(".explaining");
    if (box && box.querySelector("textarea").value.trim()) explain(box);
  });
  found.addEventListener("input", (event) => {
    const box = event.target.closest(".explaining");
    if (!box || event.target.tagName !== "TEXTAREA") return;
    box.querySelector(".counted").textContent = say("counted", { n: event.target.value.trim().length });
    clearTimeout(timer);
    timer = setTimeout(() => explain(box), 1_500);
  });
  about.addEventListener("click", (event) => {
    const button = event.target.closest("[data-restore]");
    if (button) { grid.restore(button.dataset.field, button.dataset.restore); delete about.dataset.field; }
  });
  about.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const words = form.querySelector("textarea").value;
    const answer = await fetch(`${data.home}comments`, {
      method: "POST", headers: { "X-CSRFToken": csrf(), "Content-Type": "application/json" },
      body: JSON.stringify({ place: form.dataset.place, words }),
    }).catch(() => null);
    if (answer?.ok) about.innerHTML = await answer.text();
  });
  return {
    show(field) { shownField = field; if (!about.hidden) load(); },
    findings() { turn(tabs[0]); },
  };
}
