// The page: one lesson, the clock that moves it, and what there is to press.
import { button, chooser, copyOrShow, element, field, stepper } from "../playground/elements.js";
import { follow, hold } from "../playground/place.js";
import { fromAddress, read, TEMPERATURES, toAddress } from "./address.js";
import { chart } from "./chart.js";
import { code } from "./code.js";
import { Lesson, SHOW, STEPS } from "./lesson.js";
import { listed, parted } from "./names.js";

const NAMES = "@names"; // the build puts the names of nnfs.datasets.census here
const BUDGET = 7; // milliseconds of a frame after which no further step begins
const still = matchMedia("(prefers-reduced-motion: reduce)");
const nats = (value) => (value === undefined ? "\u2013" : value.toFixed(2));

// The lines that the curves are held to: a table of the page, which its cells filled.
function goals() {
  const rows = document.querySelectorAll(".goals-of-the-gpt tbody tr");
  return Array.from(rows, ({ cells }) => ({ name: cells[0].textContent.trim(), nats: Number(cells[1].textContent) }));
}

function watch(root) {
  const everyone = parted(listed(NAMES));
  const lines = goals();
  const levels = lines.map((line) => `${line.name}: ${nats(line.nats)}`).join(", ");
  const picture = chart(STEPS);
  let state = null;
  let lesson = null;
  let written = []; // [step, names]
  let before = null; // the curves with the mask, while it is away
  let playing = false;
  let waiting = 0;
  let drawn = 0; // when the picture was last drawn
  let heard = 0; // when a listener was last told
  let newest = 0; // of what is to be reached; what was asked before gives way

  const play = button("Train", () => (playing ? pause() : go()), { class: "go" });
  const once = button("One step", () => {
    playing = false;
    reach(Math.min(STEPS, lesson.steps + 1));
  });
  const back = button("Back to the start", () => restart());
  const mask = button("", () => {
    before = state.mask === "on" && lesson.steps ? lesson : null;
    state.mask = state.mask === "on" ? "off" : "on";
    begin();
    go();
  });
  const seed = stepper("Seed", { inputmode: "numeric", size: 4 }, (text) => {
    try {
      state.seed = read("seed", text);
      restart();
    } catch (fault) {
      if (!(fault instanceof RangeError)) throw fault;
      say(`Seed ${fault.message}.`);
      seed.box.value = state.seed;
    }
  }, (way, text) => {
    const from = /^\d+$/.test(text) ? Number(text) : state.seed; // what was written counts
    state.seed = Math.max(0, Math.min(999999, from + way));
    restart();
  });
  const { box: temperature } = chooser(TEMPERATURES, (value) => {
    state.temperature = value;
    keep();
    settle();
  });
  const where = element("span.where");
  const notes = element("p.notes", { role: "status" });
  const voice = element("p.visually-hidden", { role: "status" });
  const story = element("p.stirred");
  const said = element("tbody");
  const key = element("p.key");
  const say = (text) => {
    if (notes.textContent !== text) notes.textContent = text; // once to a listener
  };

  root.append(
    element("div.tools", {}, play, once, back, mask, where), notes, voice,
    element("div.tools", {}, field("Seed", seed.whole), field("Temperature", temperature),
      button("Copy link", () => copyOrShow(notes, here(), "the link to this state")),
      button("Copy as Python", () => copyOrShow(notes, code(state, lesson.steps), "the lines of nnfs")),
      button("Defaults", () => open(""))),
    story,
    element("div.lesson-room", {},
      element("div", {}, element("p.title", {}, "Nats per character"), picture.body,
        key),
      element("div", {}, element("table.written", {},
        element("caption", {}, "What it writes (\u2013: an empty name)"),
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "step"), element("th", { scope: "col" }, "names"))), said))));

  function here() {
    const fragment = toAddress({ ...state, step: playing ? 0 : lesson.steps });
    return location.href.replace(/#.*/, "") + (fragment && `#${fragment}`);
  }

  // One piece of the lesson; at some steps the network writes.
  function piece() {
    const { due } = lesson;
    lesson.work.next();
    if (due && !lesson.due && lesson.steps % SHOW === 0) keep();
  }

  function keep() {
    const line = [lesson.steps, lesson.write(Number(state.temperature))];
    written = [...written.filter(([step]) => step !== line[0]), line];
  }

  function begin() {
    if (state.mask === "on" || before?.seed !== state.seed) before = null;
    lesson = new Lesson(state, everyone);
    written = [];
    say("");
  }

  function restart() {
    playing = false;
    begin();
    reach(0);
  }

  // Work in pieces, so that the page can be used, until so many steps are done and the
  // names held out are scored.
  function reach(step, done = "") {
    const mine = (newest += 1);
    const compute = () => {
      if (mine !== newest || playing) return;
      const until = performance.now() + 30;
      while ((lesson.steps < step || lesson.due) && performance.now() < until) piece();
      if (lesson.steps < step || lesson.due) {
        if (step > lesson.steps + 1) say(`Computing ${step} steps.`);
        draw();
        setTimeout(compute);
        return;
      }
      say(done);
      settle();
    };
    compute();
  }

  function go() {
    if (lesson.over) begin();
    playing = true;
    say("");
    settle();
    schedule();
  }

  function pause() {
    playing = false;
    reach(lesson.steps);
  }

  function schedule() {
    waiting ||= requestAnimationFrame(frame);
  }

  function frame() {
    waiting = 0;
    if (!playing) return;
    const until = performance.now() + BUDGET;
    do piece();
    while (!lesson.over && performance.now() < until);
    const now = performance.now();
    if (now - drawn > (still.matches ? 1000 : 100)) {
      drawn = now;
      draw();
    }
    if (now - heard > 5000) {
      heard = now;
      announce();
    }
    if (lesson.over) pause();
    else schedule();
  }

  // What the curves have come to. The mean of the last steps is what the network has in
  // training; without a mask it is compared with what can be had honestly.
  function sentence() {
    const { steps, seen, held } = lesson;
    const [, training] = seen.at(-1) ?? [];
    const [at, honest] = held.at(-1) ?? [];
    const then = at === steps || !held.length ? "" : `, at step ${at}`;
    const told = `Step ${steps} of ${STEPS}. In training ${nats(training)} nats per character; names held out, by what stands before each character: ${nats(honest)}${then}.`;
    if (state.mask === "on" || training === undefined) return told;
    const best = Math.min(...lines.map((line) => line.nats));
    const worst = Math.max(...lines.map((line) => line.nats));
    if (training >= best) return `${told} Without the mask it learns to copy the next character from where it stands.`;
    const truth = honest > worst ? `and asked honestly it costs more than knowing nothing (${nats(worst)}): it has learned to be sure of what it cannot see` : "and asked honestly it is far behind";
    return `${told} The training loss is below every line, ${truth}.`;
  }

  function announce() {
    voice.textContent = sentence();
  }

  function settle() {
    heard = performance.now();
    draw();
    announce();
    hold(here());
  }

  function draw() {
    const off = state.mask === "off";
    play.textContent = playing ? "Pause" : lesson.over ? "Train again" : "Train";
    mask.textContent = off ? "Put the mask back" : "Take the mask away";
    once.disabled = lesson.over;
    where.textContent = `Step ${lesson.steps}`;
    const size = lesson.network.parameters.length.toLocaleString("en");
    key.textContent = `Solid: in training. Dashed: names held out. ${before ? "Faint: with the mask. " : ""}${size} parameters.`;
    seed.box.value = state.seed;
    temperature.value = state.temperature;
    story.textContent = sentence();
    const ghosts = before ? [{ name: "seen ghost", points: before.seen }, { name: "held ghost", points: before.held }] : [];
    picture.show(lines, [...ghosts, { name: "seen", points: lesson.seen }, { name: "held", points: lesson.held }], `Loss against the step. ${sentence()} ${levels}.`);
    said.replaceChildren(...written.map(([step, names]) => element("tr", {}, element("th", { scope: "row" }, step), element("td", {}, names.map((name) => name || "\u2013").join(", ")))));
  }

  function open(fragment) {
    const { state: given, notes: unread } = fromAddress(fragment);
    state = given;
    playing = false;
    before = null;
    begin();
    reach(given.step, unread.join(" "));
  }

  // a link further down the page leads to what it changes
  addEventListener("click", ({ target }) => {
    if (!target.closest("a.gpt")) return;
    play.focus({ preventScroll: true });
    root.scrollIntoView();
  });
  follow(open);
  open(location.hash);
}

for (const root of document.querySelectorAll("[data-gpt]")) watch(root);
