// What a reader writes into cells, and what the checks say of it. `run.js` tells of
// both by events, and knows nothing of what is kept.
import { drop, get, listen, print, put, refused, under } from "./store.js";
import { page } from "./place.js";

const RIGHT = /^(right|wrong), in (?:all|case) \d+(?: cases)?: ([\d.]+) /m;
const START = `draft/${page}/`;
const homes = new Map(); // the cells of the page, by key
let line = null; // says once that something cannot be kept

function made(name, properties, ...children) {
  const one = Object.assign(document.createElement(name), properties);
  one.append(...children);
  return one;
}
function button(words, act, label) {
  const one = made("button", { type: "button", textContent: words });
  one.setAttribute("aria-label", `${words}: ${label}`);
  one.addEventListener("click", act);
  return one;
}
// Returns whether it was written.
function keep(key, value) {
  const written = put(key, value);
  if (written || line) return written;
  line = made("p", { className: "kept-not" });
  line.setAttribute("role", "status");
  document.querySelector("p.run-keys").after(line);
  line.textContent = refused()
    ? "This browser keeps nothing for this site: what you write here is gone when you leave."
    : "The storage of this browser is full: what you write from now on is gone when you leave.";
  return false;
}

// A cell is found by its code; one whose code was mended, by its place in its section.
function begin(cells) {
  const places = new Map();
  const counts = {};
  const count = (name) => `${name}~${(counts[name] = (counts[name] ?? 0) + 1)}`;
  for (const cell of cells) {
    const section = cell.box.closest("section")?.id ?? "";
    cell.at = cell.title.startsWith("Exercise") ? cell.title : count(section);
    cell.key = count(START + print(cell.text)); // two cells can have the same code
    places.set(cell.at, cell);
    homes.set(cell.key, cell);
  }
  for (const { key, when, value } of under(START)) {
    if (homes.has(key)) homes.get(key).put(value.text);
    else ask(key, when, value, places.get(value.at));
  }
}
function ask(key, when, { text }, cell) {
  const beside = homes.has(key.slice(0, key.lastIndexOf("/")));
  const day = new Date(when).toLocaleDateString(undefined, { dateStyle: "long" });
  const row = made("div", { className: "kept-choice" });
  const gone = () => {
    drop(key);
    row.remove();
  };
  if (!cell) {
    row.append(
      made("p", { textContent: `The cell into which you wrote this, on ${day}, is gone from the page.` }),
      made("pre", { textContent: text, tabIndex: 0 }),
      button("Forget it", gone, "code of a cell that is gone"),
    );
    document.querySelector("p.run-keys").after(row);
    return;
  }
  const said = beside ? `Another device has another text, of ${day}:` : `The page has changed since you wrote this, on ${day}:`;
  const yours = () => {
    if (cell.changed) ask(...aside(cell, cell.area.value));
    cell.put(text);
    row.remove();
    if (save(cell)) drop(key);
    cell.area.focus();
  };
  row.append(
    made("p", { textContent: said }),
    made("details", {}, made("summary", { textContent: "Show what you wrote" }), made("pre", { textContent: text, tabIndex: 0 })),
    button(beside ? "That one" : "Yours", yours, cell.name),
    button(beside ? "This one" : "The new one", () => (gone(), cell.area.focus()), cell.name),
  );
  cell.row.after(row);
}
function aside(cell, text) {
  const key = `${cell.key}/${print(text)}`;
  keep(key, { at: cell.at, text });
  return [key, Date.now(), { text }, cell];
}
function save(cell) {
  if (cell.changed) return keep(cell.key, { at: cell.at, text: cell.area.value });
  drop(cell.key);
  return true;
}

export function verdicts() {
  for (const exercise of document.querySelectorAll("article div.exercise")) {
    const number = exercise.textContent.match(/check\("([\d.]+)"/)?.[1];
    const verdict = number && get(`verdict/${number}`);
    const title = exercise.querySelector(".admonition-title");
    if (verdict) title.dataset.kept = verdict.value ? "passed" : "not yet";
    else if (title) delete title.dataset.kept;
  }
}
export function remind() {
  const bar = document.querySelector("div.run-bar:not(.on) [role=status]");
  const drafts = under(START).length;
  if (!bar || !drafts) return;
  bar.textContent =
    drafts === 1 ? "The cell that you changed comes back then." : `The ${drafts} cells that you changed come back then.`;
}

document.addEventListener("cells", ({ detail }) => begin(detail));
document.addEventListener("edited", ({ detail }) => save(detail));
document.addEventListener("told", ({ detail }) => {
  const [, right, number] = detail.match(RIGHT) ?? [];
  if (!number || get(`verdict/${number}`)?.value) return;
  keep(`verdict/${number}`, right === "right");
  verdicts();
});
// Another tab has the same page: both show what was written last.
listen((key) => {
  verdicts();
  const cell = homes.get(key);
  if (!cell || (document.hasFocus() && document.activeElement === cell.area)) return;
  cell.put(get(key)?.value.text ?? cell.text);
});
