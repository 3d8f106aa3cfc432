// A sequence is one row of features after the other. In a matrix the positions of a
// sequence follow each other, `time` of them, and then come those of the next.
import { normal } from "./initializers.js";
import { Layer } from "./layers.js";
import { Matrix, room } from "./matrix.js";

// A row of weights for each of some things that are numbered from 0.
class Table extends Layer {
  constructor(n, n_outputs, { initializer = normal, rng } = {}) {
    super();
    this.n = n;
    this.n_outputs = n_outputs;
    this.bind(new Float64Array(n * n_outputs), new Float64Array(n * n_outputs));
    this.weights.data.set(initializer(n, n_outputs, rng).data);
  }

  bind(parameters, gradients) {
    super.bind(parameters, gradients);
    this.weights = new Matrix(this.n, this.n_outputs, parameters);
    this.d_weights = new Matrix(this.n, this.n_outputs, gradients);
  }
}

// A row of weights for each symbol. Takes a matrix of integers, a sequence to a row.
export class Embedding extends Table {
  forward(inputs) {
    const { n_outputs, weights } = this;
    this.inputs = inputs;
    this.outputs = room(this.outputs, inputs.data.length, n_outputs, inputs.columns);
    for (let row = 0; row < this.outputs.rows; row++) {
      const start = inputs.data[row] * n_outputs;
      for (let j = 0; j < n_outputs; j++) {
        this.outputs.data[row * n_outputs + j] = weights.data[start + j];
      }
    }
    return this.outputs;
  }

  // What reaches a symbol is the sum over the places where it stood.
  backward({ rows, data: d }) {
    const { n_outputs, inputs, gradients } = this;
    gradients.fill(0);
    for (let row = 0; row < rows; row++) {
      const start = inputs.data[row] * n_outputs;
      for (let j = 0; j < n_outputs; j++) {
        gradients[start + j] += d[row * n_outputs + j];
      }
    }
  }
}

// Add a row of weights to each position, the same to all sequences.
export class Positions extends Table {
  forward(inputs) {
    const { rows, columns, time, data: x } = inputs;
    this.size = time * columns;
    this.outputs = room(this.outputs, rows, columns, time);
    const y = this.outputs.data;
    for (let k = 0; k < x.length; k++) y[k] = x[k] + this.parameters[k % this.size];
    return this.outputs;
  }

  backward(d_outputs) {
    this.gradients.fill(0);
    d_outputs.data.forEach((slope, k) => (this.gradients[k % this.size] += slope));
    return d_outputs;
  }
}

// Each position takes a weighted mean of what it and earlier ones give. The inputs are
// question, key and value of a position, side by side, and each is cut into heads.
export class Attention extends Layer {
  constructor(width, heads = 1, causal = true) {
    super();
    this.width = width;
    this.heads = heads;
    this.causal = causal;
    this.scale = Math.sqrt(heads / width);
  }

  twin() {
    return Object.assign(super.twin(), { shares: undefined });
  }

  // Call `work` for each head of each position: where its shares begin, where its
  // question, the first key and the first value that it sees, how many it sees, and
  // where its part of the outputs begins.
  each(rows, time, work) {
    const { width, heads, causal } = this;
    const size = width / heads;
    for (let first = 0, asks = 0; first < rows; first += time) {
      for (let head = 0; head < heads; head++) {
        const [key, part] = [3 * width * first + width + head * size, head * size];
        for (let t = 0; t < time; t++, asks++) {
          const row = first + t;
          work(asks * time, 3 * width * row + part, key, key + width, causal ? t + 1 : time, width * row + part);
        }
      }
    }
  }

  forward(inputs) {
    const { width, heads, scale } = this;
    const { rows, time, data: x } = inputs;
    const [size, wide] = [width / heads, 3 * width];
    this.inputs = inputs;
    this.outputs = room(this.outputs, rows, width, time);
    this.shares = room(this.shares, rows * heads, time);
    const [y, shares] = [this.outputs.data, this.shares.data];
    y.fill(0);
    this.each(rows, time, (at, question, key, value, seen, out) => {
      let most = -Infinity;
      for (let c = 0; c < seen; c++) {
        let score = 0;
        for (let j = 0; j < size; j++) score += x[question + j] * x[key + c * wide + j];
        shares[at + c] = score * scale;
        most = Math.max(most, shares[at + c]);
      }
      let total = 0;
      for (let c = 0; c < seen; c++) total += shares[at + c] = Math.exp(shares[at + c] - most);
      for (let c = 0; c < seen; c++) {
        const share = (shares[at + c] /= total);
        for (let j = 0; j < size; j++) y[out + j] += share * x[value + c * wide + j];
      }
      shares.fill(0, at + seen, at + time);
    });
    return this.outputs;
  }

  backward(d_outputs, d_inputs = true) {
    if (!d_inputs) return null;
    const { width, heads, scale, inputs: { rows, time, data: x }, shares: { data: shares } } = this;
    const [size, wide, d] = [width / heads, 3 * width, d_outputs.data];
    this.d_inputs = room(this.d_inputs, rows, wide, time);
    const d_x = this.d_inputs.data;
    const d_shares = new Float64Array(time);
    d_x.fill(0);
    this.each(rows, time, (at, question, key, value, seen, out) => {
      let total = 0;
      for (let c = 0; c < seen; c++) {
        let slope = 0;
        for (let j = 0; j < size; j++) {
          slope += d[out + j] * x[value + c * wide + j];
          d_x[value + c * wide + j] += shares[at + c] * d[out + j];
        }
        d_shares[c] = slope;
        total += shares[at + c] * slope;
      }
      for (let c = 0; c < seen; c++) {
        const slope = shares[at + c] * (d_shares[c] - total) * scale;
        for (let j = 0; j < size; j++) {
          d_x[question + j] += slope * x[key + c * wide + j];
          d_x[key + c * wide + j] += slope * x[question + j];
        }
      }
    });
    return this.d_inputs;
  }
}
