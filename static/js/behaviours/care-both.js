// data-both: both sides of a test are as usual, in one tap. Only while nothing is said of either: it writes over nothing.
// A test with a button of its own is saved by it, as by that button.
const testOf = (element) => element.closest?.("[data-measure]");
const sidesOf = (test) => [...test.querySelectorAll(".measure__sides input[type=radio]")];

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-both]");
  if (!button) return;
  const test = testOf(button);
  const usual = sidesOf(test).filter((radio) => radio.value === button.dataset.both);
  for (const radio of usual) radio.checked = true;
  usual[0].focus({ preventScroll: true });
  usual[0].dispatchEvent(new Event("change", { bubbles: true }));
  if ("byHand" in test.dataset) test.querySelector(":scope > button").click();
});

document.addEventListener("change", ({ target }) => {
  const test = testOf(target);
  const button = test?.querySelector("[data-both]");
  if (!button) return;
  const isSaid = sidesOf(test).some((radio) => radio.checked && radio.value);
  button.classList.toggle("both--spent", isSaid);
  button.hidden = isSaid;
});
