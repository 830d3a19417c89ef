// Says at once what each group of weights adds up to; the server checks the same again.
for (const block of document.querySelectorAll("[data-sum-of]")) {
  const said = block.querySelector("[data-sum]");
  const parts = [...block.querySelectorAll("[data-part]")];
  const add = () => {
    const hundredths = parts.map((part) => Math.round(Number(part.value.replace("%", "").replace("．", ".")) * 100));
    const total = hundredths.reduce((sum, one) => sum + one, 0);
    said.textContent = Number.isFinite(total) ? String(total / 100) : "—";
    said.classList.toggle("sum-off", total !== 10000);
  };
  block.addEventListener("input", add);
  add();
}
document.querySelector(".error-panel")?.focus();
