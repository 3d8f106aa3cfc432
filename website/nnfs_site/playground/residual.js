// A skip: what comes in goes on, and what the layers make of it is added.
import { room } from "./matrix.js";
import { Network } from "./network.js";

// A network that is added to what it was given.
export class Residual extends Network {
  forward(inputs) {
    this.outputs = added(this.outputs, inputs, super.forward(inputs));
    return this.outputs;
  }

  backward(d_outputs, d_inputs = true) {
    const slopes = super.backward(d_outputs, d_inputs);
    if (!d_inputs) return null;
    this.d_inputs = added(this.d_inputs, d_outputs, slopes);
    return this.d_inputs;
  }
}

function added(old, { rows, columns, time, data: one }, { data: other }) {
  const sum = room(old, rows, columns, time);
  for (let k = 0; k < one.length; k++) sum.data[k] = one[k] + other[k];
  return sum;
}
