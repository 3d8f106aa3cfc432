// What a reader turns: a native control for each setting.
import { chooser, element, field, stepper } from "./elements.js";
import { FIELDS, read, start, used, write } from "./state.js";

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

// A number on its ladder, with a button at each side.
export const numberBox = (key, label, take) =>
  stepper(label, { inputmode: "decimal", size: 5 }, take, (way, text) => take(String(along(key, Number(text) || 0, way))));

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
    const { whole, box } = kind === "choice" ? chooser(options, take) : numberBox(key, label, take);
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
