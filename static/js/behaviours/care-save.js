// data-measure: a test that saves itself, one of a form of many. What could not be sent stays on the page and is sent
// again until it is kept: when the connection is back, and every few seconds. Nothing is written into the browser's storage.
// What was changed a moment before the page is left goes out as it is left. data-by-hand: saved by its own button alone.
import { bodyOf } from "./care-body.js";

const AGAIN = 3000;
const waiting = new Set();
const changed = new Set();
const perhaps = new Map(); // test → all that was sent of it and may be kept: nobody knows until an answer comes
const all = () => [...document.querySelectorAll("[data-measure]")];
const byHand = new Set(all().filter((test) => "unsaved" in test.dataset));
const testOf = (element) => element?.closest?.("[data-measure]");

const say = (text, isWaiting) => {
  const state = document.querySelector("[data-save-state]");
  if (!state) return;
  state.textContent = text;
  state.toggleAttribute("data-waiting", isWaiting);
};

const tell = () => {
  for (const test of all()) test.toggleAttribute("data-waiting", waiting.has(test));
  if (waiting.size) say(`Not saved yet: ${waiting.size === 1 ? "one test" : `${waiting.size} tests`}. Keep this page open.`, true);
  else if (changed.size || perhaps.size) say("Saving …", false);
  else if (byHand.size) say("Not saved yet: press Save below the numbers.", true);
};

const failed = ({ detail, target }) => {
  const test = testOf(target);
  if (!test || detail.xhr?.status === 422) return;
  waiting.add(test);
  tell();
};

const answered = ({ detail, target }) => {
  const test = testOf(target);
  if (!test) return;
  const isRefused = detail.xhr?.status === 422;
  if (detail.successful || isRefused) perhaps.delete(test);
  if (isRefused) {
    waiting.delete(test);
    byHand.add(test);
    say("Not saved: see what is wrong", true);
  }
  if (!detail.successful) return;
  waiting.delete(test);
  if (!changed.has(test)) byHand.delete(test);
  tell();
};

const again = () => {
  for (const test of waiting) if (test.isConnected) test.dispatchEvent(new Event("retry"));
};

document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:afterRequest", answered);
document.addEventListener("htmx:configRequest", ({ detail, target }) => {
  const test = testOf(target);
  if (!test) return;
  const body = bodyOf(test, detail.formData, perhaps.get(test));
  for (const key of [...detail.formData.keys()]) detail.formData.delete(key);
  for (const [key, value] of body) detail.formData.append(key, value);
  changed.delete(test);
  perhaps.set(test, [...(perhaps.get(test) ?? []), body]);
  tell();
});
document.addEventListener("change", ({ target }) => {
  const test = testOf(target);
  if (!test) return;
  if ("byHand" in test.dataset) {
    byHand.add(test);
    return tell();
  }
  changed.add(test);
  tell();
});
// Enter in a field is not for the first button of the form, but for that of its own test; left, it leads to the right.
document.addEventListener("keydown", (event) => {
  const felt = event.target.closest("[data-felt]");
  if (event.key === "Enter" && felt && event.target.tagName === "INPUT") {
    event.preventDefault();
    felt.querySelector("[data-add]").click();
  }
  const test = testOf(event.target);
  if (event.key !== "Enter" || !test || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  event.target.dispatchEvent(new Event("change", { bubbles: true }));
  const numbers = [...test.querySelectorAll("[data-stepper] input")];
  const other = numbers[numbers.indexOf(event.target) + 1];
  if (other && numbers.includes(event.target)) other.focus();
  else if ("byHand" in test.dataset) test.querySelector(":scope > button").click();
});
// "Finish the tests", "Add what you feel" and "Take back" take all that is typed along.
document.addEventListener("submit", ({ target }) => {
  if (target.id !== "tests") return;
  changed.clear();
  byHand.clear();
});

window.addEventListener("pagehide", () => {
  const headers = { "HX-Request": "true" };
  for (const test of changed) {
    const body = bodyOf(test, new FormData(test.closest("form")), perhaps.get(test));
    body.append("leaving", "yes");
    fetch(test.dataset.address, { method: "POST", body, headers, keepalive: true }).catch(() => {});
  }
  changed.clear();
});
window.addEventListener("online", again);
setInterval(again, AGAIN);
window.addEventListener("beforeunload", (event) => {
  if (waiting.size || byHand.size) event.preventDefault();
});
