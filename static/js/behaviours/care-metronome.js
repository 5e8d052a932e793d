// data-metronome: 60 beats a minute, two a raise. It counts into the side that it was begun for, until it is stopped.
import { because, write } from "./care-stepper.js";

const BEAT = 1000;
const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const click = (audio, isFirst) => {
  const tone = audio.createOscillator();
  const loud = audio.createGain();
  tone.frequency.value = isFirst ? 880 : 660;
  loud.gain.setValueAtTime(0.2, audio.currentTime);
  loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.08);
  tone.connect(loud).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.09);
};

for (const tool of document.querySelectorAll("[data-metronome]")) {
  const find = (name) => tool.querySelector(`[data-${name}]`);
  const form = tool.closest("[data-measure]");
  let timer, began, beats, side, audio;

  const inputOf = () => form.querySelector(`input[name$="-${side}"]`);
  // Each beat is due at a time counted from the first: a late one neither shifts those after it nor loses any.
  const beat = () => {
    beats = Math.max(beats, Math.floor((performance.now() - began) / BEAT));
    click(audio, beats % 2 === 1);
    find("beat").classList.toggle("on", beats % 2 === 1);
    find("clock").textContent = clockOf(beats);
    if (beats > 1) inputOf().value = String(Math.floor(beats / 2));
    timer = setTimeout(beat, began + (beats + 1) * BEAT - performance.now());
  };
  const stop = (why = "") => {
    clearTimeout(timer);
    timer = undefined;
    find("stops").hidden = true;
    find("count-name").textContent = "60 beats a minute";
    find("beat").classList.remove("on");
    because(form, side, why);
    if (beats > 1) write(inputOf(), String(Math.floor(beats / 2)));
  };
  const start = (name) => {
    if (timer) stop();
    audio ??= new AudioContext();
    [side, beats, began] = [name, 0, performance.now()];
    find("count-name").textContent = `Counting ${side}`;
    find("stops").hidden = false;
    timer = setTimeout(beat, BEAT);
  };
  tool.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-count]");
    if (button) start(button.dataset.count);
    else if (timer && target.closest("[data-stop]")) stop(target.closest("[data-stop]").dataset.stop);
  });
}
