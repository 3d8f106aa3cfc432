// Numbers for people: a loss is for the optimizer, which needs a slope.
import { SoftmaxCrossEntropy } from "./losses.js";

// The share of samples that are classified correctly.
export function accuracy(predictions, targets) {
  const classes = new SoftmaxCrossEntropy().classify(predictions);
  let hits = 0;
  classes.forEach((found, row) => (hits += found === targets[row]));
  return hits / targets.length;
}
