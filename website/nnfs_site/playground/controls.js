// What a reader turns: a native control for each setting.
import { FIELDS, read, start, used, write } from "./state.js";

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

const TENS = [];
for (let power = -6; power < 6; power++) for (const times of [1, 2, 5]) TENS.push(Number(`${times}e${power}`));
const SHARES = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999];
const FADES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1];
// What the arrow keys and the buttons step through; other numbers can be typed.
const LADDERS = {
  samples: [10, 20, 30, 50, 75, 100, 150, 200, 300],
  layers: [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64],
  batch: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
  beta: SHARES, rho: SHARES, beta1: SHARES, beta2: SHARES, factor: FADES,
};

// The next value above or below on a setting's ladder, within its limits.
function along(key, value, way) {
  const { low, high, by, whole } = FIELDS[key];
  let next = Math.round(value / by + way) * by;
  if (!by) {
    const ladder = LADDERS[key] ?? [0, ...TENS.filter((rung) => rung % 1 === 0 || !whole)];
    next = way > 0 ? ladder.find((rung) => rung > value) : ladder.findLast((rung) => rung < value);
  }
  return Math.max(low, Math.min(high, Number((next ?? value).toPrecision(12))));
}

// A number with a button at each side; `take` gets what a reader has written.
export function stepper(key, label, take) {
  const box = element("input", { inputmode: "decimal", autocomplete: "off", size: 5, "aria-label": label });
  const step = (way) => take(String(along(key, Number(box.value) || 0, way)));
  box.addEventListener("change", () => take(box.value));
  box.addEventListener("keydown", (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    step(way);
  });
  // the arrow keys do the same, so the keyboard need not stop at the buttons
  const side = (way, sign, word) => button(sign, () => step(way), { tabindex: -1, "aria-label": `${label}: ${word}` });
  const whole = element("span.stepper", {}, side(-1, "\u2212", "less"), box, side(1, "+", "more"));
  return { whole, box };
}

export function chooser(options, take) {
  const box = element("select", {}, ...options.map((option) => new Option(...[option].flat())));
  box.addEventListener("change", () => take(box.value));
  return { whole: box, box };
}

// A group of settings that folds. `settings()` are those of now, `change(key, value)`
// is told what was chosen, `complain(text)` what could not be.
export function group(title, keys, settings, change, complain) {
  const summary = element("summary");
  const rows = keys.map((key) => {
    const { kind, label, options } = FIELDS[key];
    const take = (text) => {
      try {
        change(key, read(key, text));
      } catch (fault) {
        if (!(fault instanceof RangeError)) throw fault;
        complain(`${label} ${fault.message}.`);
        show();
      }
    };
    const { whole, box } = kind === "choice" ? chooser(options, take) : stepper(key, label, take);
    box.name = key;
    return { key, box, row: field(label, whole) };
  });
  const whole = element("details.settings", {}, summary, element("div.fields", {}, ...rows.map(({ row }) => row)));
  function show() {
    const now = settings();
    const said = [];
    for (const { key, box, row } of rows) {
      row.hidden = !used(key, now);
      box.value = write(key, now[key]);
      const changed = !row.hidden && box.value !== write(key, start(key, now));
      box.classList.toggle("changed", changed);
      if (key === "rate") said.push(`rate ${box.value}`);
      else if (FIELDS[key].kind === "choice") said.push(box.value);
      else if (changed) said.push(`${FIELDS[key].label.toLowerCase()} ${box.value}`);
    }
    summary.replaceChildren(element("b", {}, title), ` ${said.join(", ")}`);
  }
  return { whole, show };
}
