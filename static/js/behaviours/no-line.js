// A form that is sent without a connection stays as it is and says so: nothing typed is lost to an error page.
const OFF = "You are not connected. Everything that you typed is still here. Press again once you are connected.";
const ON = "You are connected again. Press the button once more.";
let said = null;

function say(words, beside) {
  if (!said) {
    said = document.createElement("p");
    said.className = "banner banner--caution no-line";
    said.setAttribute("role", "alert");
  }
  if (beside) beside.before(said);
  said.textContent = words;
}

document.addEventListener(
  "submit",
  (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter ?? event.target.querySelector("button");
    say(OFF, button?.closest(".form-actions, .btn-row, li, p") ?? button ?? event.target);
  },
  true,
);
addEventListener("online", () => said && say(ON));
