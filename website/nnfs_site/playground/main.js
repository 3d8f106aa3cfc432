// The page: one run or two, the clock that moves them, and what there is to press.
import { group } from "./controls.js";
import { colours, drawCurves, Plane } from "./draw.js";
import { button, chooser, copyOrShow, element, field } from "./elements.js";
import { follow, hold } from "./place.js";
import { panel, sentence } from "./panel.js";
import { classesOf, fits, hiddenIn, Run } from "./run.js";
import { FIELDS, fromAddress, LAST_STEP, read, start, toAddress, write } from "./state.js";

const SHARED = Object.keys(FIELDS).filter((key) => FIELDS[key].shared);
const SPEEDS = [["slow", 1], ["medium", 5], ["fast", 25]]; // steps to a frame
const BUDGET = 7; // milliseconds of a frame that training may take
const MOST = 400; // points of a curve
const LARGE = 700; // parameters of a network whose moving picture is coarser
const wide = matchMedia("(min-width: 48rem)").matches;
const still = matchMedia("(prefers-reduced-motion: reduce)");

function playground(root) {
  const page = { state: null, runs: {}, files: {}, step: 0, say, choose, draw, copy, load };
  const panels = {};
  const planes = {};
  let palette = null;
  let record = null;
  let playing = false;
  let waiting = 0; // the frame that was asked for
  let frames = 0;
  let next = 0; // the frame that is drawn
  let told = 0; // when the numbers were last written
  let heard = 0; // when a listener was last told

  const play = button("Play", () => (playing ? pause() : go()), { class: "go" });
  const once = button("One step", () => {
    pause();
    advance(1);
    settle();
  });
  const back = button("Back to the start", () => {
    pause();
    restart();
  });
  const { box: speed } = chooser(SPEEDS, () => {});
  speed.value = 5;
  const where = element("span.where");
  const notes = element("p.notes", { role: "status" });
  const voice = element("p.visually-hidden", { role: "status" });
  const compare = button("", () => {
    page.state.b = page.state.b ? null : structuredClone(page.state.a);
    restart();
  });
  const link = button("Copy link", () => copy(here(), "the link to this state"));
  const fresh = button("Defaults", () => {
    page.files = {};
    open("");
  });
  const points = group("Points", SHARED, () => page.state.a, (key, value) => choose("a", key, value), say);
  const runs = element("div.runs");
  const [loss, accuracy] = ["curve", "curve"].map((name) => element(`canvas.${name}`, { role: "img" }));
  const titled = (title, canvas) => element("div", {}, element("p.title", {}, title), canvas);
  const key = element("p.key");
  const room = element("div", {}, runs, element("div.curves", {}, titled("Loss", loss), titled("Accuracy", accuracy), key));
  root.append(
    element("div.deck", {}, play, once, back, field("Speed", speed), where), notes, voice,
    element("div.tools", {}, compare, link, fresh), points.whole,
    room);

  function say(text) {
    notes.textContent = text;
  }

  function copy(text, what) {
    return copyOrShow(notes, text, what);
  }

  // The address of what is seen; without the step while it runs.
  function here() {
    const step = playing || page.step > LAST_STEP ? 0 : page.step;
    const url = new URL(location);
    url.hash = toAddress({ ...page.state, step });
    return url.href;
  }

  function choose(letter, key, value) {
    const { a, b } = page.state;
    for (const settings of FIELDS[key].shared ? [a, b] : [page.state[letter]]) {
      if (!settings) continue;
      settings[key] = value;
      if (key === "data") settings.noise = start("noise", settings);
    }
    restart();
  }

  const each = () => Object.entries(page.runs);
  const over = () => each().every(([, run]) => run.broken);

  // Make the runs anew from their settings.
  function restart() {
    say("");
    begin();
    settle();
    if (playing) schedule();
  }

  // Weights that were loaded stay as long as the layers fit them.
  function started(letter) {
    const settings = page.state[letter];
    const file = page.files[letter];
    if (file && !fits(file, settings)) delete page.files[letter];
    return new Run(settings, page.files[letter]);
  }

  async function load(letter, given) {
    const settings = page.state[letter];
    try {
      const file = new Uint8Array(await given.arrayBuffer());
      const layers = read("layers", write("layers", hiddenIn(file, classesOf(settings))));
      settings.layers = layers;
      page.files[letter] = file;
      restart();
      say(`Run ${letter.toUpperCase()} starts from the weights in ${given.name}. Choose the activation that they were learned with.`);
    } catch (fault) {
      if (!(fault instanceof RangeError)) throw fault;
      say(`${fault.message}.`);
    }
  }

  function begin() {
    const letters = ["a", "b"].filter((letter) => page.state[letter]);
    page.step = 0;
    page.runs = {};
    record = { every: 5, steps: [], a: [], b: [] };
    for (const letter of letters) {
      page.runs[letter] = started(letter);
      planes[letter] = new Plane(page.runs.a.points);
      panels[letter] ??= panel(letter, page, panels.a?.training.whole.open ?? wide);
      panels[letter].build(page.runs[letter]);
    }
    if (runs.children.length !== letters.length) {
      runs.replaceChildren(...letters.map((letter) => panels[letter].whole));
      room.className = letters.length > 1 ? "two" : "one";
    }
    points.show();
    compare.textContent = page.state.b ? "Remove run B" : "Add a run B beside it";
    measure();
  }

  // Loss and accuracy of now; those of every few steps are kept for the curves.
  function measure() {
    for (const [, run] of each()) run.now = { seen: run.measure(run.seen), held: run.measure(run.held) };
    if (page.step % record.every) return;
    record.steps.push(page.step);
    for (const [letter, run] of each()) record[letter].push(run.now);
    if (record.steps.length > MOST) {
      record.every *= 2;
      for (const name of ["steps", "a", "b"]) record[name] = record[name].filter((_, k) => k % 2 === 0);
    }
  }

  // All runs together, step by step, while there is time.
  function advance(count, until = Infinity) {
    for (let k = 0; k < count && !over() && performance.now() < until; k++) {
      for (const [, run] of each()) run.step();
      page.step += 1;
      if (page.step % record.every === 0) measure();
    }
    measure();
  }

  function go() {
    playing = true;
    play.textContent = "Pause";
    say("");
    hold(here());
    schedule();
  }

  function pause() {
    playing = false;
    play.textContent = "Play";
    settle();
  }

  function schedule() {
    waiting ||= requestAnimationFrame(frame);
  }

  function frame(now) {
    waiting = 0;
    if (!playing) return;
    advance(Number(speed.value), performance.now() + BUDGET);
    frames += 1;
    // for those who ask for less motion, twice a second; where drawing takes long,
    // frames without it leave the page time for its reader
    if (still.matches ? frames % 30 === 0 : frames >= next) {
      const began = performance.now();
      draw(still.matches || began - told > 100);
      if (began - told > 100) told = began;
      next = frames + Math.ceil((performance.now() - began) / 10);
    }
    if (now - heard > 5000) {
      heard = now;
      announce();
    }
    if (over()) pause();
    else schedule();
  }

  // What each run has come to.
  function story() {
    const two = page.state.b;
    return each().map(([letter, run]) => (two ? `Run ${letter.toUpperCase()}. ` : "") + sentence(run)).join(" ");
  }

  function announce() {
    voice.textContent = story();
  }

  // When the clock stands: the whole picture, and the address that leads to it.
  function settle() {
    draw();
    announce();
    hold(here());
    if (!over()) return;
    say(page.state.b ? "Both runs diverged." : `The run diverged at step ${page.runs.a.steps}: its numbers grew beyond bounds.`);
  }

  function draw(words = true) {
    palette ??= colours(root);
    for (const [letter, run] of each()) {
      const coarse = playing && run.network.parameters.length > LARGE;
      panels[letter].draw(run, planes[letter], palette, coarse ? 32 : 64);
    }
    curves();
    where.textContent = `Step ${page.step}, epoch ${page.runs.a.epoch}`;
    if (!words) return;
    for (const [letter, run] of each()) panels[letter].tell(run);
    loss.setAttribute("aria-label", `The loss against the step, on a logarithmic axis. ${story()}`);
    accuracy.setAttribute("aria-label", `The accuracy against the step. ${story()}`);
  }

  function curves() {
    const lines = (quantity) => each().flatMap(([letter, run]) =>
      ["held", "seen"].filter((part) => run[part]).map((part) => ({
        colour: letter === "a" ? palette.ink : palette.second,
        dashed: part === "held",
        name: page.state.b ? letter.toUpperCase() : "",
        values: record[letter].map((then) => then[part][quantity]),
      })));
    drawCurves(loss, record.steps, lines("loss"), true, palette);
    drawCurves(accuracy, record.steps, lines("accuracy"), false, palette);
    key.textContent = page.state.a.held ? "Solid: the points that are learned from. Dashed: those held out." : "";
  }

  // An address may name a step: it is computed in pieces, so that the page can be used.
  function open(fragment) {
    const { state, notes: unread } = fromAddress(fragment);
    const { step } = state;
    page.state = state;
    playing = false;
    play.textContent = "Play";
    begin();
    const piece = () => {
      if (page.state !== state || playing) return;
      advance(step - page.step, performance.now() + 30);
      if (page.step < step && !over()) {
        say(`Computing ${step} steps.`);
        setTimeout(piece);
        return;
      }
      say(unread.join(" "));
      settle();
    };
    piece();
  }

  // a link further down the page leads to what it changes
  addEventListener("click", ({ target }) => {
    if (!target.closest("a.play")) return;
    play.focus();
    root.scrollIntoView();
  });
  follow(open);
  new ResizeObserver(() => draw()).observe(root);
  new MutationObserver(() => {
    palette = null;
    draw();
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  points.whole.open = wide;
  open(location.hash);
}

for (const root of document.querySelectorAll("[data-playground]")) playground(root);
