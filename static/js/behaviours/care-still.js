// .visit--running: what one has just touched stays where it is while the answer to a test changes the page above it, or
// what is in the middle where nothing in sight was touched. Nobody's next tap lands on another test, or on its other side.
let held = null;
let tapped = null; // not every browser gives what is tapped the focus: Safari gives a button or a radio none

const isInSight = ({ bottom, top }) => bottom > 0 && top < innerHeight;
const topOf = (element) => element.getBoundingClientRect().top;
const isHere = (element) => element?.isConnected && element.matches(".visit--running *") && isInSight(element.getBoundingClientRect());
const looked = () => [tapped, document.activeElement].find(isHere) ?? document.elementFromPoint(innerWidth / 2, innerHeight / 2);

addEventListener("click", ({ target }) => (tapped = target), true);
addEventListener("focusin", () => (tapped = null));

document.addEventListener("htmx:beforeSwap", ({ target }) => {
  const element = target.closest("[data-measure]") && looked();
  held = element && { element, top: topOf(element) };
});

document.addEventListener("htmx:afterSwap", () => {
  if (held?.element.isConnected) scrollBy({ top: topOf(held.element) - held.top, behavior: "instant" });
  held = null;
});
