// data-exclusive on a checkbox ("None of these"): ticking it unticks its neighbours, and the other way round.
document.addEventListener("change", ({ target }) => {
  if (target.type !== "checkbox" || !target.checked) return;
  const group = target.closest("fieldset")?.querySelectorAll(`input[name="${target.name}"]`) ?? [];
  const alone = target.hasAttribute("data-exclusive");
  for (const box of group) {
    if (box !== target && (alone || box.hasAttribute("data-exclusive"))) box.checked = false;
  }
});
