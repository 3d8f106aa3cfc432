// Pictures on canvases: the plane, the network with each unit's own plane, curves.
//
// Colours come from the stylesheet, so a picture follows the theme at its next drawing.
import { Matrix } from "./matrix.js";

const SMALL = 32; // pixels of a unit's picture along a side
const NAMES = ["ink", "paper", "quiet", "rule", "link", "negative", "second"];

export function colours(element) {
  const style = getComputedStyle(element);
  const said = (name) => style.getPropertyValue(`--${name}`).trim();
  const found = Object.fromEntries(NAMES.map((name) => [name, said(name)]));
  found.classes = [0, 1, 2, 3, 4, 5].map((k) => said(`class-${k}`));
  return found;
}

const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

// A context in which a unit is a pixel of the page, on a canvas as fine as the screen.
function clear(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const fine = Math.min(devicePixelRatio || 1, 2);
  const [across, down] = [Math.round(width * fine), Math.round(height * fine)];
  if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
  const context = canvas.getContext("2d");
  context.setTransform(fine, 0, 0, fine, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "12px DejaVu Figures, DejaVu Sans, Verdana, sans-serif";
  return { context, width, height };
}

function sheet(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  return { canvas, context, image: context.createImageData(width, height) };
}

// The square of the plane that holds all points, and what a network says of it.
export class Plane {
  constructor(points) {
    const [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]];
    points.forEach((value, k) => {
      low[k % 2] = Math.min(low[k % 2], value);
      high[k % 2] = Math.max(high[k % 2], value);
    });
    this.half = 0.54 * Math.max(high[0] - low[0], high[1] - low[1]);
    this.centre = low.map((value, k) => (value + high[k]) / 2);
    this.looks = {};
    this.units = null;
  }

  // A grid with so many points along a side, and what is painted from it.
  at(side) {
    if (this.looks[side]) return this.looks[side];
    const grid = new Matrix(side * side, 2);
    grid.data.forEach((_, k) => {
      const along = k % 2 ? -Math.floor(k / 2 / side) : (k / 2) % side;
      const share = (2 * along + (k % 2 ? -1 : 1)) / side + (k % 2 ? 1 : -1);
      grid.data[k] = this.centre[k % 2] + this.half * share;
    });
    return (this.looks[side] = { grid, regions: sheet(side, side) });
  }

  // Ask the network about every point of the grid; paint what each unit answers.
  look(network, shown, palette, side) {
    const { grid, regions } = this.at(side);
    const scores = network.predict(grid);
    // the outputs of hidden units stand behind their activation, every second layer
    this.columns = [grid, ...network.outputs.filter((_, k) => k % 2), scores];
    const count = this.columns.reduce((sum, { columns }) => sum + columns, 0);
    if (this.units?.canvas.height !== SMALL * count) this.units = sheet(SMALL, SMALL * count);
    const { image, context } = this.units;
    const signs = [palette.ink, palette.negative].map(parts);
    const classes = palette.classes.map(parts);
    let unit = 0;
    this.columns.forEach((values, column) => {
      const last = column === this.columns.length - 1;
      for (let k = 0; k < values.columns; k++, unit++) {
        const positive = last ? classes[k] : signs[0];
        paint(image.data, 4 * SMALL * SMALL * unit, SMALL, values, k, [positive, signs[1]]);
      }
    });
    context.putImageData(image, 0, 0);
    const { data } = regions.image;
    if (shown) paint(data, 0, side, this.columns[shown[0]], shown[1], signs);
    else tint(data, scores, classes);
    regions.context.putImageData(regions.image, 0, 0);
    this.regions = regions;
  }
}

// One unit over the plane: ink where it is positive, another colour where negative.
function paint(pixels, from, side, { data, rows, columns }, k, signs) {
  const wide = Math.sqrt(rows);
  const every = wide / side;
  let most = 1e-12;
  for (let at = k; at < data.length; at += columns) most = Math.max(most, Math.abs(data[at]));
  for (let row = 0, at = from; row < side; row++) {
    for (let column = 0; column < side; column++, at += 4) {
      const value = data[(row * wide + column) * every * columns + k] / most;
      const colour = signs[value < 0 ? 1 : 0];
      pixels[at] = colour[0];
      pixels[at + 1] = colour[1];
      pixels[at + 2] = colour[2];
      pixels[at + 3] = 215 * Math.abs(value);
    }
  }
}

