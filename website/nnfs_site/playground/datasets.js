// Data to learn from. Every generator returns inputs, a matrix of two columns, and
// the classes, in order; then `split`, into parts that never meet, and `batches`.
import { Matrix } from "./matrix.js";

// Interleaved spiral arms, one to a class; `noise` is in the angle.
export function spiral(samples, { classes = 3, rng, noise = 0.2 }) {
  const y = repeat(classes, samples);
  const radii = linspace(1, samples);
  const turns = rng.normal(0, noise, y.length);
  const X = points(y, (label, i) => {
    const radius = radii[i % samples];
    const angle = 2.5 * (4 * (label + radius) + turns[i]);
    return [radius * Math.sin(angle), radius * Math.cos(angle)];
  });
  return [X, y];
}

// Clouds that stand side by side.
export function vertical(samples, { classes = 3, rng, noise = 0.1 }) {
  const y = repeat(classes, samples);
  return [scatter(points(y, (label) => [label / 3, 0.5]), rng, noise), y];
}

// Two half circles that reach into each other.
export function moons(samples, { rng, noise = 0.1 }) {
  const y = repeat(2, samples);
  const angles = linspace(Math.PI, samples);
  const X = points(y, (label, i) => {
    const [cos, sin] = [Math.cos(angles[i % samples]), Math.sin(angles[i % samples])];
    return label ? [1 - cos, 0.5 - sin] : [cos, sin];
  });
  return [scatter(X, rng, noise), y];
}

// Round clouds whose centres stand on the unit circle.
export function blobs(samples, { classes = 3, rng, noise = 0.3 }) {
  const y = repeat(classes, samples);
  const X = points(y, (label) => {
    const angle = (2 * Math.PI * label) / classes;
    return [Math.cos(angle), Math.sin(angle)];
  });
  return [scatter(X, rng, noise), y];
}

// Deal the samples into parts, each with its share of every class.
export function split(X, y, fractions, { rng }) {
  let total = 0;
  const cuts = fractions.slice(0, -1).map((share) => rint((total += share) * y.length));
  // The k-th of a class's n members stands at (k + 1/2) / n: a cut takes of all.
  const sizes = new Map();
  for (const label of y) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const met = new Map();
  const placed = Array.from(rng.permutation(y.length), (sample) => {
    const label = y[sample];
    const before = met.get(label) ?? 0;
    met.set(label, before + 1);
    return { sample, place: (before + 0.5) / sizes.get(label) };
  });
  placed.sort((one, other) => one.place - other.place);
  const order = Int32Array.from(placed, ({ sample }) => sample);
  return [0, ...cuts].map((cut, part) => {
    const members = rng.shuffle(order.slice(cut, cuts[part]));
    return [X.take(members), members.map((sample) => y[sample])];
  });
}

// One epoch of mini-batches; the order of the rows is kept without `rng`.
export function batches(X, y, size = 32, rng = null) {
  const order = rng ? rng.permutation(y.length) : Int32Array.from(y, (_, row) => row);
  return (function* () {
    for (let start = 0; start < order.length; start += size) {
      const part = order.subarray(start, start + size);
      yield [X.take(part), part.map((row) => y[row])];
    }
  })();
}

const repeat = (classes, samples) =>
  Int32Array.from({ length: classes * samples }, (_, i) => Math.floor(i / samples));

// From 0 to `stop` in even steps.
function linspace(stop, count) {
  const step = count > 1 ? stop / (count - 1) : 0;
  const values = Float64Array.from({ length: count }, (_, i) => i * step);
  if (count > 1) values[count - 1] = stop;
  return values;
}

function points(labels, place) {
  const X = new Matrix(labels.length, 2);
  labels.forEach((label, i) => X.data.set(place(label, i), 2 * i));
  return X;
}

function scatter(X, rng, noise) {
  const shifts = rng.normal(0, noise, X.data.length);
  shifts.forEach((shift, i) => (X.data[i] += shift));
  return X;
}

// To the nearest integer, from halfway to the even one.
function rint(value) {
  const below = Math.floor(value);
  const up = value - below > 0.5 || (value - below === 0.5 && below % 2);
  return below + (up ? 1 : 0);
}
