// What a reader has chosen, the address that says it, and the lines of nnfs that
// compute the same.
import { outputsAlong, SIDE, WAYS } from "./convolve.js";
import { addresses, named, one, valueOf } from "./state.js";

const SHADES = "0123456789abcdefg"; // a pixel, from 0 to 16

// The first digit of each class in nnfs.digits(), and three pictures that are none.
export const PICTURES = {
  0: "005d910000dfaf5003f20b8004c008800580098004b01c7002e5ac00006da000",
  1: "000cd500000bg900003fg60007fgg200001gg300001gg600001gg600000bga00",
  2: "0004fc00003gfe00008d8g000016fb00018df10009gg500003dggb500003bg90",
  3: "007fd10008d6f400021dd000002fb1000001cc1000001a8000845e90007dd900",
  4: "0001b00000078000001d6220007f098005ga0g6004fgdg100003fa000002g400",
  5: "00ca000000egge0000dgfa1000bgg70000047g7000004g900054cg40009gga00",
  6: "000cd000005g800000dg300000ed000000fc720000dgdg30007gbf800019fb30",
  7: "0078dgf100774bc000008d100488ff6002bff400000g5000009f100000d50000",
  8: "009e810000ceec00009a0f40003gce20004gg20003g8ad2001f13g8000bgfb10",
  9: "00bc000002gggd0003gcae0001g1cf0000dg9f20000309b000009f40009cd300",
  blank: "0".repeat(64),
  pixel: `${"0".repeat(27)}g${"0".repeat(36)}`,
  full: "g".repeat(64),
};
export const KERNELS = {
  "left-right": "-1,0,1,-1,0,1,-1,0,1",
  "up-down": "-1,-1,-1,0,0,0,1,1,1",
  sobel: "-1,0,1,-2,0,2,-1,0,1",
  blur: Array(9).fill("1/9").join(),
  sharpen: "0,-1,0,-1,5,-1,0,-1,0",
  middle: "0,0,0,0,1,0,0,0,0",
};
export const STRIDES = [1, 2, 3];
export const PADDINGS = [0, 1, 2];

// For each name in the address: its value when nobody says anything, how it is read,
// and how it is written.
const PARTS = {
  picture: {
    start: () => [...PICTURES[3]].map((sign) => SHADES.indexOf(sign)),
    read(text) {
      const signs = Object.hasOwn(PICTURES, text) ? PICTURES[text] : text;
      if (/^[0-9a-g]{64}$/.test(signs)) return [...signs].map((sign) => SHADES.indexOf(sign));
      throw new RangeError(`is one of ${Object.keys(PICTURES).join(", ")}, or ${SIDE * SIDE} signs from 0 to g`);
    },
    write: (pixels) => named(PICTURES, pixels.map((value) => SHADES[value]).join("")),
  },
  kernel: {
    start: () => KERNELS["left-right"].split(","),
    read(text) {
      const weights = (Object.hasOwn(KERNELS, text) ? KERNELS[text] : text).split(",");
      if (weights.length !== 9) throw new RangeError(`is one of ${Object.keys(KERNELS).join(", ")}, or nine weights`);
      weights.forEach(valueOf);
      return weights;
    },
    write: (weights) => named(KERNELS, weights.join()),
  },
  stride: { start: () => 1, read: (text) => Number(one(STRIDES, text)), write: String },
  padding: { start: () => 0, read: (text) => Number(one(PADDINGS, text)), write: String },
  output: {
    start: () => [2, 2],
    read(text) {
      if (/^\d-\d$/.test(text)) return text.split("-").map(Number);
      throw new RangeError("is a row and a column, such as 2-2");
    },
    write: (place) => place.join("-"),
  },
  matrix: { start: () => "off", read: (text) => one(["on", "off"], text), write: String },
  move: { start: () => "none", read: (text) => one(["none", ...Object.keys(WAYS)], text), write: String },
  by: { start: () => 1, read: (text) => Number(one(STRIDES, text)), write: String },
};

// Keep the chosen output where there is one.
export function clamp(state) {
  const last = outputsAlong(state.stride, state.padding) - 1;
  state.output = state.output.map((place) => Math.min(place, last));
  return state;
}

export const { read, write, toAddress, fromAddress } = addresses(PARTS, clamp, (name, state) => name === "by" && state.move === "none");

export function code({ picture, kernel, stride, padding }) {
  const rows = Array.from({ length: SIDE }, (_, r) => `    [${picture.slice(r * SIDE, r * SIDE + SIDE).join(", ")}],`);
  const filter = [0, 3, 6].map((k) => `    [${kernel.slice(k, k + 3).join(", ")}],`);
  return [
    "import numpy as np", "", "from nnfs import Conv2D", "",
    "picture = np.array([", ...rows, "])",
    "kernel = np.array([", ...filter, "])",
    `layer = Conv2D(1, 1, 3, stride=${stride}, padding=${padding})`,
    "layer.weights = kernel.reshape(9, 1)",
    "outputs = layer.forward(picture.reshape(1, 8, 8, 1))[0, ..., 0]",
    "print(outputs)", "",
  ].join("\n");
}