// The classes over the plane: their colours by their probabilities.
function tint(pixels, scores, classes) {
  const { data, rows, columns } = scores;
  for (let point = 0; point < rows; point++) {
    const from = point * columns;
    let [most, sum, red, green, blue] = [-Infinity, 0, 0, 0, 0];
    for (let k = 0; k < columns; k++) most = Math.max(most, data[from + k]);
    for (let k = 0; k < columns; k++) {
      const share = Math.exp(data[from + k] - most);
      sum += share;
      red += share * classes[k][0];
      green += share * classes[k][1];
      blue += share * classes[k][2];
    }
    const sure = (1 / sum - 1 / columns) / (1 - 1 / columns);
    pixels[4 * point] = red / sum;
    pixels[4 * point + 1] = green / sum;
    pixels[4 * point + 2] = blue / sum;
    pixels[4 * point + 3] = 30 + 100 * sure;
  }
}

// The mark of each class: corners, turn, and how far in the points between them lie.
const MARKS = [[24, 0], [4, 45], [4, 0], [3, 0], [3, 180], [4, 0, 0.35]];

function mark(path, x, y, radius, [corners, turn, inner]) {
  const count = inner ? 2 * corners : corners;
  for (let k = 0; k < count; k++) {
    const angle = (turn / 180 + (2 * k) / count) * Math.PI;
    const reach = radius * (inner && k % 2 ? inner : 1);
    path[k ? "lineTo" : "moveTo"](x + reach * Math.sin(angle), y - reach * Math.cos(angle));
  }
  path.closePath();
}

