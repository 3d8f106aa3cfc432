// One run on the page: its settings, its plane, its network and its layers.
import { code } from "./code.js";
import { group, numberBox } from "./controls.js";
import { drawNetwork, drawPlane, layout, tall } from "./draw.js";
import { FIELDS, read, write } from "./state.js";

const OWN = Object.keys(FIELDS).filter((key) => !FIELDS[key].shared && key !== "layers");
const DASH = "\u2013";

const round = (value) => (Number.isFinite(value) ? value.toPrecision(3) : "not finite");
const percent = (share) => `${Math.round(100 * share)} %`;

// A number in few characters, with the signs of print.
function short(value) {
  if (!Number.isFinite(value)) return DASH;
  const size = Math.abs(value);
  const text = size && (size < 0.001 || size >= 1000) ? value.toExponential(1) : String(Number(value.toPrecision(2)));
  return text.replace("e+", "e").replaceAll("-", "\u2212");
}

// What a run has come to, in a sentence.
export function sentence({ broken, steps, now: { seen, held } }) {
  const other = held ? `; held out, loss ${round(held.loss)} and accuracy ${percent(held.accuracy)}` : "";
  const end = broken ? " Its numbers grew beyond bounds: it diverged." : "";
  return `Step ${steps}: loss ${round(seen.loss)}, accuracy ${percent(seen.accuracy)}${other}.${end}`;
}

const pictured = (className) => element(`canvas.${className}`, { role: "img" });

