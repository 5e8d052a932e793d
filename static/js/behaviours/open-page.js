// meta[name=page-of], data-ask: whom the page was made for, and where to ask whether they are still signed in. Once they
// are not, here or in another tab, or somebody else is, the page empties itself: what stood on it is theirs alone. It asks
// when it is looked at again, and every two minutes; not while somebody types. A page with something typed that is not
// saved shows the words of the answer instead, and comes back with what was typed once its owner is signed in again.
// A form that was written in for long asks before it is sent: a session that ended meanwhile would take the words with it.
// A part of the page that is refused asks too; where its owner is still signed in, what its forms are sent with was of an
// older session and is fetched anew, and "tokenRenewed" tells what was refused, for whoever may send it once more.
import { isTouched } from "./touched.js";

const EVERY = 2 * 60 * 1000;
const TYPING = 5 * 60 * 1000;
const STAYS = 204;
const GOES = "X-Page-Goes";
const mark = document.querySelector("meta[name=page-of]");
const hasTyped = () => [...document.forms].some((form) => [...form.elements].some(isTouched));
const parsed = (page) => new DOMParser().parseFromString(page, "text/html");
let typed = -TYPING;
let kept = null;
let asked = performance.now();
let isAsking = false;
let questions = 0;
let newest = 0; // of the questions that were answered: what an older one brings says nothing any more

function empty() {
  addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
  document.title = "Hekas";
  document.body.replaceChildren();
  location.replace(location.pathname + location.search);
}

function hide(words) {
  if (kept) return; // asked twice at once
  kept = { title: document.title, parts: [...document.body.childNodes] };
  document.title = "Hekas";
  document.body.replaceChildren(...parsed(words).body.childNodes);
}

// What forms are sent with died with the session of before. From a page that was made for its owner alone: whoever else
// has signed in by now sends none of their words.
async function freshToken() {
  const page = parsed(await fetch(location.href).then((answer) => answer.text()).catch(() => ""));
  const isTheirs = page.querySelector("meta[name=page-of]")?.content === mark.content;
  return isTheirs ? page.querySelector("[name=csrfmiddlewaretoken]")?.value : "";
}

function sendWith(token) {
  for (const one of document.getElementsByName("csrfmiddlewaretoken")) if (token) one.value = token;
}

async function show(question) {
  const token = await freshToken();
  if (question !== newest) return; // asked again meanwhile, and that answer decides
  const { title, parts } = kept;
  kept = null;
  document.title = title;
  document.body.replaceChildren(...parts);
  for (const dialog of document.querySelectorAll("dialog[open]")) {
    dialog.removeAttribute("open"); // out of the page it was none of the top layer any more
    dialog.showModal();
  }
  sendWith(token);
}

async function ask() {
  const said = { headers: { "X-Page-Of": mark.content }, cache: "no-store" };
  const question = ++questions;
  const begun = performance.now(); // an answer that comes late is of the moment at which it was asked
  const answer = await fetch(mark.dataset.ask, said).catch(() => null);
  asked = begun;
  if (!answer || question < newest) return;
  newest = question;
  if (answer.status === STAYS && kept) await show(question);
  if (answer.headers.has(GOES) && !kept) hasTyped() ? hide(await answer.text()) : empty();
}

async function askFirst(event) {
  if (performance.now() - asked < TYPING || !hasTyped()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isAsking) return; // pressed twice
  isAsking = true;
  await ask();
  isAsking = false;
  if (!kept) event.target.requestSubmit(event.submitter);
}

async function refused({ detail, target }) {
  if (![401, 403].includes(detail.xhr.status)) return;
  await ask();
  if (kept) return;
  const token = await freshToken();
  sendWith(token);
  if (token) document.dispatchEvent(new CustomEvent("tokenRenewed", { detail: { refused: target } }));
}

addEventListener("submit", askFirst, true);
addEventListener("htmx:responseError", refused);
addEventListener("input", () => (typed = performance.now()), true);
addEventListener("pageshow", (event) => event.persisted && ask());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
addEventListener("focus", ask);
setInterval(() => performance.now() - typed >= TYPING && ask(), EVERY);
