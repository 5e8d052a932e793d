// data-stopwatch: begun for one side, it writes whole seconds into it when it is stopped.
import { because, write } from "./care-stepper.js";

for (const tool of document.querySelectorAll("[data-stopwatch]")) {
  const clock = tool.querySelector("[data-clock]");
  const halt = tool.querySelector("[data-stops]");
  const form = tool.closest("[data-measure]");
  let timer, began, side;

  const seconds = () => Math.floor((performance.now() - began) / 1000);
  const show = () => {
    clock.textContent = `${Math.floor(seconds() / 60)}:${String(seconds() % 60).padStart(2, "0")}`;
  };
  const stop = (why = "") => {
    clearInterval(timer);
    timer = undefined;
    halt.hidden = true;
    because(form, side, why);
    const input = form.querySelector(`input[name$="-${side}"]`);
    write(input, String(Math.min(seconds(), Number(input.dataset.max))));
  };
  const start = (name) => {
    if (timer) stop();
    [side, began] = [name, performance.now()];
    halt.hidden = false;
    timer = setInterval(show, 250);
  };
  tool.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-time]");
    if (button) start(button.dataset.time);
    else if (timer && target.closest("[data-stop]")) stop(target.closest("[data-stop]").dataset.stop);
  });
}
