// data-weeks: a button that copies the last 7 days into the weeks below that are still empty.
for (const weeks of document.querySelectorAll("[data-weeks]")) {
  const rows = [...weeks.querySelectorAll(".week")].map((week) => [...week.querySelectorAll("input")]);
  const [first, ...others] = rows;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--secondary";
  button.textContent = "Every week was about the same: copy down";
  const place = document.createElement("p");
  place.className = "weeks__copy";
  place.append(button);
  first[0].closest(".week").after(place);

  button.addEventListener("click", () => {
    for (const row of others) {
      if (row.some((input) => input.value)) continue;
      row.forEach((input, column) => { input.value = first[column].value; });
    }
    first[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
}
