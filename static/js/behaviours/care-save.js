// data-measure: a form that saves itself. What could not be sent stays on the page and is sent again until it is kept:
// when the connection is back, and every few seconds. Nothing is written into the browser's storage.
// What was changed a moment before the page is left goes out as it is left.
const AGAIN = 3000;
const waiting = new Set();
const changed = new Set();
const sending = new Map(); // form → what is on its way
const forms = () => [...document.querySelectorAll("[data-measure]")];

const say = (text, isWaiting) => {
  const state = document.querySelector("[data-save-state]");
  if (!state) return;
  state.textContent = text;
  state.toggleAttribute("data-waiting", isWaiting);
};

const tell = () => {
  for (const form of forms()) form.toggleAttribute("data-waiting", waiting.has(form));
  if (waiting.size) say(`Not saved yet: ${waiting.size === 1 ? "one test" : `${waiting.size} tests`}. Keep this page open.`, true);
  else if (changed.size || sending.size) say("Saving …", false);
};

const failed = ({ detail }) => {
  const form = detail.elt.closest?.("[data-measure]");
  if (!form || detail.xhr?.status === 422) return;
  waiting.add(form);
  tell();
};

const refused = ({ detail }) => {
  if (detail.xhr?.status === 422 && detail.elt.closest?.("[data-measure]")) say("Not saved: see what is wrong", true);
};

const kept = ({ detail }) => {
  const form = detail.elt.closest?.("[data-measure]");
  sending.delete(form);
  if (!form || !detail.successful) return;
  waiting.delete(form);
  tell();
};

const again = () => {
  for (const form of waiting) if (form.isConnected) form.dispatchEvent(new Event("retry"));
};

document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:afterRequest", kept);
document.addEventListener("htmx:afterRequest", refused);
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const form = detail.elt.closest?.("[data-measure]");
  if (!form) return;
  changed.delete(form);
  sending.set(form, new FormData(form));
  tell();
});
document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("[data-measure]");
  if (!form?.getAttribute("hx-trigger")?.startsWith("change")) return;
  changed.add(form);
  tell();
});

// Nobody knows yet whether what is on its way was kept: so a side that says something is written whatever stood there.
const last = (form) => {
  const body = new FormData(form);
  const before = sending.get(form);
  const sides = [...body.keys()].filter((name) => before && name.startsWith("was_")).map((name) => name.slice("was_".length));
  for (const side of sides) if (body.get(side) || before.get(side)) body.delete(`was_${side}`);
  return body;
};

window.addEventListener("pagehide", () => {
  const headers = { "HX-Request": "true" };
  for (const form of changed) fetch(form.action, { method: "POST", body: last(form), headers, keepalive: true }).catch(() => {});
  changed.clear();
});
window.addEventListener("online", again);
setInterval(again, AGAIN);
window.addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
