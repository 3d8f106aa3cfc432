// A network is a row of layers with one vector of parameters: each layer's weights
// are views of it.
import { Layer } from "./layers.js";

export class Network extends Layer {
  constructor(...layers) {
    super();
    this.layers = layers;
    const parameters = layers.flatMap((layer) => Array.from(layer.parameters));
    this.bind(Float64Array.from(parameters), new Float64Array(parameters.length));
  }

  bind(parameters, gradients) {
    super.bind(parameters, gradients);
    let start = 0;
    for (const layer of this.layers) {
      const stop = start + layer.parameters.length;
      layer.bind(parameters.subarray(start, stop), gradients.subarray(start, stop));
      start = stop;
    }
  }

  // Afterwards, and until the next time, `outputs` holds what each layer gave.
  predict(inputs) {
    const outputs = super.predict(inputs);
    this.outputs = this.mirror.layers.map((layer) => layer.outputs);
    return outputs;
  }

  twin() {
    const twin = super.twin();
    twin.layers = this.layers.map((layer) => layer.twin());
    return twin;
  }

  forward(inputs) {
    return this.layers.reduce((outputs, layer) => layer.forward(outputs), inputs);
  }

  // Fill `gradients`, last layer first.
  backward(d_outputs, d_inputs = false) {
    const [first, ...others] = this.layers;
    for (const layer of others.reverse()) d_outputs = layer.backward(d_outputs);
    return first.backward(d_outputs, d_inputs);
  }
}
