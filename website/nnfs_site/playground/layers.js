// A layer turns a batch of inputs into a batch of outputs. Backwards, it turns the
// gradient of the loss with respect to its outputs into that with respect to its
// inputs. `d_x` is the gradient of the loss with respect to `x`.
//
// Where nnfs makes a new array, a layer here writes over the one of its last call.
import { Matrix, room } from "./matrix.js";
import { he } from "./initializers.js";

// What every layer can do: `forward`, `backward` and one parameter vector, whose
// named arrays are views of it.
export class Layer {
  parameters = new Float64Array(0);
  gradients = new Float64Array(0);

  // The outputs, without a trace in what `backward` needs.
  predict(inputs) {
    this.mirror ??= this.twin();
    return this.mirror.forward(inputs);
  }

  // A layer with the same parameters and a memory of its own.
  twin() {
    const twin = Object.assign(Object.create(Object.getPrototypeOf(this)), this);
    twin.outputs = twin.mirror = undefined;
    return twin;
  }

  bind(parameters, gradients) {
    this.parameters = parameters;
    this.gradients = gradients;
  }
}

// A layer of neurons, each connected to every input: inputs @ weights + biases.
export class Dense extends Layer {
  constructor(n_inputs, n_outputs, { initializer = he, rng } = {}) {
    super();
    this.n_inputs = n_inputs;
    this.n_outputs = n_outputs;
    const size = (n_inputs + 1) * n_outputs;
    this.bind(new Float64Array(size), new Float64Array(size));
    this.weights.data.set(initializer(n_inputs, n_outputs, rng).data);
  }

  bind(parameters, gradients) {
    super.bind(parameters, gradients);
    const { n_inputs, n_outputs } = this;
    const views = (vector) => [
      new Matrix(n_inputs, n_outputs, vector.subarray(0, n_inputs * n_outputs)),
      vector.subarray(n_inputs * n_outputs),
    ];
    [this.weights, this.biases] = views(parameters);
    [this.d_weights, this.d_biases] = views(gradients);
  }

  forward(inputs) {
    const { n_inputs, n_outputs, biases } = this;
    this.inputs = inputs;
    this.outputs = room(this.outputs, inputs.rows, n_outputs, inputs.time);
    const x = inputs.data;
    const y = this.outputs.data;
    const w = this.weights.data;
    for (let row = 0; row < inputs.rows; row++) {
      const start = row * n_outputs;
      for (let j = 0; j < n_outputs; j++) y[start + j] = biases[j];
      for (let i = 0; i < n_inputs; i++) {
        const input = x[row * n_inputs + i];
        for (let j = 0; j < n_outputs; j++) {
          y[start + j] += input * w[i * n_outputs + j];
        }
      }
    }
    return this.outputs;
  }

  backward(d_outputs, d_inputs = true) {
    const { n_inputs, n_outputs, d_biases } = this;
    const { rows, data: d } = d_outputs;
    const x = this.inputs.data;
    const d_w = this.d_weights.data;
    this.gradients.fill(0);
    for (let row = 0; row < rows; row++) {
      const start = row * n_outputs;
      for (let j = 0; j < n_outputs; j++) d_biases[j] += d[start + j];
      for (let i = 0; i < n_inputs; i++) {
        const input = x[row * n_inputs + i];
        for (let j = 0; j < n_outputs; j++) {
          d_w[i * n_outputs + j] += input * d[start + j];
        }
      }
    }
    return d_inputs ? this.slopes(d_outputs) : null;
  }

  // d_outputs @ weights.T
  slopes(d_outputs) {
    const { n_inputs, n_outputs } = this;
    const { rows, data: d } = d_outputs;
    const w = this.weights.data;
    this.d_inputs = room(this.d_inputs, rows, n_inputs);
    const d_x = this.d_inputs.data;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < n_inputs; i++) {
        let sum = 0;
        for (let j = 0; j < n_outputs; j++) {
          sum += d[row * n_outputs + j] * w[i * n_outputs + j];
        }
        d_x[row * n_inputs + i] = sum;
      }
    }
    return this.d_inputs;
  }
}
