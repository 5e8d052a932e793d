// #board looks again by itself. Nothing moves under somebody's hands: while a dialog is open or a card is pressed or
// dragged, it does not look, and what it has asked just before waits for the next time. The keyboard stays where it
// was; where that is gone, it goes to what is nearest in the same lane.
const dialog = document.querySelector("[data-desk-dialog]");
let place = null;

const isBoard = (event) => event.target.id === "board";
const isBusy = () => dialog.open || document.querySelector("[data-pressed]");
const heightOf = (link) => link.getBoundingClientRect().top;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isBoard(event) && isBusy()) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isBoard(event)) return;
  if (isBusy()) event.detail.shouldSwap = false;
  const link = document.activeElement.closest("#board a");
  place = link && { lane: link.closest("[data-lane]")?.dataset.lane, top: heightOf(link) };
});

document.addEventListener("htmx:afterSettle", () => {
  if (!place || document.activeElement !== document.body) return;
  const links = [...document.querySelectorAll(place.lane ? `[data-lane="${place.lane}"] a` : "#board a")];
  links.sort((one, other) => Math.abs(heightOf(one) - place.top) - Math.abs(heightOf(other) - place.top));
  links[0]?.focus({ preventScroll: true });
  place = null;
});