// The plane with its points: filled those that are learned from, hollow the others.
export function drawPlane(canvas, plane, run, palette) {
  const { context, width } = clear(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(plane.regions.canvas, 0, 0, width, width);
  const radius = Math.max(2.2, width / 115);
  for (const points of [run.held, run.seen]) {
    if (!points) continue;
    const paths = palette.classes.map(() => new Path2D());
    const [{ data }, labels] = points;
    labels.forEach((label, k) => {
      const x = (width / 2) * (1 + (data[2 * k] - plane.centre[0]) / plane.half);
      const y = (width / 2) * (1 - (data[2 * k + 1] - plane.centre[1]) / plane.half);
      mark(paths[label], x, y, radius, MARKS[label]);
    });
    const filled = points === run.seen;
    paths.forEach((path, label) => {
      context.fillStyle = filled ? palette.classes[label] : palette.paper;
      context.strokeStyle = filled ? palette.paper : palette.classes[label];
      context.lineWidth = filled ? 0.6 : 1.5;
      context.fill(path);
      context.stroke(path);
    });
  }
}

// Where the units stand: a column to a layer, inputs first, scores last.
export function layout(widths, width, height) {
  const across = width / widths.length;
  return widths.map((count, column) => {
    const pitch = Math.min(40, (height - 4) / count);
    const size = Math.max(3, Math.min(0.84 * pitch, 0.56 * across, pitch - 1.5));
    const top = (height - pitch * count) / 2;
    return Array.from({ length: count }, (_, k) => ({
      x: across * (column + 0.5), y: top + pitch * (k + 0.5), size,
    }));
  });
}

// How tall a network wants to be drawn.
export const tall = (widths) => Math.max(150, Math.min(470, 34 * Math.max(...widths)));

export function drawNetwork(canvas, plane, run, shown, palette) {
  const { context, width, height } = clear(canvas);
  const columns = layout(plane.columns.map((values) => values.columns), width, height);
  run.dense.forEach(({ weights }, k) => wires(context, weights, columns[k], columns[k + 1], palette));
  context.setLineDash([]);
  let unit = 0;
  columns.forEach((column, number) =>
    column.forEach(({ x, y, size }, k) => {
      const [left, top] = [x - size / 2, y - size / 2];
      context.fillStyle = palette.paper;
      context.fillRect(left, top, size, size);
      context.drawImage(plane.units.canvas, 0, SMALL * unit++, SMALL, SMALL, left, top, size, size);
      const chosen = shown?.[0] === number && shown[1] === k;
      context.strokeStyle = chosen ? palette.link : palette.quiet;
      context.lineWidth = chosen ? 3 : size < 8 ? 0.4 : 0.8;
      context.strokeRect(left, top, size, size);
    }),
  );
}

const WIDTHS = 6; // of wires

// Solid for a positive weight, dashed and of another colour for a negative one.
function wires(context, weights, left, right, palette) {
  const { data, columns } = weights;
  let most = 1e-12;
  for (const value of data) most = Math.max(most, Math.abs(value));
  const paths = Array.from({ length: 2 * WIDTHS }, () => new Path2D());
  const least = data.length > 600 ? 0.25 : 0;
  data.forEach((value, k) => {
    const share = Math.abs(value) / most;
    if (!(share > least)) return;
    const from = left[Math.floor(k / columns)];
    const to = right[k % columns];
    const [x1, x2] = [from.x + from.size / 2, to.x - to.size / 2];
    const middle = (x1 + x2) / 2;
    const path = paths[Math.min(WIDTHS - 1, Math.floor(share * WIDTHS)) + (value < 0 ? WIDTHS : 0)];
    path.moveTo(x1, from.y);
    path.bezierCurveTo(middle, from.y, middle, to.y, x2, to.y);
  });
  paths.forEach((path, k) => {
    const level = (k % WIDTHS) + 1;
    context.strokeStyle = k < WIDTHS ? palette.ink : palette.negative;
    context.globalAlpha = 0.1 + (0.7 * level) / WIDTHS;
    context.lineWidth = 0.3 + (2.4 * level) / WIDTHS;
    context.setLineDash(k < WIDTHS ? [] : [4, 3]);
    context.stroke(path);
  });
  context.globalAlpha = 1;
}

const LEFT = 44;
const BELOW = 34;
const ABOVE = 10;

// Curves against the step. A line is { values, colour, dashed, name }. Losses stand on
// an axis of powers of ten, shares between 0 and 1.
export function drawCurves(canvas, steps, lines, losses, palette) {
  const { context, width, height } = clear(canvas);
  const right = width - 22;
  const last = Math.max(50, steps.at(-1));
  const ticks = losses ? rungs(lines.flatMap(({ values }) => values)) : [0, 0.25, 0.5, 0.75, 1];
  const scale = losses ? (value) => Math.log10(Math.max(value, 1e-12)) : (value) => value;
  const [low, high] = [scale(ticks[0]), scale(ticks.at(-1))];
  const x = (step) => LEFT + ((right - LEFT) * step) / last;
  const y = (value) => {
    const share = Math.max(0, Math.min(1, (scale(value) - low) / (high - low)));
    return height - BELOW - (height - BELOW - ABOVE) * share;
  };
  const write = (text, across, down, align, baseline) => {
    Object.assign(context, { textAlign: align, textBaseline: baseline });
    context.fillText(text, across, down);
  };
  context.fillStyle = palette.quiet;
  context.strokeStyle = palette.rule;
  const every = Math.ceil(ticks.length / 7);
  ticks.forEach((value, k) => {
    if (k % every) return;
    write(losses ? brief(value) : `${100 * value} %`, LEFT - 6, y(value), "right", "middle");
    context.beginPath();
    context.moveTo(LEFT, y(value));
    context.lineTo(right, y(value));
    context.stroke();
  });
  const stride = [1, 2, 5, 10].map((times) => times * 10 ** Math.floor(Math.log10(last / 4))).find((wide) => wide >= last / 4);
  for (let step = 0; step <= last; step += stride) write(step, x(step), height - BELOW + 5, "center", "top");
  write("steps", right, height - 14, "right", "top");
  context.lineJoin = "round";
  for (const { values, colour, dashed } of lines) {
    context.strokeStyle = colour;
    context.lineWidth = dashed ? 1.5 : 2;
    context.setLineDash(dashed ? [5, 4] : []);
    context.beginPath();
    values.forEach((value, k) => {
      if (Number.isFinite(value)) context.lineTo(x(steps[k]), y(value));
    });
    context.stroke();
  }
  context.setLineDash([]);
  const named = lines.filter(({ dashed, name }) => name && !dashed);
  const places = apart(...named.map(({ values }) => y(values.at(-1))));
  named.forEach(({ colour, name }, k) => {
    context.fillStyle = colour;
    write(name, x(steps.at(-1)) + 6, places[k], "left", "middle");
  });
}

// Move the places of two letters, 13 pixels high, until both can be read.
export function apart(one, other) {
  const way = Math.max(0, 13 - Math.abs(one - other) || 0) / (one > other ? 2 : -2);
  return [one + way, other - way];
}

const brief = (value) => (value < 0.001 || value >= 1e4 ? value.toExponential(0).replace("-", "\u2212").replace("+", "") : String(value));

// The axis of the losses: steps of 1, 2, 5, or of 10 where there are many.
function rungs(values) {
  const sound = values.filter((value) => value > 1e-6 && value < 1e4); // the rest is clipped
  const [least, most] = [Math.min(0.7, ...sound), Math.max(1.2, ...sound)];
  const first = Math.floor(Math.log10(least));
  const found = [];
  for (let power = first; found.length === 0 || found.at(-1) < most; power++) {
    for (const times of least < most / 30 ? [1] : [1, 2, 5]) found.push(Number(`${times}e${power}`));
  }
  const from = found.findLastIndex((value) => value <= least);
  return found.slice(Math.max(0, from), found.findIndex((value) => value >= most) + 1);
}
