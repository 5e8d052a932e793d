// A time or a day that is half typed is sent as an empty one. Its form waits, and says which to finish; what stands there stays.
const WORDS = { time: "Finish the time, like 14:30", date: "Finish the day, with its year" };
const isHalf = (one) => one.type in WORDS && one.validity.badInput;
const told = new Map();

function tell(one) {
  const id = `${one.id}_half`;
  const said = Object.assign(document.createElement("div"), { id, className: "field__error", textContent: WORDS[one.type] });
  told.set(one, [said, one.getAttribute("aria-describedby")]);
  (one.closest(".parts") ?? one).before(said); // between inputs that stand side by side it would push one of them aside
  one.closest(".field")?.classList.add("field--error");
  one.setAttribute("aria-describedby", [id, one.getAttribute("aria-describedby")].filter(Boolean).join(" "));
  one.setAttribute("aria-invalid", "true");
}

function take(one) {
  const [said, described] = told.get(one);
  said.remove();
  one.removeAttribute("aria-invalid");
  described ? one.setAttribute("aria-describedby", described) : one.removeAttribute("aria-describedby");
  told.delete(one);
  const field = one.closest(".field");
  if (!field?.querySelector(".field__error")) field?.classList.remove("field--error");
}

function wait(event) {
  const half = [...event.target.elements].filter(isHalf);
  if (!half.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  for (const one of half) if (!told.has(one)) tell(one);
  half[0].focus();
}

// On a page of questions that is said here and not in the browser's words, and all else by the server.
for (const form of document.querySelectorAll("form[data-question]")) form.noValidate = true;
addEventListener("submit", wait, true);
addEventListener("input", ({ target }) => told.has(target) && !isHalf(target) && take(target), true);
