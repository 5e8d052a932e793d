// What Django's admin draws without a name gets one: a list that is searched as one types and the two halves of a moment
// are called as their field, what stands in a table of forms is called as its column.
const words = (element) => element?.textContent.replace(":", "").trim() ?? "";
const call = (element, name) => name && element.setAttribute("aria-label", name);

const name = () => {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible"))
    for (const drawn of select.nextElementSibling.querySelectorAll("[role=combobox], [role=textbox]")) call(drawn, words(select.labels[0]) || select.name);
  for (const half of document.querySelectorAll(".datetime input")) {
    const field = words(half.closest(".form-row, fieldset")?.querySelector("label, legend"));
    call(half, `${field}, ${half.classList.contains("vDateField") ? "day" : "time"}`);
  }
  for (const head of document.querySelectorAll("th.original:empty")) head.textContent = "Row";
  for (const cell of document.querySelectorAll(".tabular tbody td")) {
    const head = cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
    for (const input of cell.querySelectorAll("input, select, textarea")) call(input, words(head));
  }
};

name();
// Lists are drawn when jQuery is ready, which may be after the load; rows are added when asked for.
new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
