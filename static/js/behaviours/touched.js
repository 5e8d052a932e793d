// Whether a field says something else than it came with.
export const isTouched = (one) => {
  if (one.type === "hidden") return false;
  if (one.type === "checkbox" || one.type === "radio") return one.checked !== one.defaultChecked;
  if (one.tagName !== "SELECT") return "defaultValue" in one && one.value !== one.defaultValue;
  const all = [...one.options];
  const first = all.find((option) => option.defaultSelected) ?? all[0];
  return one.selectedOptions[0] !== first;
};
