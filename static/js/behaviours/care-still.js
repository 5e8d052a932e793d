// .visit--running: what one has just touched stays where it is while the answer to a test changes the page above it, or
// what is in the middle where nothing in sight has the focus. Nobody's next tap lands on another test, or on its other side.
let held = null;

const isInSight = ({ bottom, top }) => bottom > 0 && top < innerHeight;
const topOf = (element) => element.getBoundingClientRect().top;
const looked = () => {
  const focus = document.activeElement.closest(".visit--running *");
  return focus && isInSight(focus.getBoundingClientRect()) ? focus : document.elementFromPoint(innerWidth / 2, innerHeight / 2);
};

document.addEventListener("htmx:beforeSwap", ({ target }) => {
  const element = target.closest("[data-measure]") && looked();
  held = element && { element, top: topOf(element) };
});

document.addEventListener("htmx:afterSwap", () => {
  if (held?.element.isConnected) scrollBy({ top: topOf(held.element) - held.top, behavior: "instant" });
  held = null;
});
