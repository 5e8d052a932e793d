// data-card: a visit that is dragged to another time or therapist, or by its data-grip made longer. Nothing moves on
// the board by that: a ghost shows where it would go, and letting go opens the page that asks, with the time filled in.
// With a finger one presses and waits first, so that the board still scrolls.
import { meets, numberOf } from "./board-says.js";
import { openPage } from "./desk-dialog.js";

const ROW_MINUTES = 5, WAIT = 400, SLIP = 6;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hour12: true, timeZone: "Europe/London" });
let drag = null;

const rowHeight = (lane) => lane.getBoundingClientRect().height / getComputedStyle(lane).gridTemplateRows.split(" ").length;
const laneAt = (x) => [...document.querySelectorAll("[data-lane]")].find((lane) => {
  const box = lane.getBoundingClientRect();
  return x >= box.left && x < box.right;
});
const moment = (row) => new Date(Date.parse(document.querySelector("[data-board]").dataset.starts) + row * ROW_MINUTES * 60000);

const begin = () => {
  drag.going = true;
  drag.card.setAttribute("data-dragging", "");
  drag.lane.closest("[data-board]").setAttribute("data-moving", "");
  drag.ghost = Object.assign(document.createElement("div"), { className: "ghost" });
  drag.lane.append(drag.ghost);
};

const show = (event) => {
  const lane = (!drag.grip && laneAt(event.clientX)) || drag.lane;
  const rows = Math.round((event.clientY - drag.y) / drag.height);
  const last = getComputedStyle(lane).gridTemplateRows.split(" ").length;
  drag.lane = lane;
  drag.row = drag.grip ? drag.first : Math.min(Math.max(0, drag.first + rows), last - drag.long);
  drag.rows = drag.grip ? Math.min(Math.max(1, drag.long + rows), last - drag.first) : drag.long;
  const against = meets(lane, drag.card, drag.row, drag.rows);
  drag.ghost.className = `ghost${against && " ghost--against"} r${drag.row} s${drag.rows}`;
  drag.ghost.textContent = `${against && `${against}: `}${clock.format(moment(drag.row)).replace(/\s/g, "")}, ${drag.rows * ROW_MINUTES} min, ${lane.dataset.name}`;
  if (drag.ghost.parentElement !== lane) lane.append(drag.ghost);
};

const stop = () => {
  clearTimeout(drag?.timer);
  drag?.ghost?.remove();
  document.querySelector("[data-moving]")?.removeAttribute("data-moving");
  drag?.card.removeAttribute("data-dragging");
  drag?.card.removeAttribute("data-pressed");
  drag = null;
};

// Letting go over the card is no click on it.
export const swallowClick = () => {
  const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
  document.addEventListener("click", swallow, { once: true, capture: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 100);
};

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-card]"), lane = card?.closest("[data-lane]");
  if (!lane || event.button || getComputedStyle(lane).display !== "grid") return;
  const grip = Boolean(event.target.closest("[data-grip]"));
  drag = { card, lane, grip, x: event.clientX, y: event.clientY, height: rowHeight(lane), first: numberOf(card, "r"), long: numberOf(card, "s"), touch: event.pointerType === "touch" };
  card.setAttribute("data-pressed", "");
  if (drag.touch) drag.timer = setTimeout(() => { begin(); navigator.vibrate?.(10); }, WAIT);
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const slipped = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > SLIP;
  if (!drag.going && slipped) drag.touch ? stop() : begin();
  if (drag?.going) show(event);
});

document.addEventListener("pointerup", () => {
  if (!drag?.going || !drag.rows) return stop();
  const { grip, row, rows, lane } = drag;  // a drag keeps the length, a pull at the grip keeps the start: neither may be whole rows
  const asked = new URLSearchParams(grip ? { minutes: rows * ROW_MINUTES } : { start: moment(row).toISOString(), therapist: lane.dataset.lane });
  swallowClick();
  openPage(`${drag.card.dataset.move}&${asked}`, drag.card.querySelector("a").id);
  return stop();
});

document.addEventListener("pointercancel", stop);
document.addEventListener("keydown", (event) => event.key === "Escape" && drag && stop());
document.addEventListener("touchmove", (event) => drag?.going && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => drag?.touch && event.preventDefault());
