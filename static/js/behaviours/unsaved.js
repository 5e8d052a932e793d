// data-unsaved-asks: a form, or a fieldset of one, whose page asks before it is left while something typed is not saved. Its own buttons are no
// leaving, nor is one of a form that throws the words away (data-unsaved-anyway); data-unsaved says that the page came
// with words that could not be saved.
import { isTouched } from "./touched.js";

for (const form of document.querySelectorAll("[data-unsaved-asks]")) {
  const owner = form.tagName === "FORM" ? form : form.form;
  let isSent = false;
  document.addEventListener("submit", ({ target }) => {
    isSent = target === owner || "unsavedAnyway" in target.dataset;
  });
  window.addEventListener("pageshow", () => (isSent = false));
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && ("unsaved" in form.dataset || [...form.elements].some(isTouched))) event.preventDefault();
  });
}
