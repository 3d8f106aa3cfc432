// Four symbols and a name that a reader has chosen, the address that says them, and
// the lines of nnfs that compute the same.
import { addresses, beside, named, one, valueOf } from "../bench/state.js";
import { BLOCKS, CONTEXT, HEADS, spelling } from "./attend.js";

export const COUNT = 4; // symbols on the bench
// A line for each symbol: its question, its key and its value, two numbers each.
export const SCENES = {
  four: "1,.5,1,0,2,0,0,1,0,1.5,0,2,-1,.5,-1,1,-2,0,2,-1,.5,-1.5,0,-2",
  hand: "-1,1,0,0,8,0,-1,-1,ln2,0,0,8,1,0,ln5,0,16,8,.5,-1.5,0,-1,-8,-8",
  equal: "1,.5,1,1,2,0,0,1,1,1,0,2,-1,.5,1,1,-2,0,2,-1,1,1,0,-2",
  sharp: "10,5,1,0,2,0,0,10,0,1.5,0,2,-10,5,-1,1,-2,0,20,-10,.5,-1.5,0,-2",
};
export const SWITCHES = { mask: "on", scale: "on", positions: "off" };
const NAME = "marciline";

const LOGARITHM = /^(-?)ln ?(\d+)$/;

// A number of a symbol: as a weight of the other bench, or the logarithm of a number.
export function numberOf(text) {
  const found = LOGARITHM.exec(text.trim().replace("\u2212", "-"));
  if (found && Number(found[2]) > 0) return (found[1] ? -1 : 1) * Math.log(Number(found[2]));
  try {
    return valueOf(text);
  } catch (fault) {
    throw new RangeError(`${fault.message}, or a logarithm such as ln 2`);
  }
}

export const tidied = (text) => text.trim().replace("\u2212", "-").replace("ln ", "ln");
const decimals = (value) => String(Number(value.toPrecision(12)));
export const stepped = (text, way) => (text.includes("ln") ? decimals(numberOf(text) + way / 2) : beside(text, text.includes("/") ? way : way / 2));

const pair = (low, rows, columns) => (text) => {
  const found = /^(\d+)-(\d+)$/.exec(text);
  const [row, column] = found ? found.slice(1).map(Number) : [-1, -1];
  if (row < low || column < low || row >= rows + low || column >= columns + low)
    throw new RangeError(`is two numbers, such as ${low + 1}-${low}`);
  return [row, column];
};
const paired = (place) => place.join("-");
const dial = (start) => ({ start: () => start, read: (text) => one(["on", "off"], text), write: String });

const PARTS = {
  symbols: {
    start: () => SCENES.four.split(","),
    read(text) {
      const numbers = (Object.hasOwn(SCENES, text) ? SCENES[text] : text).split(",").map(tidied);
      if (numbers.length !== 6 * COUNT) throw new RangeError(`is one of ${Object.keys(SCENES).join(", ")}, or ${6 * COUNT} numbers`);
      numbers.forEach(numberOf);
      return numbers;
    },
    write: (numbers) => named(SCENES, numbers.join()),
  },
  mask: dial(SWITCHES.mask),
  scale: dial(SWITCHES.scale),
  positions: dial(SWITCHES.positions),
  cell: { start: () => [4, 1], read: pair(1, COUNT, COUNT), write: paired },
  name: {
    start: () => NAME,
    read(text) {
      const plain = spelling(text);
      if (plain) return plain;
      throw new RangeError(`is 1 to ${CONTEXT - 1} letters from a to z`);
    },
    write: String,
  },
  head: { start: () => [1, 1], read: pair(1, BLOCKS, HEADS), write: paired },
  look: { start: () => [5, 4], read: pair(0, CONTEXT, CONTEXT), write: paired },
};

// Keep the place in a name that is shorter now.
export function tidy(state) {
  state.look = state.look.map((place) => Math.min(place, state.name.length));
  return state;
}

export const { read, write, toAddress, fromAddress } = addresses(PARTS, tidy, () => false);

// The numbers of a state as matrices.
export function rowsOf(symbols) {
  const cut = (from) => Array.from({ length: COUNT }, (_, t) => symbols.slice(6 * t + from, 6 * t + from + 2).map(numberOf));
  return { questions: cut(0), keys: cut(2), values: cut(4) };
}

export const chosen = ({ mask, scale, positions }) => ({ mask: mask === "on", scale: scale === "on", positions: positions === "on" });

const python = (text) => text.replace(/ln(\d+)/, "np.log($1)");

export function code({ symbols, mask, scale, positions }) {
  const line = (t) => `    [${symbols.slice(6 * t, 6 * t + 6).map(python).join(", ")}],`;
  const lines = [
    "import numpy as np", "", "from nnfs.sequences import Attention", "",
    "# a row for each symbol: its question, its key, its value",
    "rows = np.array([", ...[0, 1, 2, 3].map(line), "], dtype=float)",
  ];
  if (positions === "on") lines.push("clock = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])", "rows[:, :2] += clock", "rows[:, 2:4] += clock");
  lines.push(`attention = Attention(2, causal=${mask === "on" ? "True" : "False"})`);
  if (scale === "off") lines.push("attention.scale = 1");
  lines.push("outputs = attention.forward(rows[None])[0]", "shares = attention.shares[0, 0]", "print(shares)", "print(outputs)", "");
  return lines.join("\n");
}
