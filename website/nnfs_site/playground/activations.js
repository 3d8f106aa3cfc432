// An activation bends the outputs of a layer, number by number. Without it, any
// stack of layers is one layer.
import { room } from "./matrix.js";
import { Layer } from "./layers.js";

// The loops that the activations share: y = value(x), d_x = d_y slope(y). Each
// derivative can be told from the output.
class Activation extends Layer {
  forward(inputs) {
    this.outputs = room(this.outputs, inputs.rows, inputs.columns, inputs.time);
    const { data } = this.outputs;
    for (let i = 0; i < data.length; i++) data[i] = this.value(inputs.data[i]);
    return this.outputs;
  }

  backward(d_outputs, d_inputs = true) {
    if (!d_inputs) return null;
    this.d_inputs = room(this.d_inputs, d_outputs.rows, d_outputs.columns);
    const { data } = this.d_inputs;
    const y = this.outputs.data;
    for (let i = 0; i < data.length; i++) {
      data[i] = d_outputs.data[i] * this.slope(y[i]);
    }
    return this.d_inputs;
  }
}

// 1 above zero, 0 elsewhere; its derivative is zero wherever it exists.
export class Step extends Activation {
  value(x) {
    return x > 0 ? 1 : 0;
  }
  slope() {
    return 0;
  }
}

export class Linear extends Activation {
  value(x) {
    return x;
  }
  slope() {
    return 1;
  }
}

// 1 / (1 + exp(-x)), by an exponential that never overflows.
export class Sigmoid extends Activation {
  value(x) {
    const decay = Math.exp(-Math.abs(x));
    return (x >= 0 ? 1 : decay) / (1 + decay);
  }
  slope(y) {
    return y * (1 - y);
  }
}

export class Tanh extends Activation {
  value(x) {
    return Math.tanh(x);
  }
  slope(y) {
    return 1 - y * y;
  }
}

// x above zero, else 0; its derivative at zero is taken to be 0.
export class ReLU extends Activation {
  value(x) {
    return Math.max(x, 0);
  }
  slope(y) {
    return y > 0 ? 1 : 0;
  }
}

// x above zero, else slope * x.
export class LeakyReLU extends Activation {
  constructor(slope = 0.01) {
    super();
    this.below = slope;
  }
  value(x) {
    return x > 0 ? x : this.below * x;
  }
  slope(y) {
    return y > 0 ? 1 : this.below;
  }
}

// Turn each row of scores into probabilities; the largest score is subtracted
// first, so the exponential never overflows.
export class Softmax extends Layer {
  forward(inputs) {
    const { rows, columns, time } = inputs;
    this.outputs = room(this.outputs, rows, columns, time);
    for (let start = 0; start < rows * columns; start += columns) {
      const scores = inputs.data.subarray(start, start + columns);
      const y = this.outputs.data.subarray(start, start + columns);
      const largest = Math.max(...scores);
      let total = 0;
      for (let j = 0; j < columns; j++) {
        y[j] = Math.exp(scores[j] - largest);
        total += y[j];
      }
      for (let j = 0; j < columns; j++) y[j] /= total;
    }
    return this.outputs;
  }

  // The product with the Jacobian: y * (d - sum(d * y)).
  backward(d_outputs, d_inputs = true) {
    if (!d_inputs) return null;
    const { rows, columns, data: d } = d_outputs;
    const y = this.outputs.data;
    this.d_inputs = room(this.d_inputs, rows, columns);
    for (let start = 0; start < rows * columns; start += columns) {
      let total = 0;
      for (let k = start; k < start + columns; k++) total += d[k] * y[k];
      for (let k = start; k < start + columns; k++) {
        this.d_inputs.data[k] = y[k] * (d[k] - total);
      }
    }
    return this.d_inputs;
  }
}
