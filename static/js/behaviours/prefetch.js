// a[data-prefetch]: fetched when a finger, a pointer or the focus rests on it, before it is pressed. For pages that are
// the same for everybody only: what belongs to one person is never fetched ahead.
const fetched = new Set([location.pathname]);

const ahead = ({ target }) => {
  const link = target.closest?.("a[data-prefetch]");
  if (!link || fetched.has(link.pathname)) return;
  fetched.add(link.pathname);
  fetch(link.pathname, { priority: "low" }).catch(() => fetched.delete(link.pathname));
};

if (!navigator.connection?.saveData) {
  document.addEventListener("pointerover", ahead, { passive: true });
  document.addEventListener("focusin", ahead);
}
