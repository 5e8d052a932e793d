// A test's fields out of the form that holds all of them.
// One side as the server keeps it, so that a save whose answer was lost is not taken for somebody else's.
const line = (body, name, side) => {
  const value = (key) => body.get(`${name}-${key}`) ?? "";
  const typed = value(side).trim();
  const about = [`pain_${side}`, `stopped_${side}`, `reproduces_${side}`, "variant", "note"].map(value);
  return typed && [typed.replace(",", ".").replace(/^(-?\d+)\.0$/, "$1"), ...about].join("|");
};

// What is sent of one test: its own fields, and what the page knows may be kept of it. `sent`: bodies without an answer.
export const bodyOf = (test, whole, sent = []) => {
  const name = test.dataset.measure;
  const body = new FormData();
  for (const [key, value] of whole) if (key === "csrfmiddlewaretoken" || key.startsWith(`${name}-`)) body.append(key, value);
  const known = [...new Set([...body.keys()].filter((key) => key.startsWith(`${name}-was_`)))];
  for (const before of sent)
    for (const key of known) body.append(key, line(before, name, key.slice(`${name}-was_`.length)));
  return body;
};
