// What the tests ask of the modules of playground and benches: a request is a line of
// JSON with the name of a function below and its arguments, an answer a line back.
import { createInterface } from "node:readline";
import * as sequences from "../../website/nnfs_site/attention/address.js";
import * as looking from "../../website/nnfs_site/attention/attend.js";
import * as address from "../../website/nnfs_site/bench/address.js";
import * as state from "../../website/nnfs_site/bench/state.js";
import * as convolution from "../../website/nnfs_site/bench/convolve.js";
import * as learning from "../../website/nnfs_site/gpt/address.js";
import { code as lines } from "../../website/nnfs_site/gpt/code.js";
import { Lesson } from "../../website/nnfs_site/gpt/lesson.js";
import { listed, parted } from "../../website/nnfs_site/gpt/names.js";
import * as activations from "../../website/nnfs_site/playground/activations.js";
import { code } from "../../website/nnfs_site/playground/code.js";
import * as datasets from "../../website/nnfs_site/playground/datasets.js";
import { apart } from "../../website/nnfs_site/playground/draw.js";
import * as initializers from "../../website/nnfs_site/playground/initializers.js";
import { Dense } from "../../website/nnfs_site/playground/layers.js";
import * as losses from "../../website/nnfs_site/playground/losses.js";
import { Matrix } from "../../website/nnfs_site/playground/matrix.js";
import { accuracy } from "../../website/nnfs_site/playground/metrics.js";
import { Network } from "../../website/nnfs_site/playground/network.js";
import { LayerNorm } from "../../website/nnfs_site/playground/normalization.js";
import * as optimizers from "../../website/nnfs_site/playground/optimizers.js";
import { Generator } from "../../website/nnfs_site/playground/random.js";
import { classesOf, hiddenIn, Run } from "../../website/nnfs_site/playground/run.js";
import { Residual } from "../../website/nnfs_site/playground/residual.js";
import * as schedules from "../../website/nnfs_site/playground/schedules.js";
import { Attention, Embedding, Positions } from "../../website/nnfs_site/playground/sequences.js";
import { defaults, FIELDS } from "../../website/nnfs_site/playground/state.js";

const drawn = { Dense, Embedding, Positions }; // their first weights
const parts = { ...activations, ...initializers, ...optimizers, ...schedules, ...drawn, Attention, LayerNorm, Residual };

// An object of the package from its recipe: a name and its arguments, which may
// be recipes.
function make(recipe) {
  if (!Array.isArray(recipe)) return recipe;
  const [name, ...given] = recipe;
  const args = given.map(make);
  const part = parts[name];
  if (name in drawn) args.push({ rng: new Generator(0) });
  return /^[A-Z]/.test(name) ? new part(...args) : part(...args);
}

const matrix = (rows) => new Matrix(rows.length, rows[0].length, Float64Array.from(rows.flat()));
const plain = ({ data }) => data;

