// The page: a picture and a kernel to edit, the outputs, and what is behind each.
import { clamp, code, fromAddress, KERNELS, PADDINGS, PICTURES, read, STRIDES, toAddress, write } from "./address.js";
import { asMatrix, compare, convolve, outputsAlong, SIDE, SIZE, times, WAYS, windowOf } from "./convolve.js";
import { beside, named, valueOf } from "./state.js";
import { button, copyOrShow, element, stepper } from "../playground/elements.js";
import { follow, hold } from "../playground/place.js";
import { Grid, inRows, paint, Palette, said, setting } from "./pieces.js";

const INK = 16; // the darkest pixel
const TOLD = {
  "left-right": "edge, left to right", "up-down": "edge, up to down", sobel: "Sobel",
  middle: "one in the middle", pixel: "one pixel", full: "all ink",
};

const squared = (side) => `${side} \u00d7 ${side}`;
const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

function bench(root) {
  let { state, notes: unread } = fromAddress(location.hash);
  let palette = null;
  let pen = null; // what a finger that draws leaves behind

  const change = (name, value) => {
    state[name] = value;
    say("");
    draw();
  };
  const choose = (name) => (text) => change(name, read(name, text));
  const pictures = setting("Picture", "picture", [...Object.keys(PICTURES), "own"], (name) => (name === "own" ? draw() : choose("picture")(name)), TOLD);
  const kernels = setting("Kernel", "kernel", [...Object.keys(KERNELS), "own"], (name) => (name === "own" ? draw() : choose("kernel")(name)), TOLD);
  const stride = setting("Stride", "stride", STRIDES, choose("stride"));
  const padding = setting("Padding", "padding", PADDINGS, choose("padding"));
  const by = setting("by", "by", STRIDES, choose("by"));
  const asked = button("As a matrix", () => change("matrix", state.matrix === "on" ? "off" : "on"));
  const notes = element("p.notes", { role: "status" });
  const voice = element("p.visually-hidden", { role: "status" });

  const shift = (pixel, amount) => put(pixel, state.picture[pixel] + amount);
  const put = (pixel, value) => {
    const next = Math.max(0, Math.min(INK, value));
    change("picture", state.picture.with(pixel, next));
    voice.textContent = `Pixel ${Math.floor(pixel / SIDE)}, ${pixel % SIDE} is ${next}. ${sentence()}`;
  };
  const opposite = (pixel) => (state.picture[pixel] < INK / 2 ? INK : 0);
  const picture = new Grid("pixels", "The picture. Arrow keys move, space paints, plus and minus change a pixel by one, digits set it.", ({ key }, at) => {
    if (key === " " || key === "Enter") put(at, opposite(at));
    else if (key === "+" || key === "-") shift(at, key === "+" ? 1 : -1);
    else if (/^\d$/.test(key)) put(at, Number(key));
    else return false;
    return true;
  });
  picture.body.addEventListener("pointerdown", (event) => {
    const at = picture.under(event);
    if (at < 0 || event.button) return;
    pen = opposite(at);
    put(at, pen);
  });
  picture.body.addEventListener("pointermove", (event) => {
    const at = pen === null ? -1 : picture.under(event);
    if (at >= 0 && state.picture[at] !== pen) put(at, pen);
  });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => (pen = null));

  const outputs = new Grid("outputs", "The outputs. Arrow keys move from one to the next.", () => false);
  const choosePlace = (at) => {
    if (at < 0) return;
    state.output = [Math.floor(at / outputs.side), at % outputs.side];
    draw();
    voice.textContent = sentence();
  };
  outputs.body.addEventListener("focusin", ({ target }) => choosePlace(outputs.cells.indexOf(target)));
  outputs.body.addEventListener("pointermove", (event) => {
    const at = event.buttons ? outputs.under(event) : -1;
    if (at >= 0 && at !== outputs.at) outputs.cells[at].focus();
  });

  // Nine weights, each with a button below and above.
  const boxes = Array.from({ length: SIZE * SIZE }, (_, k) => {
    const label = `Weight ${Math.floor(k / SIZE)}, ${k % SIZE}`;
    const take = (text) => {
      try {
        valueOf(text);
        change("kernel", state.kernel.with(k, text.trim().replace("\u2212", "-")));
        voice.textContent = `${label} is ${text}. ${sentence()}`;
      } catch (fault) {
        if (!(fault instanceof RangeError)) throw fault;
        say(`A weight ${fault.message}.`);
        box.value = state.kernel[k];
      }
    };
    const { box, whole } = stepper(label, { inputmode: "text", size: 4 }, take, (way) => take(beside(state.kernel[k], way)));
    return { box, whole };
  });

  const rim = element("div.rim", { "aria-hidden": "true" });
  const pane = element("div.window", { "aria-hidden": "true" });
  const framed = element("div.framed", {}, rim, picture.body, pane);
  const formula = element("p.formula");
  const products = element("table.products");
  const sum = element("p.sum");
  const matrix = element("canvas", { role: "img" });
  const weighed = element("p");
  const matrixRoom = element("section.matrix", { "aria-label": "As a matrix" }, element("p.title", {}, "As a matrix"), matrix, weighed);
  matrix.addEventListener("click", ({ offsetY }) => choosePlace(Math.floor((offsetY / matrix.clientHeight) * outputs.cells.length)));
  const ways = Object.keys(WAYS).map((way) => button(way, () => change("move", state.move === way ? "none" : way)));
  const shots = ["Move, then filter", "Filter, then move", "Difference"].map((title) => {
    const canvas = element("canvas", { role: "img" });
    return { title, canvas, whole: element("div", {}, element("p.title", {}, title), canvas) };
  });
  const verdict = element("p", { role: "status" });
  const shotsRoom = element("div.shots", {}, ...shots.map(({ whole }) => whole));

  root.append(
    element("div.tools", {}, pictures.row, kernels.row, stride.row, padding.row, asked,
      button("Copy link", () => copyOrShow(notes, here(), "the link to this state")),
      button("Copy as Python", () => copyOrShow(notes, code(state), "the lines of nnfs")),
      button("Defaults", () => open(""))),
    notes, voice,
    element("div.bench-room", {},
      element("div.from", {}, element("p.title", {}, "Picture"), framed, element("p.key", {}, "Draw on it, or use keys: arrows, space, +, \u2212, digits.")),
      element("div.kernel", { role: "group", "aria-label": "Kernel" }, element("p.title", {}, "Kernel"), ...boxes.map(({ whole }) => whole)),
      element("div.to", {}, element("p.title", {}, "Outputs"), outputs.body, formula),
      element("div.behind", {}, products, sum)),
    matrixRoom,
    element("section.moving", { "aria-label": "Move the picture" },
      element("div.tools", { role: "group", "aria-label": "Move the picture" }, element("span.title", {}, "Move the picture"), ...ways, by.row), verdict, shotsRoom));

  function say(text) {
    notes.textContent = text;
  }

  function here() {
    const fragment = toAddress(state);
    return location.href.replace(/#.*/, "") + (fragment && `#${fragment}`);
  }

  const weights = () => state.kernel.map(valueOf);
  const name = () => `outputs[${state.output.join(", ")}]`;

  // The chosen output: the nine pixels and what comes of them.
  function chosen() {
    const seen = windowOf(...state.output, state.stride, state.padding).map((pixel) => (pixel < 0 ? 0 : state.picture[pixel]));
    const parts = weights().map((weight, k) => weight * seen[k]);
    return { seen, parts, total: parts.reduce((all, part) => all + part, 0) };
  }

  const sentence = () => `${name()} is ${said(chosen().total)}.`;

  function draw() {
    palette ??= new Palette(root);
    clamp(state);
    const { stride: s, padding: p, picture: pixels } = state;
    const side = outputsAlong(s, p);
    const values = convolve(pixels, weights(), s, p);
    const heaviest = Math.max(...weights().map(Math.abs));
    pictures.box.value = named(PICTURES, write("picture", state)).length === SIDE * SIDE ? "own" : write("picture", state);
    kernels.box.value = write("kernel", state).includes(",") ? "own" : write("kernel", state);
    for (const [key, { box }] of Object.entries({ stride, padding, by })) box.value = state[key];

    picture.show(pixels, INK, palette);
    const whole = SIDE + 2 * p;
    framed.style.setProperty("--whole", whole);
    framed.style.setProperty("--padding", p);
    rim.replaceChildren(...Array.from({ length: p && whole * whole }, () => element("span", {}, "0")));
    const [row, column] = state.output;
    pane.style.gridArea = `${row * s + 1} / ${column * s + 1} / span ${SIZE} / span ${SIZE}`;

    boxes.forEach(({ box }, k) => {
      const { ground, text } = palette.shade(weights()[k], heaviest);
      if (box.value !== state.kernel[k]) box.value = state.kernel[k];
      box.style.cssText = `background:${ground};color:${text}`;
    });

    outputs.show(values, Math.max(...values.map(Math.abs)), palette);
    outputs.cells.forEach((cell, k) => cell.setAttribute("aria-selected", k === row * side + column));
    outputs.go(row * side + column);
    formula.textContent = `\u230a(${SIDE} + 2 \u00d7 ${p} \u2212 ${SIZE}) / ${s}\u230b + 1 = ${side}: so ${squared(side)} outputs.`;

    const { seen, parts, total } = chosen();
    const product = (k) => element("td", {}, `${said(seen[k])} \u00d7 ${state.kernel[k].replace("-", "\u2212")} `, element("b", {}, `= ${said(parts[k])}`));
    products.replaceChildren(
      element("caption", {}, `Pixel times weight, for ${name()}`),
      element("tbody", {}, ...[0, 1, 2].map((r) => element("tr", {}, ...[0, 1, 2].map((c) => product(r * SIZE + c))))));
    sum.replaceChildren("Their sum: ", element("b", {}, `${name()} = ${said(total)}`));

    asked.setAttribute("aria-pressed", state.matrix === "on");
    matrixRoom.hidden = state.matrix !== "on";
    if (state.matrix === "on") drawMatrix(values, heaviest, row * side + column);
    ways.forEach((way) => way.setAttribute("aria-pressed", way.textContent === state.move));
    shotsRoom.hidden = state.move === "none";
    if (state.move === "none") verdict.textContent = "";
    else drawMove();
    hold(here());
  }

  function drawMatrix(values, heaviest, outlined) {
    const rows = asMatrix(state.stride, state.padding);
    const entries = rows.map((row) => row.map((k) => (k < 0 ? 0 : weights()[k])));
    paint(matrix, entries, heaviest, palette, { outlined, shared: (r, c) => rows[r][c] >= 0 });
    const used = rows.flat().filter((k) => k >= 0).length;
    const off = Math.max(...times(rows, weights(), state.picture).map((value, k) => Math.abs(value - values[k])));
    const size = `${rows.length} \u00d7 ${SIDE * SIDE} = ${grouped(rows.length * SIDE * SIDE)} entries`;
    weighed.textContent = `${size}, a row for each output, a column for each pixel. ${grouped(used)} of them hold one of the nine weights; equal weights have equal colours. The others are 0, always. The row of ${name()} is outlined. This matrix times the 64 pixels gives the outputs: the largest difference is ${said(off)}.`;
    matrix.setAttribute("aria-label", `A matrix of ${size}, with bands of the nine weights along its diagonal.`);
  }

  function drawMove() {
    const { first, second, difference, inside, steps, within, border } =
      compare(state.picture, weights(), state.stride, state.padding, state.move, state.by);
    const most = Math.max(...[first, second].flat().map(Math.abs));
    const side = Math.sqrt(first.length);
    [first, second, difference].forEach((values, k) => {
      const { canvas, title } = shots[k];
      paint(canvas, inRows(values), most, palette, k === 2 ? { dimmed: (r, c) => !inside[r * side + c] } : {});
      canvas.setAttribute("aria-label", `${title}: ${squared(side)} numbers from ${said(Math.min(...values))} to ${said(Math.max(...values))}.`);
    });
    const places = (count) => `${count} place${count === 1 ? "" : "s"}`;
    const whole = state.by % state.stride === 0;
    const far = whole ? `the outputs by ${places(steps)}.` : `the outputs would have to move by ${state.by}/${state.stride} of a place, which they cannot; ${places(steps)} comes nearest.`;
    const found = within < 0 ? "No output has its window inside the picture before and after." : `Inside, the difference is ${within ? `up to ${said(within)}` : "0"}.`;
    const rest = border < 0 ? "" : ` On the border (marked), where zeros come in and pixels are lost, it is ${border ? `up to ${said(border)}` : "0"}.`;
    verdict.textContent = `The picture moves ${state.move} by ${places(state.by)}, ${far} ${found}${rest}`;
  }

  function open(fragment) {
    ({ state, notes: unread } = fromAddress(fragment));
    draw();
    say(unread.join(" "));
    voice.textContent = sentence();
  }

  // a link further down the page leads to what it changes
  addEventListener("click", ({ target }) => {
    if (!target.closest("a.bench")) return;
    outputs.cells[outputs.at].focus({ preventScroll: true });
    root.scrollIntoView();
  });
  follow(open);
  new ResizeObserver(() => draw()).observe(root);
  new MutationObserver(() => {
    palette = null;
    draw();
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  open(location.hash);
}

for (const root of document.querySelectorAll("[data-bench]")) bench(root);
