// The GPT of chapter 15, made small, and how it learns names.
//
// One generator draws everything, in the order of the lines of nnfs that code.js
// writes: first weights, then names and places. What the network writes on the way
// comes from others, and leaves no trace.
import { ReLU, Softmax } from "../playground/activations.js";
import { he, normal } from "../playground/initializers.js";
import { Dense } from "../playground/layers.js";
import { SoftmaxCrossEntropy } from "../playground/losses.js";
import { Matrix } from "../playground/matrix.js";
import { Network } from "../playground/network.js";
import { LayerNorm } from "../playground/normalization.js";
import { AdamW } from "../playground/optimizers.js";
import { Generator } from "../playground/random.js";
import { Residual } from "../playground/residual.js";
import { cosine, warmup } from "../playground/schedules.js";
import { Attention, Embedding, Positions } from "../playground/sequences.js";
import { byLength, columnsOf, numbered, signOf } from "./names.js";

export const [WIDTH, HEADS, BLOCKS, CONTEXT, BATCH] = [16, 4, 2, 12, 32];
export const [STEPS, RATE, DECAY, WARM] = [1000, 0.02, 0.1, 50];
const KINDS = 27; // the dot and the letters
export const SHUFFLE = 50; // steps after which the names come in another order
export const EVERY = 10; // steps to a point of the curve of training
const LOOK = 50; // steps to a point of the curve of the names held out
export const SHOW = 100; // steps to a line of names that the network writes
export const WRITTEN = 6; // names in it

const little = (n, m, rng) => normal(n, m, rng, 0.05);

function gpt(rng, causal) {
  const dense = (n, m, initializer = he) => new Dense(n, m, { initializer, rng });
  const halves = [];
  for (let block = 0; block < BLOCKS; block++) {
    halves.push(
      new Residual(new LayerNorm(WIDTH), dense(WIDTH, 3 * WIDTH), new Attention(WIDTH, HEADS, causal), dense(WIDTH, WIDTH, little)),
      new Residual(new LayerNorm(WIDTH), dense(WIDTH, 4 * WIDTH), new ReLU(), dense(4 * WIDTH, WIDTH, little)));
  }
  const options = { initializer: little, rng };
  return new Network(
    new Embedding(KINDS, WIDTH, options), new Positions(CONTEXT, WIDTH, options), ...halves,
    new LayerNorm(WIDTH), dense(WIDTH, KINDS, normal));
}

// Batches that begin at the start of a name and go on.
function* lines(some, rng) {
  for (let step = 0, text, starts; ; step++) {
    if (step % SHUFFLE === 0) {
      text = numbered(Array.from(rng.permutation(some.length), (place) => some[place]));
      starts = [...text.keys()].filter((place) => text[place] === 0 && place < text.length - CONTEXT);
    }
    const rows = new Matrix(BATCH, CONTEXT + 1);
    rng.integers(0, starts.length, BATCH).forEach((start, row) => {
      rows.data.set(text.subarray(starts[start], starts[start] + CONTEXT + 1), row * (CONTEXT + 1));
    });
    yield rows;
  }
}

export class Lesson {
  constructor({ seed, mask }, { learn, held }) {
    const rng = new Generator(seed);
    this.seed = seed;
    this.causal = mask === "on";
    this.network = gpt(rng, this.causal);
    this.loss = new SoftmaxCrossEntropy();
    this.judge = new SoftmaxCrossEntropy(); // so that a measurement leaves no trace
    this.optimizer = new AdamW(warmup(cosine(RATE, STEPS), WARM), { weight_decay: DECAY });
    this.batches = lines(learn, rng);
    this.groups = byLength(held);
    this.losses = []; // of each step
    this.seen = []; // the mean of every few steps: [step, nats]
    this.held = []; // of the names held out, likewise
    this.due = true; // whether those are to be scored before the next step
    this.work = this.pieces();
  }

  get steps() {
    return this.losses.length;
  }

  get over() {
    return this.steps === STEPS && !this.due;
  }

  // All there is to do, in pieces that take a few milliseconds.
  *pieces() {
    for (;;) {
      if (this.due) yield* this.look();
      else if (this.steps < STEPS) this.step();
      else return;
      yield;
    }
  }

  step() {
    const rows = this.batches.next().value;
    const labels = columnsOf(rows, 1, CONTEXT + 1).data;
    this.losses.push(this.loss.forward(this.network.forward(columnsOf(rows, 0, CONTEXT)), labels));
    this.network.backward(this.loss.backward());
    this.optimizer.step(this.network.parameters, this.network.gradients);
    const { steps } = this;
    if (steps % EVERY === 0) this.seen.push([steps, this.losses.slice(-EVERY).reduce((sum, one) => sum + one) / EVERY]);
    this.due = steps % LOOK === 0;
  }

  // Score the names held out, each symbol by what stands before it alone. Under the
  // mask a place sees no more than that, so there a name is scored at once.
  *look() {
    let [total, count] = [0, 0];
    for (const rows of this.groups) {
      const most = rows.columns - 1;
      for (let time = this.causal ? most : 1; time <= most; time++) {
        const from = this.causal ? 0 : time - 1;
        let scores = this.network.predict(columnsOf(rows, 0, time));
        if (!this.causal) scores = lasts(scores);
        const labels = columnsOf(rows, from + 1, time + 1).data;
        total += this.judge.forward(scores, labels) * labels.length;
        count += labels.length;
        yield;
      }
    }
    this.held.push([this.steps, total / count]);
    this.due = false;
  }

  // Names, drawn symbol by symbol, at most as long as the context.
  write(temperature) {
    const rng = new Generator(this.steps);
    const softmax = new Softmax();
    let rows = new Matrix(WRITTEN, 1);
    for (let time = 1; time <= CONTEXT; time++) {
      const scores = lasts(this.network.predict(rows));
      scores.data.forEach((score, k) => (scores.data[k] = score / temperature));
      const { data } = softmax.forward(scores);
      const longer = new Matrix(WRITTEN, time + 1);
      rng.random(WRITTEN).forEach((draw, row) => {
        longer.data.set(rows.data.subarray(row * time, (row + 1) * time), row * (time + 1));
        let sum = 0;
        const heights = Array.from(data.subarray(row * KINDS, (row + 1) * KINDS), (share) => (sum += share));
        longer.data[row * (time + 1) + time] = heights.filter((height) => draw * sum > height).length;
      });
      rows = longer;
    }
    const { data } = columnsOf(rows, 1, CONTEXT + 1);
    return Array.from({ length: WRITTEN }, (_, row) => {
      const name = Array.from(data.subarray(row * CONTEXT, (row + 1) * CONTEXT), signOf);
      return name.join("").split(".")[0];
    });
  }
}

// The row of the last position of each sequence.
const lasts = (scores) => scores.take(Array.from({ length: scores.rows / scores.time }, (_, row) => (row + 1) * scores.time - 1));
