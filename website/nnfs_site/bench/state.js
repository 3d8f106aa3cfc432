// What a reader has chosen on a bench: how the address says it, and how numbers are
// written.
const MOST = 99; // the largest weight

// A weight is written as a number or as a fraction, and kept as it was written.
export function valueOf(text) {
  const found = /^(-?\d*\.?\d+)(?:\/(\d+))?$/.exec(text.trim().replace("\u2212", "-"));
  const value = found ? Number(found[1]) / Number(found[2] ?? 1) : NaN;
  if (Math.abs(value) <= MOST) return value;
  throw new RangeError(`is a number or a fraction from -${MOST} to ${MOST}, such as -1, 0.5 or 1/9`);
}

// The weight one above or below: of a fraction, one more or less of its parts.
export function beside(text, way) {
  const [top, bottom] = text.split("/");
  const next = String(Number((Number(top) + way).toPrecision(12)));
  return bottom ? `${next}/${bottom}` : next;
}

export const one = (known, text) => {
  if (known.map(String).includes(text)) return text;
  throw new RangeError(`is one of ${known.join(", ")}`);
};

// The name of what stands in a list, or the text itself.
export const named = (list, text) => Object.keys(list).find((name) => list[name] === text) ?? text;

// A bench's state and its address. `parts` has for each name in the address its value
// when nobody says anything, how it is read, and how it is written; `tidy` mends what
// does not go together, and what is `idle` in a state is not written.
export function addresses(parts, tidy, idle) {
  const read = (name, text) => parts[name].read(text);
  const write = (name, state) => parts[name].write(state[name]);

  function toAddress(state) {
    return Object.keys(parts)
      .filter((name) => write(name, state) !== parts[name].write(parts[name].start()) && !idle(name, state))
      .map((name) => `${name}=${write(name, state)}`).join("&");
  }

  // The state that a fragment stands for, and notes on what in it could not be read.
  function fromAddress(fragment) {
    const notes = [];
    const given = new URLSearchParams(fragment.replace(/^#([^=]*$)?/, "")); // a section is no state
    const state = {};
    for (const name in parts) {
      state[name] = parts[name].start();
      const text = given.get(name);
      if (text === null) continue;
      try {
        state[name] = read(name, text);
      } catch (fault) {
        if (!(fault instanceof RangeError)) throw fault;
        notes.push(`${name}=${text}: ${name} ${fault.message}; here it is ${write(name, state)}.`);
      }
    }
    for (const name of given.keys()) if (!(name in parts)) notes.push(`${name} is nothing to set here.`);
    return { state: tidy(state), notes };
  }

  return { read, write, toAddress, fromAddress };
}
