// Questions on the way: what one has said is kept, and only then is the answer shown.
//   answer/PAGE/NAME  {said, of, state}  of: a print of the question as it was then
// The page holds all that is seen; nothing here takes room that was not there.
import { drop, get, listen, put, refused } from "../keep/store.js";
import { page } from "../keep/place.js";
import { due } from "../keep/schedule.js";
import { readings } from "./number.js";

const SAID = { draft: "", shown: "Answer seen.", right: "Right.", wrong: "Not right." };
const JUDGED = { ...SAID, shown: "Did you have it?", right: "You had it.", wrong: "Not yet." };
const CHANGED = "Changed since you answered.";

// How a kind is filled in: `said` is a text, `fill` gives the key of what is replied to it,
// and `judge` a state, or a sentence where there is nothing to judge yet.
const WAYS = {
  number(box, { value, tolerance }) {
    const input = box.querySelector("input");
    return {
      said: () => input.value,
      fill: (text) => readings((input.value = text))[0],
      judge() {
        const found = readings(input.value);
        input.setAttribute("aria-invalid", !found.length);
        if (!found.length) return ["", "Write a number, such as 0.35, 7/20 or 3.5e-1."];
        // a last digit may be lost on the way, and is no mistake
        const near = (one) => Math.abs(one - value) <= tolerance * (1 + 1e-9) + Math.abs(value) * 1e-9;
        return [found.some(near) ? "right" : "wrong"];
      },
    };
  },
  choice(box, { right }) {
    const chosen = () => box.querySelector("input:checked");
    return {
      said: () => chosen()?.value ?? "",
      fill(key) {
        for (const one of box.querySelectorAll("input")) one.checked = one.value === key;
        return key;
      },
      judge: () => (chosen() ? [chosen().value === right ? "right" : "wrong"] : ["", "Choose one first."]),
    };
  },
  order(box, data, keep, say) {
    const list = box.querySelector("ol");
    const first = [...list.children];
    const words = (line) => line.firstElementChild.textContent;
    for (const line of first) {
      const move = (way) => ({ target }) => {
        const other = way < 0 ? line.previousElementSibling : line.nextElementSibling;
        other?.[way < 0 ? "before" : "after"](line);
        target.focus();
        keep();
        say(`Line ${[...list.children].indexOf(line) + 1} of ${first.length}.`);
      };
      const [up, down] = line.querySelectorAll("button");
      up.addEventListener("click", move(-1));
      down.addEventListener("click", move(1));
    }
    return {
      said: () => [...list.children].map(words).join("\n"),
      fill(text) {
        const lines = text.split("\n");
        const place = (line) => lines.indexOf(words(line));
        const same = first.every((line) => place(line) >= 0);
        list.append(...(same ? [...first].sort((one, other) => place(one) - place(other)) : first));
      },
      judge: () => [[...list.children].every((line, k) => +line.dataset.place === k) ? "right" : "wrong"],
    };
  },
  words(box) {
    const area = box.querySelector("textarea");
    return { said: () => area.value, fill: (text) => (area.value = text), judge: () => ["shown"] };
  },
};

// A page that asks again says by `data-home` under which key it is kept, and hears from
// the box when it is drawn.
export function pose(box) {
  const { kind, print: of, home = `review/${page}/${box.id}` } = box.dataset;
  const key = `answer/${page}/${box.id}`;
  const form = box.querySelector("form");
  const [fieldset] = form.children;
  const [commit, again, had, not, hold] = form.querySelectorAll(".ask-row button");
  const status = form.querySelector(".ask-row span");
  const answer = form.nextElementSibling;
  const [summary] = answer.children;
  const show = summary.textContent;
  const fresh = { said: "", of, state: "draft" };
  const say = (words) => (status.textContent = words);
  let now = fresh;

  const open = () => now.state === "draft" || now.of !== of;
  const way = WAYS[kind](box, box.dataset, () => keep("draft"), say);
  function draw() {
    const reply = `ask-${way.fill(now.said)}`;
    for (const li of answer.querySelectorAll("li")) li.classList.toggle("chosen", li.classList.contains(reply));
    const asks = open();
    const mine = kind === "words" && now.state === "shown" && !asks;
    fieldset.disabled = !asks;
    commit.disabled = !asks;
    commit.hidden = !asks;
    had.hidden = not.hidden = !mine;
    again.hidden = hold.hidden = asks || mine;
    hold.setAttribute("aria-pressed", Boolean(get(home)));
    box.dataset.state = asks ? "draft" : now.state;
    box.dispatchEvent(new Event("drawn"));
    summary.textContent = asks ? show : "The answer";
    if (now.of === of || now.state === "draft") return say((kind === "words" ? JUDGED : SAID)[now.state]);
    say(way.said() === now.said ? CHANGED : `${CHANGED} You said: ${now.said}`);
  }
  function keep(state) {
    now = { said: way.said(), of, state };
    const written = state === "draft" && !now.said ? drop(key) !== null : put(key, now);
    if (state !== "draft") draw();
    if (!written) lose();
  }
  const lose = () => say(`${status.textContent} ${refused() ? "This browser keeps nothing" : "The storage is full"}: gone when you leave.`.trim());
  function settle(state) {
    keep(state);
    if (!answer.open) answer.open = true;
    summary.focus();
  }
  form.addEventListener("input", () => keep("draft"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [state, words] = way.judge();
    if (state) return settle(state);
    say(words);
    fieldset.querySelector("input").focus();
  });
  answer.addEventListener("toggle", () => answer.open && open() && keep("shown"));
  again.addEventListener("click", () => {
    drop(key);
    now = fresh;
    answer.open = false;
    draw();
    fieldset.querySelector("input, textarea, button").focus();
  });
  hold.addEventListener("click", () => {
    const written = get(home) ? drop(home) !== null : put(home, { ...due(0), of });
    draw();
    if (!written) lose();
  });
  had.addEventListener("click", () => settle("right"));
  not.addEventListener("click", () => settle("wrong"));

  const recall = () => {
    now = get(key)?.value ?? fresh;
    if (open()) answer.open = false;
    draw();
  };
  // another tab has the same question: both show what was said last
  listen((changed) => [key, home, ""].includes(changed) && recall());
  recall();
  status.setAttribute("role", "status"); // what was said before is not said again
  status.id = `${box.id}-said`;
  summary.setAttribute("aria-describedby", status.id);
}

export function questions() {
  document.querySelectorAll("div.ask:not([data-state])").forEach(pose); // none twice
}
