// data-ten-minutes: says at what time ten minutes will have passed since the page was opened. Keeps nothing.
const at = new Date(Date.now() + 10 * 60 * 1000);
const hour = at.getHours();
const clock = `${hour % 12 || 12}:${String(at.getMinutes()).padStart(2, "0")}${hour < 12 ? "am" : "pm"}`;

for (const place of document.querySelectorAll("[data-ten-minutes]")) {
  place.querySelector("[data-ten-minutes-at]").textContent = clock;
  place.hidden = false;
}
