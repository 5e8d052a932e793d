// What a dragged visit would meet if it were let go: said in words in its ghost, before anybody lets go.
// Only what the board shows is known here; the page that asks looks at everything once more.
const MEETS = [
  [".lane__closed:not(.lane__closed--blocked)", "Outside working hours"],
  [".lane__closed--blocked", "Blocked time"],
  [".slot:not(.slot--missed)", "Over another visit"],
];

export const numberOf = (element, letter) => Number([...element.classList].find((name) => RegExp(`^${letter}\\d+$`).test(name))?.slice(1) ?? 0);

const covers = (element, first, end) => {
  const start = numberOf(element, "r");
  return start < end && first < start + numberOf(element, "s");
};

// Words for rows `first` up to `first + rows` of a lane, but for the card itself; empty where the time is free.
export const meets = (lane, card, first, rows) => MEETS
  .filter(([which]) => [...lane.querySelectorAll(which)].some((one) => one !== card && covers(one, first, first + rows)))
  .map(([, words]) => words)
  .join(", ");

const spans = (text = "") => text.split(" ").filter(Boolean).map((span) => span.split("-").map(Number));

// The same of a day in the week, where a visit keeps its time of day: all in minutes of the day.
export const meetsOn = (cell, card) => {
  const [[first, end]] = spans(card.dataset.span);
  const meet = ([from, until]) => first < until && from < end;
  const others = [...cell.querySelectorAll("[data-span]")].filter((one) => one !== card);
  return [
    [!spans(cell.dataset.hours).some(([from, until]) => from <= first && end <= until), "Outside working hours"],
    [spans(cell.dataset.blocked).some(meet), "Blocked time"],
    [others.some((one) => spans(one.dataset.span).some(meet)), "Over another visit"],
  ].filter(([is]) => is).map(([, words]) => words).join(", ");
};
