// data-body-map: the drawing mirrors a list of checkboxes, and a tap on a region ticks its box.
// A box with the value "whole_calf" marks all regions of the calf; radios left, right, both say which leg.
for (const map of document.querySelectorAll("[data-body-map]")) {
  const form = map.closest("[data-felt], form");
  if (!form) continue; // shown to be read: there is no list to mirror
  const regions = [...map.querySelectorAll(".reg[data-for]")];
  const box = (region) => document.getElementById(region.dataset.for);
  const whole = form.querySelector('input[type="checkbox"][value="whole_calf"]');
  const legs = [...form.querySelectorAll('input[type="radio"][value="left"], input[type="radio"][value="right"]')];
  const leg = () => legs.find((radio) => radio.checked)?.value;
  const isCalf = (region) => box(region).value.endsWith("_calf");

  const isOn = (region) => {
    const told = box(region).checked || (whole?.checked && isCalf(region));
    return Boolean(told && (!leg() || leg() === region.dataset.side));
  };
  const mirror = () => {
    for (const region of regions) region.classList.toggle("on", isOn(region));
  };
  const sides = legs[0] ? [...form.querySelectorAll(`input[name="${legs[0].name}"]`)] : [];
  const side = (value) => sides.find((radio) => radio.value === value);
  const ticked = () => [...new Set([...regions.map(box), whole])].filter((one) => one?.checked);
  const mark = (region) => {
    const asked = leg() && leg() !== region.dataset.side ? "both" : region.dataset.side;
    if (side(asked) && (asked === "both" || !sides.some((radio) => radio.checked))) side(asked).checked = true;
    box(region).checked = true;
  };
  // Of one place on both legs the other leg stays; with the last place its leg goes too, unless it changes.
  const unmark = (region) => {
    const other = region.dataset.side === "left" ? "right" : "left";
    if (side("both")?.checked && ticked().length === 1) {
      side(other).checked = true;
      return;
    }
    box(region).checked = false;
    if (whole && isCalf(region)) whole.checked = false;
    if (!ticked().length) for (const radio of sides) radio.checked &&= radio.value === "varies";
  };
  const tap = ({ target }) => {
    const region = target.closest("[data-for]");
    if (!region) return;
    (isOn(region) ? unmark : mark)(region);
    box(region).dispatchEvent(new Event("change", { bubbles: true }));
  };
  const point = ({ target, type }) => {
    for (const region of regions) region.classList.toggle("at", type === "focusin" && box(region) === target);
  };

  map.addEventListener("click", tap);
  form.addEventListener("change", mirror);
  form.addEventListener("focusin", point);
  form.addEventListener("focusout", point);
  mirror();
}
