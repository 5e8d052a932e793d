// data-desk-dialog: pages of the desk open inside this dialog instead of replacing the board. A link with data-dialog
// is fetched into it, its forms answer into it (data-plain: they do not), and what is done closes it. The board then
// looks again, and the person is back where they were. The keyboard begins at what was refused, else where the page
// says so itself (autofocus), else at its heading. What was refused for an older session's token is sent once more with
// a fresh one; what could not be done is told, and all that was typed stays.
const dialog = document.querySelector("[data-desk-dialog]");
const inside = document.getElementById("desk-dialog-in");
let opener = "";
let sent = null;

const fetchInto = (method, path, source) => window.htmx.ajax(method, path, { source, target: "#desk-dialog-in", swap: "innerHTML" });

// `from`: the id of what opens it; inside the dialog, where one link leads to the next, null.
export const openPage = (path, from) => {
  opener = from ?? opener;
  sent = null;
  return fetchInto("GET", path, inside);
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPage(link.href, dialog.contains(link) ? null : link.id);
});

const send = ({ form, submitter }) => {
  const values = {};
  for (const [name, value] of new FormData(form, submitter)) values[name] = value;
  window.htmx.ajax(form.method.toUpperCase(), form.getAttribute("action"), { source: inside, target: "#desk-dialog-in", swap: "innerHTML", values });
};

inside.addEventListener("submit", (event) => {
  const { submitter, target: form } = event;
  if ("plain" in form.dataset) return;
  event.preventDefault();
  sent = { form, submitter };
  send(sent);
});

const FAILED = "It did not work. What you typed is still here. Press the button once more.";
const UNANSWERED = "No answer came, so it may be done or not. What you typed is still here. Look at the board, and if it is not there, press the button once more.";
const REFUSED = "You may not do this just now. What you typed is still here. If you should be able to, ask an admin.";

const tell = (said) => {
  sent = null;
  if (!dialog.open) return say("It did not open. Please load this page again.", "toast--error");
  const words = document.createElement("p");
  Object.assign(words, { className: "banner banner--caution", role: "alert", tabIndex: -1, textContent: said });
  inside.querySelector("[role=alert]")?.remove();
  inside.prepend(words);
  words.focus();
};

// Once, and nothing but what was refused just now: what is refused with a fresh token too is told.
document.addEventListener("tokenRenewed", ({ detail }) => {
  if (detail.refused !== inside) return;
  const again = sent;
  sent = null;
  again?.form.isConnected ? send(again) : tell(REFUSED);
});

const failed = ({ detail, target }) => {
  if (target !== inside || [401, 403].includes(detail.xhr.status)) return;
  tell(detail.xhr.status ? FAILED : UNANSWERED);
};
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);

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
const say = (words, kind = "toast--success") => {
  const toast = Object.assign(document.createElement("p"), { className: `toast ${kind}`, textContent: words });
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
