// What a reader has chosen, and the address that says it: one table of settings.
//
// A setting is a flat object with a value for each key of FIELDS. The state of the
// page is { a, b, step }: the settings of run A, of run B or null, and the step that
// both stand at. In the address a value that is the default is left out, and so is
// one that nothing uses; run B says what differs from run A, as "b.rate=3".

const choice = (label, start, options, more) => ({ kind: "choice", label, start, options, ...more });
const number = (label, start, low, high, more) => ({ kind: "number", label, start, low, high, ...more });
const integer = (...given) => ({ ...number(...given), whole: true });

const NOISE = { spiral: 0.2, vertical: 0.1, moons: 0.1, blobs: 0.3 };
const has = (key, ...values) => (settings) => values.includes(settings[key]);

// In the order in which nnfs would be told: data, network, optimizer, schedule.
// Runs share what is marked so, because they learn from the same points.
export const FIELDS = {
  data: choice("Data set", "spiral", Object.keys(NOISE), { shared: true }),
  samples: integer("Points to a class", 100, 10, 300, { shared: true }),
  classes: integer("Classes", 3, 2, 6, { shared: true, by: 1, used: (s) => s.data !== "moons" }),
  noise: number("Noise", (s) => NOISE[s.data], 0, 1, { shared: true, by: 0.05 }),
  held: number("Share held out", 0.2, 0, 0.5, { shared: true, by: 0.05 }),
  seed: integer("Seed", 0, 0, 999999, { shared: true, by: 1 }),
  layers: { kind: "layers", label: "Hidden layers", start: [16, 16], most: 4, low: 1, high: 64 },
  activation: choice("Activation", "ReLU", ["ReLU", "Tanh", "Sigmoid", "Linear", "Step"]),
  initializer: choice("Initializer", "he", ["he", "glorot", "normal", "zeros"]),
  scale: number("Scale", 0.01, 1e-6, 10, { used: has("initializer", "normal") }),
  optimizer: choice("Optimizer", "Adam", [
    "SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam", "AdamW",
  ]),
  rate: number("Learning rate", 0.02, 1e-6, 1000),
  beta: number("Beta", 0.9, 0, 0.9999, { used: has("optimizer", "Momentum", "Nesterov") }),
  rho: number("Rho", 0.9, 0, 0.9999, { used: has("optimizer", "RMSprop") }),
  beta1: number("Beta 1", 0.9, 0, 0.9999, { used: has("optimizer", "Adam", "AdamW") }),
  beta2: number("Beta 2", 0.999, 0, 0.99999, { used: has("optimizer", "Adam", "AdamW") }),
  weight_decay: number("Weight decay", 0.01, 0, 10, { used: has("optimizer", "AdamW") }),
  batch: integer("Batch size", 32, 1, 1800),
  schedule: choice("Schedule", "constant", [
    "constant", "step_decay", "exponential_decay", "inverse_time_decay", "cosine",
  ]),
  factor: number("Factor", 0.5, 1e-6, 1, { used: has("schedule", "step_decay", "exponential_decay") }),
  every: integer("Every so many steps", 500, 1, 100000, {
    used: has("schedule", "step_decay", "exponential_decay"),
  }),
  decay: number("Decay", 0.01, 0, 100, { used: has("schedule", "inverse_time_decay") }),
  length: integer("Steps of the cosine", 2000, 1, 100000, { used: has("schedule", "cosine") }),
  final: number("Final rate", 0, 0, 1000, { used: has("schedule", "cosine") }),
  warmup: integer("Steps of warm-up", 0, 0, 100000),
};
export const LAST_STEP = 20000; // what an address may ask a page to compute

const same = (one, other) => String(one) === String(other);

// The value that a setting has when nobody says anything.
export function start(key, settings) {
  const value = FIELDS[key].start;
  return typeof value === "function" ? value(settings) : value;
}

// Whether anything depends on a setting, given the others.
export const used = (key, settings) => FIELDS[key].used?.(settings) ?? true;

export function defaults() {
  const settings = {};
  for (const key of Object.keys(FIELDS)) settings[key] = start(key, settings);
  return settings;
}

const plain = (value) => String(Number(value.toPrecision(12)));

export function write(key, value) {
  const { kind } = FIELDS[key];
  if (kind === "layers") return value.join("-") || "none";
  return kind === "number" ? plain(value) : value;
}

// Read the text of a value; what cannot be is an error that says what can.
export function read(key, text) {
  const field = FIELDS[key];
  const within = (value) => value >= field.low && value <= field.high;
  const whole = (digits) => (/^\d+$/.test(digits) ? Number(digits) : NaN);
  if (field.kind === "choice") {
    if (field.options.includes(text)) return text;
    throw new RangeError(`is one of ${field.options.join(", ")}`);
  }
  if (field.kind === "layers") {
    const units = text === "none" ? [] : text.split("-").map(whole);
    if (units.length <= field.most && units.every(within)) return units;
    throw new RangeError(`is up to ${field.most} widths from ${field.low} to ${field.high}, such as 16-16, or none`);
  }
  const value = field.whole ? whole(text) : text.trim() === "" ? NaN : Number(text);
  if (within(value)) return value;
  throw new RangeError(`is a ${field.whole ? "whole " : ""}number from ${field.low} to ${field.high}`);
}

// The fragment that stands for a state, without its "#".
export function toAddress({ a, b, step }) {
  const parts = [];
  for (const key of Object.keys(FIELDS)) {
    if (used(key, a) && !same(a[key], start(key, a))) parts.push([key, write(key, a[key])]);
  }
  if (b) {
    const before = parts.length;
    for (const key of Object.keys(FIELDS)) {
      const differs = !same(b[key], a[key]) || (!used(key, a) && !same(b[key], start(key, b)));
      if (!FIELDS[key].shared && used(key, b) && differs) parts.push([`b.${key}`, write(key, b[key])]);
    }
    if (parts.length === before) parts.push(["b", "same"]);
  }
  if (step) parts.push(["step", String(step)]);
  return parts.map((part) => part.join("=")).join("&");
}

// The state that a fragment stands for, and notes on what in it could not be read.
export function fromAddress(fragment) {
  const notes = [];
  const given = new URLSearchParams(fragment.replace(/^#([^=]*$)?/, "")); // a section is no state
  const settings = (prefix, otherwise) => {
    const made = {};
    for (const key of Object.keys(FIELDS)) {
      made[key] = otherwise ? otherwise[key] : start(key, made);
      const text = given.get(prefix + key);
      if (text === null || (prefix && FIELDS[key].shared)) continue;
      try {
        made[key] = read(key, text);
      } catch (fault) {
        notes.push(`${prefix}${key}=${text}: ${key} ${fault.message}; here it is ${write(key, made[key])}.`);
      }
    }
    return made;
  };
  const a = settings("", null);
  const names = [...given.keys()];
  const b = names.some((name) => name === "b" || name.startsWith("b.")) ? settings("b.", a) : null;
  for (const name of names) {
    const key = name.replace(/^b\./, "");
    const known = key in FIELDS && !(name !== key && FIELDS[key].shared);
    if (!known && name !== "b" && name !== "step") notes.push(`${name} is not a setting here.`);
  }
  let step = Number(given.get("step") ?? 0);
  if (!(Number.isInteger(step) && step >= 0 && step <= LAST_STEP)) {
    notes.push(`step=${given.get("step")}: step is a whole number up to ${LAST_STEP}; here it is 0.`);
    step = 0;
  }
  return { state: { a, b, step }, notes };
}