const functions = {
  apart,

  filtered(pixels, weights, stride, padding) {
    const matrix = convolution.asMatrix(stride, padding);
    const outputs = convolution.convolve(pixels, weights, stride, padding);
    return [outputs, matrix, convolution.times(matrix, weights, pixels)];
  },

  compared: (...given) => convolution.compare(...given),

  bench_read: (name, text) => address.read(name, text),

  bench_address(text) {
    const { state, notes } = address.fromAddress(text);
    return [address.toAddress(state), notes];
  },

  beside: (text, way) => state.beside(text, way),

  weight(text) {
    try {
      return state.valueOf(text);
    } catch (fault) {
      return fault instanceof RangeError ? fault.message : String(fault.stack);
    }
  },

  // What four symbols do, and the lines of nnfs that do the same.
  attended(fragment) {
    const { state } = sequences.fromAddress(fragment);
    const { shares, outputs } = looking.four(sequences.rowsOf(state.symbols), sequences.chosen(state));
    return { shares, outputs, code: sequences.code(state) };
  },

  moved_by: (before, after) => looking.movedBy(before, after),

  spelling: (text) => looking.spelling(text),

  read_name(report, name) {
    const network = looking.speller(report);
    return { ...looking.priced(network, name), scores: network(`.${name}`).scores };
  },

  attention_address(text) {
    const { state, notes } = sequences.fromAddress(text);
    return [sequences.toAddress(state), notes];
  },

  stepped: (text, way) => sequences.stepped(text, way),

  symbol(text) {
    try {
      return sequences.numberOf(text);
    } catch (fault) {
      return fault instanceof RangeError ? fault.message : String(fault.stack);
    }
  },

  draws(seed, calls) {
    const rng = new Generator(seed);
    return calls.map(([name, ...given]) => rng[name](...given));
  },

  first_weights(name, n_inputs, n_outputs, seed, ...others) {
    const rng = new Generator(seed);
    return plain(initializers[name](n_inputs, n_outputs, rng, ...others));
  },

  points(name, samples, options, seed) {
    const [X, y] = datasets[name](samples, { ...options, rng: new Generator(seed) });
    return [plain(X), y];
  },

  parts(rows, labels, fractions, seed) {
    const rng = new Generator(seed);
    const parts = datasets.split(matrix(rows), Int32Array.from(labels), fractions, { rng });
    return parts.map(([X, y]) => [plain(X), y]);
  },

  epoch(rows, labels, size, seed) {
    const rng = seed === null ? null : new Generator(seed);
    const epoch = datasets.batches(matrix(rows), Int32Array.from(labels), size, rng);
    return [...epoch].map(([X, y]) => [plain(X), y]);
  },

  bend(activation, rows, slopes) {
    const layer = make(activation);
    const outputs = plain(layer.forward(matrix(rows))).slice();
    return [outputs, plain(layer.backward(matrix(slopes)))];
  },

  rates(schedule, steps) {
    return Array.from({ length: steps }, (_, step) => make(schedule)(step));
  },

  // Train from the given parameters on the given batches. Between forward and
  // backward a prediction must leave no trace.
  train(layers, parameters, optimizer, batches, looks) {
    const network = new Network(...layers.map(make));
    network.parameters.set(parameters);
    const loss = new losses.SoftmaxCrossEntropy();
    const moves = make(optimizer);
    const seen = { losses: [], accuracies: [], parameters: [], gradients: [] };
    for (const [rows, labels] of batches) {
      const inputs = matrix(rows);
      seen.losses.push(loss.forward(network.forward(inputs), labels));
      seen.accuracies.push(accuracy(network.predict(inputs), labels));
      network.predict(new Matrix(7, 2));
      network.backward(loss.backward());
      moves.step(network.parameters, network.gradients);
      if (looks.includes(moves.steps)) {
        seen.parameters.push(network.parameters.slice());
        seen.gradients.push(network.gradients.slice());
      }
    }
    return seen;
  },

  scores(layers, parameters, rows) {
    const network = new Network(...layers.map(make));
    network.parameters.set(parameters);
    return plain(network.predict(matrix(rows)));
  },

  // What a lesson has come to after some steps, and the lines of nnfs that come to it.
  lesson(fragment, names, steps) {
    const { state } = learning.fromAddress(fragment);
    const lesson = new Lesson(state, parted(listed(names)));
    while (lesson.steps < steps || lesson.due) lesson.work.next();
    return {
      code: lines(state, steps),
      losses: lesson.losses,
      parameters: lesson.network.parameters,
      held: lesson.held.at(-1),
      written: lesson.write(Number(state.temperature)),
    };
  },

  listed: (text) => listed(text),

  gpt_address(text) {
    const { state, notes } = learning.fromAddress(text);
    return [learning.toAddress(state), notes];
  },

  // What an optimizer remembers of one slope, after steps without any.
  fade(optimizer, steps) {
    const moves = make(optimizer);
    const point = new Float64Array(1);
    moves.step(point, Float64Array.of(1));
    while (moves.steps < steps) moves.step(point, new Float64Array(1));
    return moves.state.map((name) => moves[name][0]);
  },

  // What a run saves after some steps, and what another makes of it.
  save: (settings, steps) => {
    const run = new Run(settings);
    for (let step = 0; step < steps; step++) run.step();
    return [run.save(), run.network.parameters];
  },

  load(settings, file, steps) {
    const bytes = Uint8Array.from(file);
    const hidden = hiddenIn(bytes, classesOf(settings));
    const run = new Run({ ...settings, layers: hidden }, bytes);
    const first = run.network.parameters.slice();
    for (let step = 0; step < steps; step++) run.step();
    return { hidden, first, last: run.network.parameters, code: code(run.settings, steps, "run-a.npz") };
  },

  refused(file, classes) {
    try {
      return hiddenIn(Uint8Array.from(file), classes) && null;
    } catch (fault) {
      return fault instanceof RangeError ? fault.message : String(fault.stack);
    }
  },

  // What the engine gives for all that conformance.json asks, in its shape.
  answers(file) {
    const given = (section) => file[section].map((one) => one.given);
    const batch = given("network")[0];
    const rowsOf = ({ rows, columns, data }) =>
      Array.from({ length: rows }, (_, row) => Array.from(data.subarray(row * columns, (row + 1) * columns)));
    const built = () => {
      const rng = new Generator(0);
      const [first, last] = [new Dense(2, 4, { rng }), new Dense(4, 3, { rng })];
      [[first, 0], [last, 2]].forEach(([layer, place]) => {
        layer.weights.data.set(batch.parameters[`${place}.weights`].flat());
        layer.biases.set(batch.parameters[`${place}.biases`]);
      });
      return { first, last, network: new Network(first, new activations.ReLU(), last) };
    };
    const X = matrix(batch.X);
    return {
      random: given("random").map(({ seed }) => {
        const { bits } = new Generator(seed);
        const hex = (half) => half.toString(16).padStart(8, "0");
        const integers = Array.from({ length: 5 }, () => {
          bits.next64();
          return `0x${hex(bits.high)}${hex(bits.low)}`;
        });
        return {
          integers,
          doubles: new Generator(seed).random(5),
          order: new Generator(seed).permutation(10),
          normals: new Generator(seed).standard_normal(5),
        };
      }),
      spiral: given("spiral").map(({ seed, samples, classes, noise }) => {
        const [points, y] = datasets.spiral(samples, { classes, rng: new Generator(seed), noise });
        return { X: rowsOf(points), y };
      }),
      network: given("network").map(({ y }) => {
        const { first, last, network } = built();
        const loss = new losses.SoftmaxCrossEntropy();
        network.predict(X);
        const outputs = network.outputs.map(rowsOf);
        const value = loss.forward(network.forward(X), y);
        const d_outputs = loss.backward();
        const d_inputs = rowsOf(network.backward(d_outputs, true));
        const gradients = {
          "0.d_weights": rowsOf(first.d_weights),
          "0.d_biases": first.d_biases,
          "2.d_weights": rowsOf(last.d_weights),
          "2.d_biases": last.d_biases,
        };
        return { outputs, loss: value, d_outputs: rowsOf(d_outputs), gradients, d_inputs };
      }),
      optimizers: given("optimizers").map(({ optimizer, learning_rate, ...settings }) => {
        const { network } = built();
        const loss = new losses.SoftmaxCrossEntropy();
        const moves = new optimizers[optimizer](learning_rate, settings);
        const seen = { losses: [] };
        for (let step = 0; step < 10; step++) {
          seen.losses.push(loss.forward(network.forward(X), batch.y));
          network.backward(loss.backward());
          moves.step(network.parameters, network.gradients);
          seen[step === 0 ? "first" : "last"] = network.parameters.slice();
        }
        return seen;
      }),
    };
  },

  fields: () => ({ fields: FIELDS, defaults: defaults() }),

  run(settings, steps) {
    const run = new Run(settings);
    for (let step = 0; step < steps && !run.broken; step++) run.step();
    return {
      code: code(settings, run.steps),
      next: code(settings, run.steps + 1),
      steps: run.steps,
      broken: run.broken,
      seen: [plain(run.seen[0]), run.seen[1]],
      held: run.held && [plain(run.held[0]), run.held[1]],
      parameters: run.network.parameters,
    };
  },
};

const list = (key, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...given] = JSON.parse(line);
  console.log(JSON.stringify(functions[name](...given), list));
}
