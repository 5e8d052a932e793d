// meta[name=page-of], data-ask: whom the page was made for, and where to ask whether they are still signed in. Once they
// are not, here or in another tab, or somebody else is, the page empties itself: what stood on it is theirs alone. It asks
// when it is looked at again, and every two minutes; not while somebody types, for what they typed would go with it.
const EVERY = 2 * 60 * 1000;
const TYPING = 5 * 60 * 1000;
const GOES = 205;
const mark = document.querySelector("meta[name=page-of]");
let typed = -TYPING;

function empty() {
  addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
  document.title = "Hekas";
  document.body.replaceChildren();
  location.replace(location.pathname + location.search);
}

async function ask() {
  const said = { headers: { "X-Page-Of": mark.content }, cache: "no-store" };
  const answer = await fetch(mark.dataset.ask, said).catch(() => null);
  if (answer?.status === GOES) empty();
}

addEventListener("input", () => (typed = performance.now()), true);
addEventListener("pageshow", (event) => event.persisted && ask());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
addEventListener("focus", ask);
setInterval(() => performance.now() - typed >= TYPING && ask(), EVERY);
