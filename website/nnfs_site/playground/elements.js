// What the playground and the bench are made of: elements, controls, the clipboard.

// An element from "name.class", attributes and children.
export function element(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  made.append(...children);
  return made;
}

export function button(text, press, attributes) {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", press);
  return made;
}

export const field = (label, ...controls) => element("label.field", {}, element("span", {}, label), ...controls);

export function chooser(options, take) {
  const box = element("select", {}, ...options.map((option) => new Option(...[option].flat())));
  box.addEventListener("change", () => take(box.value));
  return { whole: box, box };
}

// A box with a button at each side. `take` gets what a reader has written; `step` a
// way, 1 or -1, and what stands in the box.
export function stepper(label, attributes, take, step) {
  const box = element("input", { autocomplete: "off", "aria-label": label, ...attributes });
  box.addEventListener("change", () => take(box.value));
  box.addEventListener("keydown", (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    step(way, box.value);
  });
  // the arrow keys do the same, so the keyboard need not stop at the buttons
  const side = (way, sign, word) => button(sign, () => step(way, box.value), { tabindex: -1, "aria-label": `${label}: ${word}` });
  const whole = element("span.stepper", {}, side(-1, "\u2212", "less"), box, side(1, "+", "more"));
  return { whole, box };
}

// Copy a text, or show it where the page speaks.
export async function copyOrShow(notes, text, what) {
  try {
    await navigator.clipboard.writeText(text);
    notes.textContent = `Copied: ${what}.`;
  } catch {
    const box = element("textarea", { readonly: "", rows: 8, "aria-label": what }, text);
    notes.replaceChildren("The browser does not let this page copy. Here it is: ", box);
    box.select();
  }
}
