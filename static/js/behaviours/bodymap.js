// data-body-map="<field>": the drawing mirrors the list of places, and a tap on it ticks the list.
const WHOLE = "whole_calf";
const PARTS_OF_WHOLE = ["upper_calf", "lower_calf"];

for (const map of document.querySelectorAll("[data-body-map]")) {
  const form = map.closest("form");
  const regions = [...map.querySelectorAll("[data-place]")];
  const box = (place) => form.querySelector(`input[name="${map.dataset.bodyMap}"][value="${place}"]`);
  const sides = () => [...form.querySelectorAll('input[name="cramps-side"]')];
  const side = () => sides().find((radio) => radio.checked)?.value;

  const ticked = (place) =>
    box(place)?.checked || (PARTS_OF_WHOLE.includes(place) && box(WHOLE)?.checked);
  const mirror = () => {
    for (const region of regions) {
      const thisLeg = !["left", "right"].includes(side()) || side() === region.dataset.side;
      region.classList.toggle("is-on", Boolean(thisLeg && ticked(region.dataset.place)));
    }
  };
  const choose = (value) => {
    const radio = sides().find((one) => one.value === value);
    if (radio) radio.checked = true;
  };
  const tap = ({ target }) => {
    const region = target.closest("[data-place]");
    if (!region) return;
    const wasOn = region.classList.contains("is-on");
    const otherLeg = side() && !["both", "varies", region.dataset.side].includes(side());
    if (!side()) choose(region.dataset.side);
    else if (otherLeg) choose("both");
    if (!otherLeg || !box(region.dataset.place).checked) box(region.dataset.place).checked = !wasOn;
    box(region.dataset.place).dispatchEvent(new Event("change", { bubbles: true }));
  };
  const near = ({ target, type }) => {
    if (target.name !== map.dataset.bodyMap) return;
    for (const region of regions) {
      region.classList.toggle("is-near", type === "focusin" && region.dataset.place === target.value);
    }
  };

  map.addEventListener("click", tap);
  form.addEventListener("change", mirror);
  form.addEventListener("focusin", near);
  form.addEventListener("focusout", near);
  mirror();
}
