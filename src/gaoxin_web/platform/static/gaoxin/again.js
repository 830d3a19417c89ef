// Logging in again on the page itself, so that nothing typed is lost: a dialog, a fetch, a new token for writes.
const body = document.body;
const dialog = document.getElementById("again");
const form = document.getElementById("again-form");
let waiting = null;

export function renew(token) {
  body.dataset.csrf = token;
  body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token;
}

// Resolves true once somebody is logged in again, false when the dialog was closed.
export function logInAgain() {
  if (!dialog) return Promise.resolve(false);
  waiting ??= new Promise((resolve) => {
    dialog.showModal();
    form.elements.password.focus();
    dialog.addEventListener("close", () => {
      waiting = null;
      resolve(dialog.returnValue === "in");
      dialog.returnValue = "";
    }, { once: true });
  });
  return waiting;
}

function show(id, shown) {
  document.getElementById(id).hidden = !shown;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const answer = await fetch("/login", {
    method: "POST",
    headers: { "X-CSRFToken": body.dataset.csrf, "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  }).catch(() => null);
  const said = answer ? await answer.json().catch(() => ({})) : {};
  if (answer?.ok) {
    renew(said.csrf);
    form.reset();
    for (const id of ["again-code", "again-answer", "again-page"]) show(id, false);
    document.getElementById("again-said").textContent = "";
    dialog.close("in");
    return;
  }
  document.getElementById("again-said").textContent = said.error ?? dialog.dataset.offline ?? "";
  if (said.needs === "code") show("again-code", true);
  if (said.needs === "page") show("again-page", true);
  if (said.question) document.getElementById("again-question").textContent = said.question;
  show("again-answer", Boolean(said.question));
});
