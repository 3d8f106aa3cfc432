// A loss says by one number how wrong the predictions of a batch are. It is a mean
// over the batch, and `backward` returns the gradient of that mean.
import { room } from "./matrix.js";

const LIMIT = Number.MAX_VALUE / 1e8; // nnfs refuses scores beyond

// Softmax and categorical cross-entropy in one, on scores: log-sum-exp, and the
// plain difference of probabilities and targets.
export class SoftmaxCrossEntropy {
  forward(scores, labels) {
    const { rows, columns, data } = scores;
    if (!data.every((score) => Math.abs(score) <= LIMIT)) return NaN;
    this.labels = labels;
    this.probabilities = room(this.probabilities, rows, columns);
    const p = this.probabilities.data;
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const start = row * columns;
      let largest = -Infinity;
      for (let k = start; k < start + columns; k++) {
        largest = Math.max(largest, data[k]);
      }
      let total = 0;
      for (let k = start; k < start + columns; k++) {
        p[k] = Math.exp(data[k] - largest);
        total += p[k];
      }
      for (let k = start; k < start + columns; k++) p[k] /= total;
      loss += Math.log(total) - (data[start + labels[row]] - largest);
    }
    return loss / rows;
  }

  backward() {
    const { rows, columns, data: p } = this.probabilities;
    this.d_scores = room(this.d_scores, rows, columns);
    const d = this.d_scores.data;
    for (let k = 0; k < d.length; k++) d[k] = p[k] / rows;
    for (let row = 0; row < rows; row++) {
      d[row * columns + this.labels[row]] -= 1 / rows;
    }
    return this.d_scores;
  }

  // The class that each row of scores names.
  classify(scores) {
    const { rows, columns, data } = scores;
    return Int32Array.from({ length: rows }, (_, row) => {
      let best = 0;
      for (let k = 1; k < columns; k++) {
        if (data[row * columns + k] > data[row * columns + best]) best = k;
      }
      return best;
    });
  }
}
