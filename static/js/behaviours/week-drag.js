// data-card in a data-cell: a visit of the week that is dragged to another day or therapist; its time of day stays.
// Nothing moves on the board by that: the cell under it is marked and says what the visit would meet, and letting go
// opens the page that asks. With a finger one presses and waits first, so that the board still scrolls. On a phone the
// week is a list, and the page says how a visit is moved.
import { swallowClick } from "./board-drag.js";
import { meetsOn } from "./board-says.js";
import { openPage } from "./desk-dialog.js";

const WAIT = 400, SLIP = 6;
let drag = null;

const cellAt = ({ clientX, clientY }) => document.elementFromPoint(clientX, clientY)?.closest("[data-cell]");

const begin = () => {
  drag.going = true;
  drag.card.setAttribute("data-dragging", "");
  drag.home.closest("[data-week]").setAttribute("data-moving", "");
};

const mark = (cell) => {
  if (cell === drag.cell) return;
  drag.cell?.removeAttribute("data-over");
  drag.cell?.removeAttribute("data-against");
  drag.cell = cell;
  cell?.setAttribute("data-over", "");
  const against = cell && cell !== drag.home && meetsOn(cell, drag.card);
  if (against) cell.setAttribute("data-against", against);
};

const stop = () => {
  if (!drag) return;
  clearTimeout(drag.timer);
  mark(null);
  drag.home.closest("[data-week]").removeAttribute("data-moving");
  drag.card.removeAttribute("data-dragging");
  drag.card.removeAttribute("data-pressed");
  drag = null;
};

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-card]"), home = card?.closest("[data-cell]");
  if (!home || event.button || getComputedStyle(home).display !== "table-cell") return;
  drag = { card, home, cell: null, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
  card.setAttribute("data-pressed", "");
  if (drag.touch) drag.timer = setTimeout(() => { begin(); navigator.vibrate?.(10); }, WAIT);
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const slipped = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > SLIP;
  if (!drag.going && slipped) drag.touch ? stop() : begin();
  if (drag?.going) mark(cellAt(event));
});

document.addEventListener("pointerup", () => {
  if (!drag?.going) return stop();
  const { card, home, cell } = drag;
  swallowClick();
  stop();
  if (!cell || cell === home) return;
  const asked = new URLSearchParams({ day: cell.dataset.day, therapist: cell.dataset.cell });
  openPage(`${card.dataset.move}&${asked}`, card.querySelector("a").id);
});

document.addEventListener("pointercancel", stop);
document.addEventListener("keydown", (event) => event.key === "Escape" && stop());
document.addEventListener("touchmove", (event) => drag?.going && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => drag?.touch && event.preventDefault());
