// The first values of the weights: small enough to keep the outputs in range and
// large enough to carry a signal.
import { Matrix } from "./matrix.js";

// For a layer before a ReLU: normal, variance 2 / n_inputs.
export function he(n_inputs, n_outputs, rng) {
  return normal(n_inputs, n_outputs, rng, Math.sqrt(2 / n_inputs));
}

// For a layer before a tanh: uniform, variance 2 / (n_inputs + n_outputs).
export function glorot(n_inputs, n_outputs, rng) {
  const limit = Math.sqrt(6 / (n_inputs + n_outputs));
  const draws = rng.uniform(-limit, limit, n_inputs * n_outputs);
  return new Matrix(n_inputs, n_outputs, draws);
}

export function normal(n_inputs, n_outputs, rng, scale = 0.01) {
  const draws = rng.normal(0, scale, n_inputs * n_outputs);
  return new Matrix(n_inputs, n_outputs, draws);
}

// To see what goes wrong with them.
export function zeros(n_inputs, n_outputs) {
  return new Matrix(n_inputs, n_outputs);
}
