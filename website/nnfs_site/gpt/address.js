// What a reader has chosen, and the address that says it.
import { addresses, one } from "../bench/state.js";
import { STEPS } from "./lesson.js";

export const TEMPERATURES = ["0.5", "0.8", "1", "1.5"];

const whole = (most) => (text) => {
  if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
  throw new RangeError(`is a whole number from 0 to ${most}`);
};
const PARTS = {
  seed: { start: () => 0, read: whole(999999), write: String },
  mask: { start: () => "on", read: (text) => one(["on", "off"], text), write: String },
  temperature: { start: () => "0.8", read: (text) => one(TEMPERATURES, text), write: String },
  step: { start: () => 0, read: whole(STEPS), write: String },
};

export const { read, toAddress, fromAddress } = addresses(PARTS, (state) => state, () => false);