export function panel(letter, page, open) {
  const name = `Run ${letter.toUpperCase()}`;
  const settings = () => page.state[letter];
  const layers = () => settings().layers;
  const change = (key, value) => page.choose(letter, key, value);
  const training = group("Training", OWN, settings, change, page.say);
  training.whole.open = open;
  const plane = pictured("plane");
  const network = pictured("network");
  const widths = element("div.widths");
  const reading = element("tbody");
  const body = element("tbody");
  const { box: shown } = chooser([], (value) => choose(value === "classes" ? null : value.split("-").map(Number)));
  const add = button("Add a layer", () => change("layers", [...layers(), layers().at(-1) ?? 8]));
  const remove = button("Remove a layer", () => change("layers", layers().slice(0, -1)));
  const file = `run-${letter}.npz`; // what the lines of nnfs read, where it was loaded
  const copy = button("Copy as Python", () => page.copy(code(settings(), page.step, page.files[letter] && file), `${name} as lines of nnfs`));
  const save = button("Save weights", () => {
    const address = URL.createObjectURL(new Blob([page.runs[letter].save()]));
    element("a", { href: address, download: file }).click();
    URL.revokeObjectURL(address);
    page.say(`Saved: ${file}. In Python, network.load("${file}") reads it.`);
  });
  const given = element("input", { type: "file", accept: ".npz", hidden: "" });
  given.addEventListener("change", () => {
    if (given.files.length) page.load(letter, given.files[0]);
    given.value = "";
  });
  const load = button("Load weights", () => given.click());
  const table = (heads, rows) => element("table", {},
    element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)))), rows);
  const whole = element("div.run", { role: "group", "aria-label": name },
    element("p.title", {}, name), training.whole,
    element("div.seen", {}, plane, field("Picture", shown), table(["", "learned from", "held out"], reading)),
    element("div.inside", {}, widths, network, element("div.tools", {}, add, remove, copy, save, load, given),
      table(["Layer", "Gradient", "Step \u00f7 weights"], body)));
  let chosen = null; // the unit in the large picture: its column, its place there
  let columns = [];

  function choose(unit) {
    chosen = unit;
    shown.value = unit ? unit.join("-") : "classes";
    page.draw();
  }
  network.addEventListener("click", ({ offsetX, offsetY }) => {
    layout(columns, network.clientWidth, network.clientHeight).forEach((units, column) =>
      units.forEach(({ x, y, size }, k) => {
        if (Math.max(Math.abs(offsetX - x), Math.abs(offsetY - y)) > size / 2 + 1) return;
        choose(chosen?.join() === `${column},${k}` ? null : [column, k]);
      }));
  });

  function width(units, k) {
    const { whole: made, box } = numberBox("layers", `Units in layer ${k + 1}`, (text) => {
      try {
        change("layers", read("layers", write("layers", layers().with(k, text))));
      } catch (fault) {
        if (!(fault instanceof RangeError)) throw fault;
        page.say(`A layer has ${FIELDS.layers.low} to ${FIELDS.layers.high} units.`);
        box.value = units;
      }
    });
    box.name = `layer-${k + 1}`;
    box.value = units;
    return made;
  }

  // Follow the settings; anew where there are other layers or units.
  function build(run) {
    training.show();
    add.disabled = layers().length === FIELDS.layers.most;
    remove.disabled = !layers().length;
    const wanted = [2, ...layers(), run.classes];
    if (String(wanted) === String(columns)) return;
    columns = wanted;
    chosen = null;
    const focus = document.activeElement.closest(".widths input")?.name;
    widths.replaceChildren(element("span", {}, "inputs"), ...layers().map(width), element("span", {}, "scores"));
    if (widths.isConnected && focus) widths.querySelector(`[name=${focus}]`)?.focus();
    network.style.height = `${tall(columns)}px`;
    const kinds = columns.map((count, k) => [
      count, ...(k === 0 ? ["Inputs", "input"] : k > layers().length ? ["Scores", "class", 0] : [`Layer ${k}`, `layer ${k}, unit`]),
    ]);
    shown.replaceChildren(new Option("the classes", "classes"), ...kinds.map(([count, label, one, first = 1], column) =>
      element("optgroup", { label }, ...Array.from({ length: count }, (_, k) => new Option(`${one} ${k + first}`, `${column}-${k}`)))));
    const cell = () => element("td", {}, element("span.amount"), element("span.bar"));
    body.replaceChildren(...run.dense.map(({ n_inputs, n_outputs }, k) =>
      element("tr", {}, element("th", { scope: "row" }, `${k + 1}: ${n_inputs} to ${n_outputs}`), cell(), cell())));
  }

  function draw(run, surface, palette, side) {
    surface.look(run.network, chosen, palette, side);
    drawPlane(plane, surface, run, palette);
    drawNetwork(network, surface, run, chosen, palette);
  }

  // The numbers, and words for those who do not see the pictures.
  function tell(run) {
    const { seen, held } = run.now;
    const row = (term, say, value, other) => element("tr", {}, element("th", { scope: "row" }, term),
      element("td", {}, element("b", {}, say(value))), element("td", {}, other === undefined ? "" : say(other)));
    reading.replaceChildren(
      row("Loss", round, seen.loss, held?.loss),
      row("Accuracy", percent, seen.accuracy, held?.accuracy),
      row("Rate now", short, run.optimizer.rate()));
    run.layers().forEach(({ gradient, ratio }, k) => {
      [gradient, ratio].forEach((value, column) => {
        const [amount, bar] = body.rows[k].cells[column + 1].children;
        amount.textContent = run.steps ? short(value) : DASH;
        // six powers of ten: from a millionth to one
        const share = run.steps && value > 0 ? Math.max(0, Math.min(1, 1 + Math.log10(value) / 6)) : 0;
        bar.style.setProperty("--share", `${100 * share}%`);
      });
    });
    plane.setAttribute("aria-label", `${name}: what the network makes of each place of the plane, ${shown.selectedOptions[0].text}. ${sentence(run)}`);
    const weights = run.dense.flatMap((layer) => [...layer.weights.data]);
    network.setAttribute("aria-label", `${name}: the network, ${columns.join(" to ")} units, with weights from ${short(Math.min(...weights))} to ${short(Math.max(...weights))}.`);
    whole.classList.toggle("broken", run.broken);
    whole.classList.toggle("all-seen", !held);
  }

  return { whole, training, build, draw, tell };
}
