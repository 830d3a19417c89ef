// The matrix: one box chooses every zone that still has something to fill.
const all = document.getElementById("choose-all");
all?.addEventListener("change", () => {
  for (const box of document.querySelectorAll('input[name="zone"]')) {
    box.checked = all.checked && box.dataset.unfinished !== "0";
  }
});
