// One run: points, a network and an optimizer made from settings, step by step.
//
// One generator draws everything, in the order of the lines of nnfs that code.js
// writes: points, who is held out, weights, batches.
import { Linear, ReLU, Sigmoid, Step, Tanh } from "./activations.js";
import { batches, blobs, moons, spiral, split, vertical } from "./datasets.js";
import { glorot, he, normal, zeros } from "./initializers.js";
import { Dense } from "./layers.js";
import { SoftmaxCrossEntropy } from "./losses.js";
import { all_finite } from "./matrix.js";
import { accuracy } from "./metrics.js";
import { Network } from "./network.js";
import { archive, arrays } from "./npz.js";
import { AdaGrad, Adam, AdamW, Momentum, RMSprop, SGD } from "./optimizers.js";
import { Generator } from "./random.js";
import { constant, cosine, exponential_decay, inverse_time_decay, step_decay, warmup } from "./schedules.js";

const DATA = { spiral, vertical, moons, blobs };
const ACTIVATIONS = { Linear, ReLU, Sigmoid, Step, Tanh };
const INITIALIZERS = { he, glorot, normal, zeros };

function drawn({ data, samples, classes, noise, held }, rng) {
  const [X, y] = DATA[data](samples, { classes, rng, noise });
  return held ? split(X, y, [1 - held, held], { rng }) : [[X, y], null];
}

export const classesOf = ({ data, classes }) => (data === "moons" ? 2 : classes);

function built(settings, rng) {
  const { activation, initializer, scale, layers } = settings;
  const first = initializer === "normal" ? (n, m, source) => normal(n, m, source, scale) : INITIALIZERS[initializer];
  const widths = [2, ...layers, classesOf(settings)];
  const stack = [];
  for (let k = 1; k < widths.length; k++) {
    if (k > 1) stack.push(new ACTIVATIONS[activation]());
    stack.push(new Dense(widths[k - 1], widths[k], { initializer: first, rng }));
  }
  return new Network(...stack);
}

function scheduled({ schedule, rate, factor, every, decay, length, final, warmup: steps }) {
  const made = {
    constant: () => constant(rate),
    step_decay: () => step_decay(rate, factor, every),
    exponential_decay: () => exponential_decay(rate, factor, every),
    inverse_time_decay: () => inverse_time_decay(rate, decay),
    cosine: () => cosine(rate, length, final),
  }[schedule]();
  return steps ? warmup(made, steps) : made;
}

function optimized(settings) {
  const rate = scheduled(settings);
  return {
    SGD: () => new SGD(rate),
    Momentum: () => new Momentum(rate, settings),
    Nesterov: () => new Momentum(rate, { ...settings, nesterov: true }),
    AdaGrad: () => new AdaGrad(rate),
    RMSprop: () => new RMSprop(rate, settings),
    Adam: () => new Adam(rate, settings),
    AdamW: () => new AdamW(rate, settings),
  }[settings.optimizer]();
}

function* endless(X, y, size, rng) {
  for (;;) yield* batches(X, y, size, rng);
}

const length = (values) => Math.hypot(...values);

// What `network.named_parameters()` of nnfs gives: its layers have places, and
// between two of Dense stands an activation.
const byName = (dense) => dense.flatMap(({ weights, biases, n_inputs, n_outputs }, k) => [
  [`${2 * k}.weights`, { shape: [n_inputs, n_outputs], data: weights.data }],
  [`${2 * k}.biases`, { shape: [n_outputs], data: biases }],
]);

// The units of each hidden layer in a file; a RangeError where it is not of a
// network that this page draws: from 2 inputs to so many classes.
export function hiddenIn(file, classes) {
  const found = arrays(file);
  const widths = [2];
  for (let k = 0; found.has(`${2 * k}.weights`); k++) {
    const { shape: [n, m], data } = found.get(`${2 * k}.weights`);
    const biases = found.get(`${2 * k}.biases`);
    if (n !== widths.at(-1) || biases?.shape[0] !== m || !all_finite(data) || !all_finite(biases.data)) break;
    widths.push(m);
  }
  if (widths.length < 2 || found.size !== 2 * (widths.length - 1)) {
    throw new RangeError("The file holds another kind of network: this page has Dense layers from 2 inputs, an activation between them");
  }
  if (widths.at(-1) !== classes) {
    throw new RangeError(`The file holds a network for ${widths.at(-1)} classes, and here are ${classes}`);
  }
  return widths.slice(1, -1);
}

export function fits(file, settings) {
  try {
    return String(hiddenIn(file, classesOf(settings))) === String(settings.layers);
  } catch (fault) {
    if (fault instanceof RangeError) return false;
    throw fault;
  }
}

export class Run {
  // `file`, where there is one, holds the first weights.
  constructor(settings, file = null) {
    const rng = new Generator(settings.seed);
    this.settings = settings;
    [this.seen, this.held] = drawn(settings, rng);
    this.network = built(settings, rng);
    this.dense = this.network.layers.filter((layer) => layer instanceof Dense);
    if (file) this.load(file);
    this.loss = new SoftmaxCrossEntropy();
    this.judge = new SoftmaxCrossEntropy(); // so that a measurement leaves no trace
    this.optimizer = optimized(settings);
    this.batches = endless(...this.seen, settings.batch, rng);
    this.steps = 0;
    this.broken = false; // once a number is not finite there is no way on
    this.before = this.network.parameters.slice();
  }

  // The bytes that `Network.load` of nnfs reads.
  save() {
    return archive(byName(this.dense));
  }

  load(file) {
    const found = arrays(file);
    for (const [name, { data }] of byName(this.dense)) data.set(found.get(name).data);
  }

  get classes() {
    return this.dense.at(-1).n_outputs;
  }

  get epoch() {
    return Math.floor(this.steps / Math.ceil(this.seen[1].length / this.settings.batch));
  }

  // All points, held out or not.
  get points() {
    const sets = [this.seen, this.held].filter(Boolean);
    return sets.flatMap(([X]) => [...X.data]);
  }

  step() {
    if (this.broken) return;
    const { network, loss } = this;
    const [inputs, labels] = this.batches.next().value;
    this.before.set(network.parameters);
    const value = loss.forward(network.forward(inputs), labels);
    if (Number.isFinite(value)) network.backward(loss.backward());
    this.broken = !Number.isFinite(value) || !all_finite(network.gradients);
    if (this.broken) return;
    this.optimizer.step(network.parameters, network.gradients);
    this.steps += 1;
  }

  // Loss and accuracy on a set of points; null where there are none.
  measure(points) {
    if (!points) return null;
    const [X, y] = points;
    const scores = this.network.predict(X);
    return { loss: this.judge.forward(scores, y), accuracy: accuracy(scores, y) };
  }

  // For each layer the size of its gradient, and of its last step beside its weights.
  layers() {
    const { before } = this;
    const whole = this.network.parameters;
    return this.dense.map(({ weights, d_weights }) => {
      const values = weights.data;
      const from = (values.byteOffset - whole.byteOffset) / values.BYTES_PER_ELEMENT;
      const moved = values.map((value, k) => value - before[from + k]);
      return {
        gradient: length(d_weights.data) / Math.sqrt(values.length),
        ratio: length(moved) / length(values),
      };
    });
  }
}
