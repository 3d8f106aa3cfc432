// Normalization keeps the numbers between layers near mean 0, deviation 1.
import { Layer } from "./layers.js";
import { room } from "./matrix.js";

// Standardise each row over its features, then scale and shift them.
export class LayerNorm extends Layer {
  constructor(n_features, { epsilon = 1e-5 } = {}) {
    super();
    this.n_features = n_features;
    this.epsilon = epsilon;
    this.bind(new Float64Array(2 * n_features), new Float64Array(2 * n_features));
    this.scales.fill(1);
  }

  twin() {
    return Object.assign(super.twin(), { standard: undefined, deviations: undefined });
  }

  bind(parameters, gradients) {
    super.bind(parameters, gradients);
    const n = this.n_features;
    [this.scales, this.shifts] = [parameters.subarray(0, n), parameters.subarray(n)];
    [this.d_scales, this.d_shifts] = [gradients.subarray(0, n), gradients.subarray(n)];
  }

  forward(inputs) {
    const { n_features: n, epsilon, scales, shifts } = this;
    const { rows, time, data: x } = inputs;
    this.outputs = room(this.outputs, rows, n, time);
    this.standard = room(this.standard, rows, n);
    this.deviations = room(this.deviations, rows, 1);
    const [y, standard, deviations] = [this.outputs.data, this.standard.data, this.deviations.data];
    for (let row = 0, start = 0; row < rows; row++, start += n) {
      let [mean, variance] = [0, 0];
      for (let k = start; k < start + n; k++) mean += x[k];
      mean /= n;
      for (let k = start; k < start + n; k++) variance += (x[k] - mean) * (x[k] - mean);
      deviations[row] = Math.sqrt(variance / n + epsilon);
      for (let j = 0, k = start; j < n; j++, k++) {
        standard[k] = (x[k] - mean) / deviations[row];
        y[k] = standard[k] * scales[j] + shifts[j];
      }
    }
    return this.outputs;
  }

  // Take off what no standardised number can follow: its mean and its scale.
  backward(d_outputs, d_inputs = true) {
    const { n_features: n, scales, d_scales, d_shifts } = this;
    const { rows, time, data: d } = d_outputs;
    const [standard, deviations] = [this.standard.data, this.deviations.data];
    this.gradients.fill(0);
    this.d_inputs = room(this.d_inputs, rows, n, time);
    const d_x = this.d_inputs.data;
    for (let row = 0, start = 0; row < rows; row++, start += n) {
      let [mean, along] = [0, 0];
      for (let j = 0, k = start; j < n; j++, k++) {
        d_scales[j] += d[k] * standard[k];
        d_shifts[j] += d[k];
        d_x[k] = d[k] * scales[j];
        mean += d_x[k];
        along += d_x[k] * standard[k];
      }
      mean /= n;
      along /= n;
      for (let k = start; k < start + n; k++) {
        d_x[k] = (d_x[k] - mean - standard[k] * along) / deviations[row];
      }
    }
    return d_inputs ? this.d_inputs : null;
  }
}
