// What nnfs.Conv2D(1, 1, 3), without a bias, does to a picture of 8 x 8 pixels. All
// arrays are flat, row after row.
export const SIDE = 8; // of the picture
export const SIZE = 3; // of the kernel

// How many outputs stand along a side.
export const outputsAlong = (stride, padding) => Math.floor((SIDE + 2 * padding - SIZE) / stride) + 1;

const within = (place) => place >= 0 && place < SIDE;

// The nine pixels that an output looks at, by their number; -1 is a zero of the rim.
export function windowOf(row, column, stride, padding) {
  return Array.from({ length: SIZE * SIZE }, (_, k) => {
    const r = row * stride - padding + Math.floor(k / SIZE);
    const c = column * stride - padding + (k % SIZE);
    return within(r) && within(c) ? r * SIDE + c : -1;
  });
}

const windows = (stride, padding) => {
  const side = outputsAlong(stride, padding);
  return Array.from({ length: side * side }, (_, k) => windowOf(Math.floor(k / side), k % side, stride, padding));
};

export function convolve(pixels, weights, stride, padding) {
  return windows(stride, padding).map((seen) =>
    seen.reduce((sum, pixel, k) => sum + (pixel < 0 ? 0 : pixels[pixel] * weights[k]), 0));
}

// The matrix of the same outputs: a row for each, a column for each pixel. An entry is
// the number of the weight that stands there, or -1.
export function asMatrix(stride, padding) {
  return windows(stride, padding).map((seen) => {
    const row = new Array(SIDE * SIDE).fill(-1);
    seen.forEach((pixel, k) => {
      if (pixel >= 0) row[pixel] = k;
    });
    return row;
  });
}

export const times = (matrix, weights, pixels) =>
  matrix.map((row) => row.reduce((sum, k, pixel) => sum + (k < 0 ? 0 : weights[k] * pixels[pixel]), 0));

export const WAYS = { left: [0, -1], right: [0, 1], up: [-1, 0], down: [1, 0] };

// A square moved so many places; zeros come in, and what leaves is lost.
export function moved(values, way, by) {
  const side = Math.sqrt(values.length);
  const [down, right] = WAYS[way].map((step) => step * by);
  return Array.from(values, (_, k) => {
    const [r, c] = [Math.floor(k / side) - down, (k % side) - right];
    return r >= 0 && r < side && c >= 0 && c < side ? values[r * side + c] : 0;
  });
}

// Move and filter, filter and move: both, their difference, and how large it is at most
// inside and on the border. The picture moves by `by` pixels, the outputs by that over
// the stride; where this is no whole number, by the neighbour that is less wrong inside.
// An output is inside if its window lies in the picture, and what it shows did before.
export function compare(pixels, weights, stride, padding, way, by) {
  const side = outputsAlong(stride, padding);
  const first = convolve(moved(pixels, way, by), weights, stride, padding);
  const still = convolve(pixels, weights, stride, padding);
  const far = [...new Set([Math.floor(by / stride), Math.ceil(by / stride)])];
  const tried = far.map((steps) => {
    const second = moved(still, way, steps);
    const difference = first.map((value, k) => value - second[k]);
    const inside = first.map((_, k) => [Math.floor(k / side), k % side].every((place, axis) => {
      const start = place * stride - padding;
      const come = WAYS[way][axis];
      return [start, start - come * by, start - come * steps * stride].every((at) => within(at) && within(at + SIZE - 1));
    }));
    const most = (where) => Math.max(...difference.map((value, k) => (inside[k] === where ? Math.abs(value) : -1)));
    return { first, second, difference, inside, steps, within: most(true), border: most(false) };
  });
  const wrong = (found) => (found.within < 0 ? Infinity : found.within); // -1: none is inside
  return tried.reduce((best, next) => (wrong(next) < wrong(best) ? next : best));
}
