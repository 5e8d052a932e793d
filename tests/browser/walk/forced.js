/* What forced colours and a page without scripts could take away. Each function returns a list of faults. */
Object.assign(window.walk, (() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
  const brief = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 110);

  const framed = (style) => style.borderStyle !== "none" && parseFloat(style.borderTopWidth) >= 1;
  const underlined = (element) => [element, ...element.children].some((one) => getComputedStyle(one).textDecorationLine === "underline");
  // What is pressed has an edge of its own, or is a line of words that is underlined.
  const borderless = () =>
    all(".btn, button, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox]), label.choice")
      .filter((element) => shown(element) && !framed(getComputedStyle(element)) && !underlined(element))
      .map((element) => `no border: ${brief(element)}`);

  const ground = (element) => {
    const own = getComputedStyle(element).backgroundColor;
    return !element.parentElement || !/, 0\)$|transparent/.test(own) ? own : ground(element.parentElement);
  };
  const has = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const unseen = () =>
    all("body *")
      .filter((element) => has(element) && shown(element) && !element.closest("svg, option, script, style"))
      .filter((element) => getComputedStyle(element).color === ground(element))
      .map((element) => `the colour of its ground: ${brief(element)}`);

  const acts = (button) => (button.form && button.type !== "button") || button.matches("[popovertarget], [commandfor], summary *");
  const leads = (link) => {
    const to = link.getAttribute("href");
    return !to.startsWith("#") || (to.length > 1 && document.getElementById(to.slice(1)));
  };
  // Pressed without scripts, it does nothing.
  const dead = () => {
    const buttons = all("button, input[type=button]").filter((one) => shown(one) && !acts(one));
    const links = all("a").filter((one) => shown(one) && (!one.hasAttribute("href") || !leads(one)));
    return [...buttons, ...links].map((one) => `does nothing without scripts: ${brief(one)}`);
  };

  return { borderless, unseen, dead };
})());
