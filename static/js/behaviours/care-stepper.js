// data-stepper: its buttons (data-step) change the number between them; an empty one begins near where it will be.
const decimals = (text) => (String(text).split(".")[1] ?? "").length;

const stepped = (input, step) => {
  const { start, min, max } = input.dataset;
  const typed = input.value.trim().replace(",", ".");
  const now = Number(typed);
  if (typed === "" || Number.isNaN(now)) return start;
  const next = Math.min(Number(max), Math.max(Number(min), now + Number(step)));
  return next.toFixed(Math.max(decimals(typed), decimals(step))).replace(/\.0$/, "");
};

export const write = (input, value) => {
  input.value = value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

// Why a side was stopped early; a new count without a reason takes an old one back.
export const because = (form, side, why) => {
  const radio = form.querySelector(`input[name$="-stopped_${side}"][value="${why}"]`);
  if (!radio) return;
  radio.checked = true;
  if (why) radio.closest("details").open = true;
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-step]");
  if (!button) return;
  const input = button.closest("[data-stepper]").querySelector("input");
  write(input, stepped(input, button.dataset.step));
});

document.addEventListener("keydown", (event) => {
  const stepper = event.target.closest?.("[data-stepper]");
  if (!stepper || event.target.tagName !== "INPUT") return;
  const place = { ArrowDown: 0, ArrowUp: 1 }[event.key];
  if (place === undefined) return;
  event.preventDefault();
  stepper.querySelectorAll("[data-step]")[place].click();
});
