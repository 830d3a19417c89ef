// A file is dropped or chosen: its size and ending are looked at before it is sent.
const form = document.getElementById("send");
const drop = document.getElementById("drop");
const input = document.getElementById("file");
const words = document.getElementById("drop-words");
const error = document.getElementById("send-error");
const button = document.getElementById("send-go");

function look() {
  const file = input.files[0];
  error.textContent = "";
  if (!file) return false;
  words.textContent = `${file.name} · ${(file.size / 1048576).toFixed(1)} MB`;
  drop.classList.add("has-file");
  if (file.size > Number(form.dataset.most) * 1048576) error.textContent = form.dataset.large;
  else if (!/\.(xlsx|csv)$/i.test(file.name)) error.textContent = form.dataset.kind;
  return !error.textContent;
}

input.addEventListener("change", look);
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  });
}
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("is-over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  if (input.disabled || !event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  look();
});
form.addEventListener("submit", (event) => {
  if (!look()) event.preventDefault();
  else button.disabled = true;
});
