// data-desk-dialog: pages of the desk open inside this dialog instead of replacing the board. A link with data-dialog
// is fetched into it, its forms answer into it (data-plain: they do not), and what is done closes it. The board then
// looks again, and the person is back where they were. The keyboard begins at what was refused, else where the page
// says so itself (autofocus), else at its heading.
const dialog = document.querySelector("[data-desk-dialog]");
const inside = document.getElementById("desk-dialog-in");
let opener = "";

const fetchInto = (method, path, source) => window.htmx.ajax(method, path, { source, target: "#desk-dialog-in", swap: "innerHTML" });

// `from`: the id of what opens it; inside the dialog, where one link leads to the next, null.
export const openPage = (path, from) => {
  opener = from ?? opener;
  return fetchInto("GET", path, inside);
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPage(link.href, dialog.contains(link) ? null : link.id);
});

inside.addEventListener("submit", (event) => {
  const form = event.target;
  if ("plain" in form.dataset) return;
  event.preventDefault();
  const values = {};
  for (const [name, value] of new FormData(form, event.submitter)) values[name] = value;
  window.htmx.ajax(form.method.toUpperCase(), form.getAttribute("action"), { source: inside, target: "#desk-dialog-in", swap: "innerHTML", values });
});

// A refusal (409, 422) is what the dialog has to show.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target === inside && [409, 422].includes(detail.xhr.status)) Object.assign(detail, { shouldSwap: true, isError: false });
});

inside.addEventListener("htmx:afterSwap", () => {
  if (!dialog.open) dialog.showModal();
  const place = inside.querySelector("[role=alert], .error-summary") ?? inside.querySelector("[autofocus]") ?? inside.querySelector("h1");
  if (!place?.matches("input")) place?.setAttribute("tabindex", "-1");
  place?.focus();
});

// What was done is told where the person is, until they do the next thing; after that it stands above the board.
const toasts = document.querySelector("[data-toasts]");
const say = (words) => {
  const toast = Object.assign(document.createElement("p"), { className: "toast toast--success", textContent: words });
  toasts.replaceChildren(toast);
  toasts.classList.add("toasts--near");
};
const isDone = () => toasts.classList.remove("toasts--near");
document.addEventListener("pointerdown", isDone);
document.addEventListener("keydown", isDone);

document.addEventListener("deskDone", ({ detail }) => {
  dialog.close();
  say(detail.words);
  window.htmx.trigger("#board", "refresh");
});

dialog.addEventListener("close", () => {
  inside.replaceChildren();
  document.getElementById(opener)?.focus();
});
