// An optimizer moves parameters against their gradients. It sees one vector of
// each, so the same Adam moves a network and a point on a surface.
import { all_finite } from "./matrix.js";

// `step` is the only place where parameters move; a subclass says in which
// direction. The learning rate is a number or a schedule: step -> rate.
export class Optimizer {
  state = []; // names of the vectors that a subclass keeps

  constructor(learning_rate) {
    this.learning_rate = learning_rate;
    this.steps = 0;
  }

  // The learning rate of the next step.
  rate() {
    const { learning_rate } = this;
    return typeof learning_rate === "function" ? learning_rate(this.steps) : learning_rate;
  }

  // `scratch` then holds by how much each parameter has moved, its sign turned.
  step(parameters, gradients) {
    if (!all_finite(gradients)) throw new RangeError("a gradient is not finite");
    const rate = this.rate();
    if (this.steps === 0) {
      for (const name of [...this.state, "scratch"]) {
        this[name] = new Float64Array(parameters.length);
      }
    }
    const { scratch } = this;
    const direction = this.direction(parameters, gradients);
    for (let i = 0; i < parameters.length; i++) {
      scratch[i] = direction[i] * rate;
      parameters[i] -= scratch[i];
    }
    this.steps += 1;
    if (this.steps % 100 === 0) this.flush_subnormals();
  }

  // What has faded out of the normal numbers is set to zero: it is slow.
  flush_subnormals() {
    for (const name of this.state) {
      this[name] = this[name].map((value) => (Math.abs(value) < 2 ** -1022 ? 0 : value));
    }
  }
}

// Gradient descent: the direction is the gradient.
export class SGD extends Optimizer {
  direction(parameters, gradients) {
    return gradients;
  }
}

// Gradient descent with a velocity: v <- beta v + g. The direction is v, or
// g + beta v with `nesterov`.
export class Momentum extends Optimizer {
  state = ["velocity"];

  constructor(learning_rate, { beta = 0.9, nesterov = false } = {}) {
    super(learning_rate);
    this.beta = beta;
    this.nesterov = nesterov;
  }

  direction(parameters, gradients) {
    const { beta, velocity, scratch } = this;
    for (let i = 0; i < gradients.length; i++) {
      velocity[i] = beta * velocity[i] + gradients[i];
      scratch[i] = this.nesterov ? beta * velocity[i] + gradients[i] : velocity[i];
    }
    return scratch;
  }
}

// Divide each gradient by the root of the sum of its squares so far.
export class AdaGrad extends Optimizer {
  state = ["squares"];

  constructor(learning_rate, { epsilon = 1e-8 } = {}) {
    super(learning_rate);
    this.epsilon = epsilon;
  }

  direction(parameters, gradients) {
    const { epsilon, squares, scratch } = this;
    for (let i = 0; i < gradients.length; i++) {
      squares[i] += gradients[i] * gradients[i];
      scratch[i] = gradients[i] / (Math.sqrt(squares[i]) + epsilon);
    }
    return scratch;
  }
}

// Divide each gradient by the root of a moving mean of its squares.
export class RMSprop extends Optimizer {
  state = ["squares"];

  constructor(learning_rate, { rho = 0.9, epsilon = 1e-8 } = {}) {
    super(learning_rate);
    this.rho = rho;
    this.epsilon = epsilon;
  }

  direction(parameters, gradients) {
    const { rho, epsilon, squares, scratch } = this;
    for (let i = 0; i < gradients.length; i++) {
      squares[i] = rho * squares[i] + (1 - rho) * (gradients[i] * gradients[i]);
      scratch[i] = gradients[i] / (Math.sqrt(squares[i]) + epsilon);
    }
    return scratch;
  }
}

// A moving mean of the gradient over the root of one of its squares. Both start at
// zero, and are divided by the share that is filled: the bias correction.
export class Adam extends Optimizer {
  state = ["means", "squares"];

  constructor(learning_rate, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = {}) {
    super(learning_rate);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  direction(parameters, gradients) {
    const { beta1, beta2, epsilon, means, squares, scratch } = this;
    const filled1 = 1 - beta1 ** (this.steps + 1);
    const filled2 = 1 - beta2 ** (this.steps + 1);
    for (let i = 0; i < gradients.length; i++) {
      means[i] = beta1 * means[i] + (1 - beta1) * gradients[i];
      squares[i] = beta2 * squares[i] + (1 - beta2) * (gradients[i] * gradients[i]);
      scratch[i] = means[i] / filled1 / (Math.sqrt(squares[i] / filled2) + epsilon);
    }
    return scratch;
  }
}

// Adam, and a pull of every parameter towards zero beside it.
export class AdamW extends Adam {
  constructor(learning_rate, { weight_decay = 0.01, ...others } = {}) {
    super(learning_rate, others);
    this.weight_decay = weight_decay;
  }

  direction(parameters, gradients) {
    const direction = super.direction(parameters, gradients);
    for (let i = 0; i < direction.length; i++) {
      direction[i] += this.weight_decay * parameters[i];
    }
    return direction;
  }
}
