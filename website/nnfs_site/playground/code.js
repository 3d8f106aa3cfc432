// The lines of nnfs that make in Python what a run is here after so many steps.
//
// One generator draws everything, in the order of run.js: points, who is held out,
// weights, and then the order of each epoch. Both languages write and read a
// number of 64 bits alike.

import { start } from "./state.js";

const WIDTH = 79;
const WHOSE = "# nnfs is this book's package, nnfs-book; PyPI's nnfs is another book's.";
const NNFS = (
  "AdaGrad Adam AdamW Dense Linear Momentum Network RMSprop ReLU SGD Sigmoid " +
  "SoftmaxCrossEntropy Step Tanh batches blobs cosine exponential_decay glorot " +
  "inverse_time_decay moons normal spiral split step_decay vertical warmup zeros"
).split(" ");

const call = (name, ...given) => `${name}(${given.filter(Boolean).join(", ")})`;
const named = (settings, ...names) => names.map((name) => `${name}=${settings[name]}`);
// What nnfs takes when nobody says anything is what the page starts with.
const unusual = (settings, names) =>
  named(settings, ...names.filter((name) => settings[name] !== start(name, settings)));

function pointsOf(settings) {
  const { data, samples, held } = settings;
  const options = data === "moons" ? ["noise"] : ["classes", "noise"];
  const lines = [`X, y = ${call(data, samples, ...named(settings, ...options), "rng=rng")}`];
  if (held > 0) {
    lines.push(`(X, y), held_out = split(X, y, (${1 - held}, ${held}), rng=rng)`);
  }
  return lines;
}

function layers({ data, classes, layers, activation, initializer, scale }) {
  const first = {
    he: null,
    normal: `initializer=partial(normal, scale=${scale})`,
  }[initializer];
  const how = first === undefined ? `initializer=${initializer}` : first;
  const widths = [2, ...layers, data === "moons" ? 2 : classes];
  const lines = [];
  for (let k = 1; k < widths.length; k++) {
    if (k > 1) lines.push(`    ${activation}(),`);
    lines.push(`    ${call("Dense", widths[k - 1], widths[k], how, "rng=rng")},`);
  }
  return lines;
}

function schedule(settings) {
  const { rate, decay, length, final, schedule, warmup } = settings;
  const stairs = () => call(schedule, rate, ...named(settings, "factor", "every"));
  const made = {
    constant: () => String(rate),
    step_decay: stairs,
    exponential_decay: stairs,
    inverse_time_decay: () => call(schedule, rate, `decay=${decay}`),
    cosine: () => call(schedule, rate, `steps=${length}`, `final=${final}`),
  }[schedule]();
  return warmup ? call("warmup", made, `steps=${warmup}`) : made;
}

function optimizer(settings) {
  const made = schedule(settings);
  const plain = made === String(settings.rate);
  const nesterov = settings.optimizer === "Nesterov";
  const options = {
    Momentum: ["beta"],
    Nesterov: ["beta"],
    RMSprop: ["rho"],
    Adam: ["beta1", "beta2"],
    AdamW: ["beta1", "beta2", "weight_decay"],
  }[settings.optimizer] ?? [];
  const moves = call(
    nesterov ? "Momentum" : settings.optimizer,
    plain ? made : "schedule",
    ...unusual(settings, options),
    nesterov && "nesterov=True",
  );
  return [!plain && `schedule = ${made}`, `optimizer = ${moves}`].filter(Boolean);
}

function imports(lines) {
  const words = lines.join("\n").match(/\w+/g);
  const names = [...new Set(words)].filter((word) => NNFS.includes(word)).sort();
  const written = ["from nnfs import ("];
  let line = "   ";
  for (const name of names) {
    if (`${line} ${name},`.length > WIDTH) {
      written.push(line);
      line = "   ";
    }
    line += ` ${name},`;
  }
  return [...written, line, ")"];
}

// Where weights were loaded, `file` is what nnfs finds them in.
export function code(settings, steps, file = null) {
  const lines = [
    `rng = np.random.default_rng(${settings.seed})`,
    ...pointsOf(settings),
    "network = Network(",
    ...layers(settings),
    ")",
    ...(file ? [`network.load("${file}")`] : []),
    "loss = SoftmaxCrossEntropy()",
    ...optimizer(settings),
    "",
    `while optimizer.steps < ${steps}:`,
    `    for inputs, labels in batches(X, y, size=${settings.batch}, rng=rng):`,
    "        loss.forward(network.forward(inputs, training=True), labels)",
    "        network.backward(loss.backward())",
    "        optimizer.step(network.parameters, network.gradients)",
    `        if optimizer.steps == ${steps}:`,
    "            break",
    "",
  ];
  const partial = settings.initializer === "normal" ? ["from functools import partial", ""] : [];
  return [WHOSE, ...partial, "import numpy as np", ...imports(lines), "", ...lines].join("\n");
}
