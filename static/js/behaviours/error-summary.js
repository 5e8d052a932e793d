// data-error-summary: takes focus when the page opens; its links move to the input and to its question.
const summary = document.querySelector("[data-error-summary]");

const goTo = (event) => {
  const link = event.target.closest("a[href^='#']");
  const input = link && document.getElementById(link.hash.slice(1));
  if (!input) return;
  event.preventDefault();
  const question = input.closest(".field") ?? input;
  question.scrollIntoView();
  input.focus({ preventScroll: true });
};

summary?.focus();
summary?.addEventListener("click", goTo);
document.addEventListener("htmx:afterSettle", (event) => {
  event.target.querySelector?.("[data-error-summary]")?.focus();
});
