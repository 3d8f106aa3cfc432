// A schedule says which learning rate to use at which step: a function from the
// step, counted from 0, to a rate.

export const constant = (rate) => () => rate;

// A staircase.
export const step_decay = (rate, factor, every) => (step) =>
  rate * factor ** Math.floor(step / every);

export const exponential_decay =
  (rate, factor, every = 1) =>
  (step) =>
    rate * factor ** (step / every);

// The rate is halved after 1 / decay steps.
export const inverse_time_decay = (rate, decay) => (step) => rate / (1 + decay * step);

// Half a cosine, from `rate` at 0 to `final` at `steps` and after.
export const cosine = (rate, steps, final = 0) => (step) => {
  const share = Math.min(step / steps, 1);
  return final + ((rate - final) * (1 + Math.cos(Math.PI * share))) / 2;
};

// A schedule, or a rate, times min(1, (step + 1) / steps).
export function warmup(schedule, steps) {
  const full = typeof schedule === "function" ? schedule : constant(schedule);
  return (step) => full(step) * Math.min(1, (step + 1) / steps);
}
