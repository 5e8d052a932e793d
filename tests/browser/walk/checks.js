/* What a machine can measure on a page. Each function returns a list of faults, one short line each. */
window.walk = (() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
  const brief = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const all = (selector) => [...document.querySelectorAll(selector)];

  const opened = () => all("details").forEach((fold) => (fold.open = true));

  const document_ = () => {
    const faults = [];
    const count = (selector, wanted, name) => {
      if (all(selector).length !== wanted) faults.push(`${all(selector).length} ${name}, not ${wanted}`);
    };
    if (!document.documentElement.lang) faults.push("no language");
    if (!/\S – Hekas$/.test(document.title)) faults.push(`title: ${document.title}`);
    if (!document.querySelector("[data-showcase]")) count("h1", 1, "h1");
    count("main", 1, "main");
    if (document.body.textContent.includes("This field is required.")) faults.push("a fault names no field");
    const ids = all("[id]").map((element) => element.id);
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    if (twice.length) faults.push(`ids twice: ${[...new Set(twice)]}`);
    return faults;
  };

  // A link inside a sentence may be smaller; everything else that one presses is 44 pixels or more.
  const pressed = "a, button, input:not([type=hidden]), select, textarea, summary";
  const words = (element) => element.textContent.trim();
  const isInSentence = (element) => {
    const { display } = getComputedStyle(element);
    const isWhole = display === "inline-block" && words(element.parentElement) !== words(element);
    return element.tagName === "A" && (display === "inline" || isWhole);
  };
  // A link may be spread over the card that it stands in: then the card is what one presses.
  const spread = (element) => {
    const after = getComputedStyle(element, "::after");
    if (after.position !== "absolute" || after.left !== "0px" || !element.offsetParent) return null;
    const { width, height } = element.offsetParent.getBoundingClientRect();
    return { width, height: height - parseFloat(after.top) - parseFloat(after.bottom) };
  };
  const targets = () =>
    all(pressed)
      .filter((element) => shown(element) && !isInSentence(element) && !element.closest("[aria-hidden=true]"))
      .map((element) => [element, spread(element) ?? (element.closest("label") ?? element).getBoundingClientRect()])
      .filter(([, box]) => box.width < 43.5 || box.height < 43.5)
      .map(([element, box]) => `target of ${Math.round(box.width)}×${Math.round(box.height)}: ${brief(element)}`);

  const sideways = (width) => {
    const page = document.documentElement.scrollWidth;
    if (page <= width) return [];
    const scrolls = (e) => e && (["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    const wide = all("body *").filter(
      (e) => e.getBoundingClientRect().right > width + 1 && !e.closest("svg") && !scrolls(e.parentElement),
    );
    return [`${page} wide at ${width}: ${wide.slice(0, 2).map(brief).join(" | ")}`];
  };

  // A long word may part at the edge of a screen; a short one that does stands in a box that is too narrow.
  const clipped = (element) => element && (getComputedStyle(element).clipPath !== "none" || clipped(element.parentElement));
  const parted = () => {
    const faults = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      if (parentElement.closest("svg, script, style, textarea, option") || !shown(parentElement)) continue;
      for (const { 0: word, index } of data.matchAll(/(?<!\S)[\p{L}\p{N}]{2,9}(?!\S)/gu)) {
        range.setStart(texts.currentNode, index);
        range.setEnd(texts.currentNode, index + word.length);
        const boxes = [...range.getClientRects()];
        const parts = boxes.some((box) => box.top > boxes[0].bottom - 1);
        if (parts && !clipped(parentElement)) faults.push(`"${word}" parts: ${brief(parentElement)}`);
      }
    }
    const lines = (link) => {
      range.selectNodeContents(link);
      return new Set([...range.getClientRects()].map((box) => Math.round(box.bottom))).size;
    };
    const numbers = all("a[href^='tel:']").filter((link) => shown(link) && !/^[a-z]/i.test(words(link)) && lines(link) > 1);
    return [...faults, ...numbers.map((link) => `a number parts: ${brief(link)}`)].slice(0, 3);
  };

  // Two texts whose letters lie over each other. What stays in place while the page moves may lie over it.
  const floats = (element) => element && (["fixed", "sticky"].includes(getComputedStyle(element).position) || floats(element.parentElement));
  const seenOf = (box, element) => {
    if (!element || element === document.body) return box;
    const edge = element.getBoundingClientRect();
    const hides = getComputedStyle(element).overflow !== "visible" && !element.closest("svg *");
    const of = (from, to, low, high) => (hides ? [Math.max(from, low), Math.min(to, high)] : [from, to]);
    const [left, right] = of(box.left, box.right, edge.left, edge.right);
    const [top, bottom] = of(box.top, box.bottom, edge.top, edge.bottom);
    return seenOf({ left, right, top, bottom }, element.parentElement);
  };
  const isOnPage = ({ right, bottom }) => right > 0 && bottom + scrollY > 0;
  const lettersOf = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    // A line's box has room above and below its letters, which that of the next line may have too.
    const inner = ({ left, right, top, bottom, height }) => ({ left, right, top: top + height * 0.25, bottom: bottom - height * 0.25 });
    return [...range.getClientRects()].map((box) => ({ text, ...seenOf(inner(box), text.parentElement) })).filter(isOnPage);
  };
  const overlaid = () => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const boxes = [];
    while (texts.nextNode()) {
      const { data, parentElement: by } = texts.currentNode;
      if (!data.trim() || by.closest("script, style, textarea, select, title, dialog[open]")) continue;
      if (shown(by) && by.checkVisibility({ opacityProperty: true }) && !clipped(by) && !floats(by)) boxes.push(...lettersOf(texts.currentNode));
    }
    boxes.sort((one, other) => one.top - other.top);
    const faults = [];
    boxes.forEach((one, at) => {
      for (let next = at + 1; next < boxes.length && boxes[next].top < one.bottom - 1; next += 1) {
        const other = boxes[next];
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - other.top;
        if (one.text !== other.text && wide > 2 && high > 1) faults.push(`"${one.text.data.trim().slice(0, 30)}" lies over "${other.text.data.trim().slice(0, 30)}"`);
      }
    });
    return [...new Set(faults)].slice(0, 4);
  };

  const seconds = (text) => Math.max(...text.split(",").map((part) => parseFloat(part) * (part.includes("ms") ? 0.001 : 1)));
  const motion = () =>
    all("body *")
      .filter((e) => {
        const style = getComputedStyle(e);
        return seconds(style.transitionDuration) > 0.01 || (style.animationName !== "none" && seconds(style.animationDuration) > 0.01);
      })
      .map((e) => `moves: ${brief(e)}`)
      .slice(0, 3);

  // The ring may be on the control, on the row around it, or on what is drawn beside it.
  const ringed = (element) =>
    [element, element.parentElement, element.parentElement?.parentElement, element.nextElementSibling, element.closest("label")]
      .filter(Boolean)
      .some((one) => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      });
  const covered = (element) => {
    const box = (element.closest("label") ?? element).getBoundingClientRect();
    const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 22), 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const own = [element, element.closest("label")].filter(Boolean);
    return !top || !own.some((one) => one.contains(top) || top.contains(one));
  };
  let stops = [];
  const watch = () => {
    document.addEventListener("focusin", (event) => {
      const element = event.target;
      if (!ringed(element)) stops.push(`no ring: ${brief(element)}`);
      if (covered(element)) stops.push(`covered: ${brief(element)}`);
      element.dataset.walked = "";
    });
  };
  // Where Tab should stop: one of each group of radios, and nothing hidden.
  const tabbable = () => {
    const groups = new Set();
    return all("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']").filter((element) => {
      if (element.matches(":disabled") || element.tabIndex < 0 || !shown(element) || element.closest("[inert], dialog:not([open])")) return false;
      const group = element.type === "radio" && `${[...document.forms].indexOf(element.form)} ${element.name}`;
      return !group || (!groups.has(group) && groups.add(group));
    });
  };
  const left = () =>
    tabbable()
      .filter((e) => !("walked" in e.dataset) && e.type !== "radio")
      .map((e) => `Tab never came to: ${brief(e)}`);

  return { opened, document: document_, targets, sideways, parted, overlaid, motion, watch, tabbable, stops: () => stops, left };
})();
