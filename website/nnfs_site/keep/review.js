// The page "Review": what a reader has kept is asked again when it is due, one question
// at a time, the oldest first. No other page loads it.
import { drop, get, listen, put, refused, under } from "./store.js";
import { atLeisure, page, root } from "./place.js";
import { pose } from "../ask/ask.js";
import { isDue, stepped } from "./schedule.js";

const SITTING = 600_000; // milliseconds
const many = (count) => `${count} question${count === 1 ? "" : "s"}`;
const nameOf = (key) => key.slice(key.lastIndexOf("/") + 1);

function element(name, properties, ...children) {
  const one = Object.assign(document.createElement(name), properties);
  one.append(...children);
  return one;
}

function open(place) {
  const bar = place.nextElementSibling;
  const status = bar.querySelector("[role=status]");
  const go = bar.querySelector("button");
  const asked = new Set(); // what cannot be written is not asked twice
  let book = null; // the questions, by name
  let begun = 0;

  const changed = ({ key, value }) => book[nameOf(key)] && book[nameOf(key)].print !== value.of;
  const isWaiting = (one) => !asked.has(one.key) && (isDue(one.value) || changed(one));
  const waiting = () => under("review/").filter(isWaiting).sort((one, other) => one.value.due - other.value.due);

  function rest() {
    const all = under("review/");
    const count = book ? waiting().length : 0;
    const first = Math.min(...all.map(({ value }) => value.due));
    go.textContent = "Begin";
    go.disabled = !count;
    if (refused()) return "This browser keeps nothing for this site.";
    if (!all.length) return "You have kept no question. Keep one by a touch, below its answer in a chapter.";
    if (!book) return "";
    if (count) return `${many(count)} ${count === 1 ? "is" : "are"} due.`;
    return `Nothing is due. The next is due on ${new Date(first).toLocaleDateString(undefined, { dateStyle: "long" })}.`;
  }
  function stop(words) {
    place.replaceChildren();
    status.textContent = words;
    status.focus();
  }

  function next() {
    const [one] = waiting();
    const count = waiting().length;
    begun ||= performance.now(); // a clock that nobody sets
    if (!one) {
      begun = 0;
      return stop(rest());
    }
    if (performance.now() - begun >= SITTING) {
      go.disabled = true;
      return stop(`Ten minutes are over. ${many(count)} ${count === 1 ? "waits" : "wait"} for another day.`);
    }
    asked.add(one.key);
    go.textContent = "Next";
    go.disabled = true;
    status.textContent = count > 1 ? `${many(count - 1)} more ${count === 2 ? "waits" : "wait"}.` : "This is the last.";
    const head = book[nameOf(one.key)] ? ask(one, book[nameOf(one.key)]) : miss(one);
    head.tabIndex = -1;
    head.focus();
  }
  function ask({ key, value }, { home, title, print, html }) {
    const head = element("p", {}, "From ", element("a", { href: `${root}${home}.html#${nameOf(key)}`, textContent: title }));
    if (print !== value.of) head.append(". Changed since you kept it.");
    place.replaceChildren(head);
    head.insertAdjacentHTML("afterend", html);
    const box = place.lastElementChild;
    box.dataset.home = key;
    drop(`answer/${page}/${box.id}`); // what was said to it last time
    box.addEventListener("drawn", () => {
      const { kind, state } = box.dataset;
      go.disabled = state === "draft" || (kind === "words" && state === "shown");
      const now = get(key);
      if (go.disabled || !now || !(isDue(now.value) || now.value.of !== print)) return;
      const from = now.value.of === print ? now.value : { step: 0 };
      put(key, { ...stepped(from, state === "right"), of: print });
    });
    pose(box);
    return head;
  }
  function miss({ key }) {
    const home = key.slice("review/".length, key.lastIndexOf("/"));
    const head = element("p", {}, "The question ", element("code", { textContent: nameOf(key) }), ` of ${home} is gone from the book. `);
    const end = element("button", { type: "button", textContent: "Drop it" });
    end.addEventListener("click", () => {
      drop(key);
      next();
    });
    place.replaceChildren(head, element("div", { className: "kept-bar" }, end));
    go.disabled = false;
    return head;
  }

  status.tabIndex = -1;
  go.addEventListener("click", next);
  const renew = () => place.childElementCount || (status.textContent = rest());
  document.addEventListener("questions", ({ detail }) => {
    book = detail;
    renew();
  });
  listen(renew);
  renew();
  if (refused()) return;
  const script = element("script", { src: `${root}questions.js` });
  script.addEventListener("error", () => (status.textContent = "The questions could not be fetched. Open this page again with a network."));
  document.head.append(script);
}
atLeisure(() => document.querySelectorAll("div.review").forEach(open));
