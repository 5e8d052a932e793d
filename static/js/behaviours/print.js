// <details data-prints> is open on paper. Style sheets say so too, for browsers from 2025 on; this is for all others.
let opened = [];

window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details[data-prints]:not([open])")];
  for (const fold of opened) fold.open = true;
});

window.addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
  opened = [];
});
