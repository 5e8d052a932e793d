// a[data-prefetch]: fetched when a finger, a pointer or the focus rests on it, before it is pressed. For pages that are
// the same for everybody only: what belongs to one person is never fetched ahead. Where the next page is somebody's own,
// script[data-next] names its files, which are nobody's.
const fetched = new Set([location.pathname]);

const ahead = ({ target }) => {
  const link = target.closest?.("a[data-prefetch]");
  if (!link || fetched.has(link.pathname)) return;
  fetched.add(link.pathname);
  fetch(link.pathname, { priority: "low" }).catch(() => fetched.delete(link.pathname));
};

const files = document.querySelector("script[data-next]")?.dataset.next.split(" ") ?? [];

if (!navigator.connection?.saveData) {
  addEventListener("load", () => files.forEach((file) => fetch(file, { priority: "low" }).catch(() => {})));
  document.addEventListener("pointerover", ahead, { passive: true });
  document.addEventListener("focusin", ahead);
}
