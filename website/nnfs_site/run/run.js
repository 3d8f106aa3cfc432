// Run on this page: cells can be edited where they stand, and a worker runs them.
// Nothing is fetched before the reader asks for it.
(() => {
  "use strict";
  const bar = document.querySelector("div.run-bar");
  if (!bar) return;
  const root = new URL(document.documentElement.dataset.content_root, location);
  const said = bar.querySelector("[role=status]");
  const KEYS = "run-keys";
  const RESET = "Reset all";
  const SURE = "Reset all: press again";
  const WORDS =
    "and|as|assert|async|await|break|case|class|continue|def|del|elif|else|except|False|" +
    "finally|for|from|global|if|import|in|is|lambda|match|None|nonlocal|not|or|pass|" +
    "raise|return|True|try|while|with|yield";
  const TOKEN = new RegExp(
    [
      "(?<c1>#.*)",
      String.raw`(?<s1>(?:\b[rbfuRBFU]{1,2})?(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))`,
      String.raw`(?<mi>\b\d[\w.]*)`,
      String.raw`(?<k>\b(?:${WORDS})\b)`,
    ].join("|"),
    "g",
  );

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }
  function button(text, act, label) {
    const made = element("button", { type: "button", textContent: text });
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  // What becomes of a page, for whoever listens: `keep` does.
  const announce = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

  // Code that a reader has changed is coloured as the book's is.
  function paint(pre, text) {
    const parts = [];
    let end = 0;
    for (const found of text.matchAll(TOKEN)) {
      const [name] = Object.entries(found.groups).find(([, token]) => token !== undefined);
      parts.push(text.slice(end, found.index));
      parts.push(element("span", { className: name, textContent: found[0] }));
      end = found.index + found[0].length;
    }
    pre.replaceChildren(...parts, `${text.slice(end)}\n`);
  }

  // Keys in a cell: Tab moves on until the reader edits, and again after Escape.
  function edit(area, run) {
    let editing = false;
    const put = (text) => document.execCommand("insertText", false, text);
    const line = () => area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    area.addEventListener("focus", () => (editing = false));
    area.addEventListener("pointerdown", () => setTimeout(() => (editing = true)));
    area.addEventListener("input", () => (editing = true));
    area.addEventListener("keydown", (key) => {
      if (key.isComposing) return;
      if (key.key === "Escape") editing = false;
      else if (key.key === "Enter" && (key.shiftKey || key.ctrlKey || key.metaKey)) {
        key.preventDefault();
        run(key.shiftKey);
      } else if (key.key === "Enter") {
        key.preventDefault();
        const before = area.value.slice(line(), area.selectionStart);
        put(`\n${before.match(/^ */)[0]}${/:\s*$/.test(before) ? "    " : ""}`);
      } else if (key.key === "Tab" && editing && !key.shiftKey) {
        key.preventDefault();
        put(" ".repeat(4 - ((area.selectionStart - line()) % 4)));
      } else if (key.key === "Tab" && editing) {
        key.preventDefault();
        const { selectionStart, selectionEnd } = area;
        const spaces = area.value.slice(line()).match(/^ {0,4}/)[0].length;
        if (!spaces) return;
        area.setSelectionRange(line(), line() + spaces);
        put("");
        area.setSelectionRange(selectionStart - spaces, selectionEnd - spaces);
      }
    });
  }

  // What scrolls takes part in the tab order.
  function reach(pre) {
    const more = pre.scrollWidth > pre.clientWidth || pre.scrollHeight > pre.clientHeight;
    if (more) pre.tabIndex = 0;
  }

  const KINDS = { result: "text_plain", stdout: "stream", stderr: "stderr", error: "error" };
  class Cell {
    constructor(box, title) {
      Object.assign(this, { box, title, ran: false });
      this.pre = box.querySelector(".cell_input pre");
      this.text = this.pre.textContent.replace(/\n$/, "");
      this.code = [...this.pre.childNodes];
      this.output = box.querySelector(".cell_output");
      this.fold = this.output?.closest(".cell > details");
      this.behind = this.output?.nextSibling;
      this.printed = [...(this.output?.childNodes ?? [])];
      this.figures = this.printed.filter((node) => node.matches?.("figure"));
      this.insides = this.figures.map((figure) => [...figure.childNodes]);
    }
    get name() {
      return this.title[0].toLowerCase() + this.title.slice(1);
    }
    get changed() {
      return this.area.value !== this.text;
    }
    open() {
      this.area = element("textarea", {
        value: this.text,
        spellcheck: false,
        autocapitalize: "off",
        autocomplete: "off",
      });
      this.area.setAttribute("aria-label", `Code of ${this.name}`);
      this.area.setAttribute("aria-describedby", KEYS);
      this.pre.after(this.area);
      // a last line that is empty has a height only with something behind it
      if (!this.pre.textContent.endsWith("\n")) this.pre.append("\n");
      this.area.addEventListener("input", () => {
        paint(this.pre, this.area.value);
        this.mark();
        announce("edited", this);
      });
      edit(this.area, (onwards) => {
        run(this);
        if (onwards) cells[cells.indexOf(this) + 1]?.reveal();
      });
      this.state = element("span", { className: "state" });
      this.undo = button("Reset", () => this.reset(), `Reset ${this.name}`);
      this.undo.hidden = true;
      this.row = element(
        "div",
        { className: "run-cell" },
        button("Run", () => run(this), `Run ${this.name}`),
        this.undo,
        this.state,
      );
      const input = this.box.querySelector(":scope > details") ?? this.box.querySelector(".cell_input");
      input.after(this.row);
      this.box.classList.add("open");
    }
    put(text) {
      this.area.value = text;
      paint(this.pre, text);
      this.mark();
    }
    reveal() {
      const folded = this.area.closest("details");
      if (folded) folded.open = true;
      this.area.focus();
    }
    mark(state = "") {
      this.state.textContent = [state, this.changed && "changed"].filter(Boolean).join(", ");
      this.undo.hidden = !this.changed && !this.shown;
    }
    // What was printed stays until there is something else to see.
    clear() {
      if (!this.output) {
        this.output = element("div", { className: "cell_output docutils container" });
        this.row.after(this.output);
      }
      // What was folded with its code comes out: a run is there to be seen.
      if (this.fold) this.row.after(this.output);
      this.output.replaceChildren();
      this.output.classList.add("run-output");
      this.shown = [];
    }
    show(kind, text) {
      if (kind === "figure") return this.draw(text);
      announce("told", text);
      const last = this.output.lastElementChild;
      if (last?.dataset.kind === kind && kind.startsWith("std")) {
        const pre = last.querySelector("pre");
        pre.append(text);
        reach(pre);
        return;
      }
      const pre = element("pre", { textContent: text });
      const box = element("div", { className: "highlight" }, pre);
      const around = element("div", { className: `output ${KINDS[kind]}` }, box);
      around.dataset.kind = kind;
      this.output.append(around);
      reach(pre);
    }
    draw(markup) {
      const holder = element("template", { innerHTML: markup });
      const svg = holder.content.firstElementChild;
      const place = this.shown.length;
      const old = this.insides[place]?.find((node) => node.matches?.("svg"));
      const label = old && !changed ? old.getAttribute("aria-label") : "Figure drawn by the code of this cell";
      svg.setAttribute("aria-label", label);
      const figure = this.figures[place] ?? element("figure", {});
      for (const node of figure.querySelectorAll("svg, .player")) node.remove();
      figure.prepend(svg);
      this.shown.push(figure);
      this.output.append(figure);
      svg.dispatchEvent(new Event("drawn", { bubbles: true }));
    }
    // What stands there again is what the build has computed.
    restore() {
      if (!this.shown) return;
      this.figures.forEach((figure, k) => figure.replaceChildren(...this.insides[k]));
      this.output.replaceChildren(...this.printed);
      this.output.classList.remove("run-output");
      this.fold?.insertBefore(this.output, this.behind);
      if (!this.printed.length) {
        this.output.remove();
        this.output = null;
      }
      this.shown = null;
    }
    reset() {
      this.area.value = this.text;
      this.pre.replaceChildren(...this.code);
      this.restore();
      this.mark();
      announce("edited", this);
    }
  }

  // Cells that take long are left out: how long each takes, by its number.
  const heavy = JSON.parse(bar.dataset.heavy ?? "{}");
  const whole = element("input", { type: "checkbox" });
  const isOut = (cell) => cell.lasts && !cell.asked && !cell.changed && !whole.checked;

  const boxes = [...document.querySelectorAll("article div.cell:has(.cell_input)")];
  const cells = boxes.map((box, k) => Object.assign(new Cell(box, `Cell ${k + 1}`), { lasts: heavy[k + 1] }));
  const answers = []; // cells of exercises, which build on nothing but imports
  const bytes = Number(bar.dataset.bytes);
  const progress = element("progress", { max: 1, value: 0, hidden: true });
  progress.setAttribute("aria-label", "Python is loading");
  const counter = element("span", { className: "counter" });
  let worker = null;
  let ready = false;
  let changed = false; // whether what runs is still what the book says
  let queue = [];
  let current = null;

  // An exercise that says check("1.4", cosine) gets a cell to write cosine in.
  function answer(exercise) {
    const codes = [...exercise.querySelectorAll("code")].map((code) => code.textContent);
    const asked = codes.map((code) => code.match(/^check\("([\d.]+)", (\w+)\)$/)).find(Boolean);
    if (!asked) return null;
    const [call, number, name] = asked;
    const signature = codes.find((code) => code.startsWith(`${name}(`)) ?? `${name}()`;
    const text =
      "import numpy as np\nfrom nnfs.exercises import check\n\n\n" +
      `def ${signature}:\n    return ...\n\n\n${call}\n`;
    const pre = element("pre", {});
    paint(pre, text.trimEnd());
    const code = element("div", { className: "highlight" }, pre);
    const input = element("div", { className: "cell_input docutils container" }, code);
    const box = element("div", { className: "cell docutils container" }, input);
    exercise.append(box);
    return new Cell(box, `Exercise ${number}`);
  }

  const tell = (text) => (said.textContent = text);

  function load() {
    ready = changed = false;
    for (const cell of cells) cell.ran = cell.whole = false;
    tell("Python is loading.");
    Object.assign(progress, { hidden: false, value: 0 });
    worker = new Worker(new URL(`${bar.dataset.run}run_worker.mjs`, root), { type: "module" });
    worker.addEventListener("message", ({ data }) => hear(data));
    worker.addEventListener("error", (fault) => {
      fault.preventDefault();
      fail("Python could not be loaded");
    });
    const list = (names) => names.split(" ").filter(Boolean);
    const { folder, files, packages } = bar.dataset;
    worker.postMessage({ folder, files: list(files), packages: list(packages) });
  }
  function end() {
    worker?.terminate();
    worker = null;
    current?.mark("Stopped");
    for (const cell of queue) cell.mark();
    queue = [];
    current = null;
    progress.hidden = true;
    counter.textContent = "";
  }
  function fail(why) {
    end();
    tell(`${why}. Run a cell to try again.`);
  }
  function stop() {
    if (!worker) return tell("Nothing is running.");
    end();
    tell("Stopped. All variables are lost: a cell that you run now runs those above it first.");
  }

  function hear({ kind, text }) {
    if (kind === "bytes") progress.value = Math.min(1, text / bytes);
    else if (kind === "failed") fail(`Python could not be loaded: ${text}`);
    else if (kind === "ready") {
      ready = true;
      progress.hidden = true;
      tell("Python is ready.");
      next();
    } else if (kind === "loading") {
      current?.mark(`Loading ${text}`);
      tell(`Loading ${text}.`);
    } else if (kind === "running") {
      current.mark("Running");
      tell("Running.");
    } else if (kind === "lacking") {
      if (!current.stale) current.restore();
      current.lacks = text === current.title ? `takes ${current.lasts}` : `builds on ${text.toLowerCase()}`;
    } else if (kind === "done") {
      if (!current.shown && !current.lacks) current.clear();
      finish(text);
    } else {
      if (!current.shown || current.stale) current.clear();
      current.stale = false;
      current.show(kind, text);
    }
  }
  function finish(good) {
    const cell = current;
    if (cell.stale && !cell.lacks) cell.clear();
    cell.stale = cell.asked = false;
    cell.whole = good && !cell.lacks;
    cell.mark(cell.lacks ? `Left out: ${cell.lacks}` : good ? "Ran" : "Failed");
    current = null;
    if (good && queue.length) return next();
    const left = queue.length;
    for (const waiting of queue) waiting.mark();
    queue = [];
    counter.textContent = "";
    if (good && cell.lacks) tell(`${cell.title} is left out: it ${cell.lacks}.`);
    else if (good) tell(`${cell.title} ran.`);
    else tell(`${cell.title} failed${left ? ", and the cells behind it wait" : ""}.`);
  }
  function next() {
    if (!ready || current || !queue.length) return;
    current = queue.shift();
    current.ran = true;
    current.lacks = "";
    current.stale = Boolean(current.shown);
    changed ||= current.changed;
    current.mark("Running");
    counter.textContent = queue.length ? `${current.title} of ${cells.length}` : "";
    worker.postMessage({ title: current.title, source: current.area.value, out: isOut(current) });
  }
  // A cell builds on those above it: what has not run yet runs first.
  function run(cell) {
    const above = cells.slice(0, Math.max(0, cells.indexOf(cell)));
    if (!worker) load();
    cell.asked = true;
    for (const one of [...above.filter((one) => !one.ran), cell])
      if (!queue.includes(one)) {
        queue.push(one);
        one.mark("Waits");
      }
    next();
  }
  function runAll() {
    if (!worker) load();
    queue = cells.filter((cell) => !(cell.whole && isOut(cell))); // it stays as it ran
    for (const cell of queue) cell.mark("Waits");
    next();
  }
  // What was written is kept, so one press too many would cost more than a minute.
  function resetAll({ target }) {
    const written = [...cells, ...answers].filter((cell) => cell.changed);
    if (written.length && target.textContent !== SURE) {
      target.textContent = SURE;
      target.addEventListener("blur", () => (target.textContent = RESET), { once: true });
      return tell(`That takes back what you wrote into ${written.length} of the cells.`);
    }
    target.textContent = RESET;
    end();
    for (const cell of [...cells, ...answers]) cell.reset();
    tell("All cells are as they were printed, and all variables are gone.");
  }

  bar.querySelector("button").addEventListener("click", () => {
    const keys = "Shift+Enter runs a cell. While you edit, Tab indents; after Escape it moves on.";
    const all = button("Run all", runAll);
    const told = bar.querySelectorAll("p.run-heavy");
    bar.replaceChildren(
      all,
      button("Stop", stop),
      button(RESET, resetAll),
      ...(bar.dataset.heavy ? [element("label", {}, whole, ` all ${cells.length} cells`)] : []),
      progress,
      said,
      counter,
    );
    bar.after(...told, element("p", { id: KEYS, className: "run-keys", textContent: keys }));
    bar.classList.add("on");
    for (const exercise of document.querySelectorAll("article div.exercise")) {
      const cell = answer(exercise);
      if (cell) answers.push(cell);
    }
    for (const cell of [...cells, ...answers]) cell.open();
    announce("cells", [...cells, ...answers]);
    all.focus();
    load();
  });
})();
