// Figures under the finger: sliders below a figure that a cell of the page has
// drawn, and the same modules as the playground's to compute what they change.
//
// The cell gives the ground of its axes a name, such as "touch|Sigmoid", and behind
// it their limits; a line that moves has a name too. Without this script, and in
// print, the figure is the picture that the cell has drawn.
import { LeakyReLU, Linear, ReLU, Sigmoid, Softmax, Step, Tanh } from "./activations.js";
import { Matrix } from "./matrix.js";
import { Momentum } from "./optimizers.js";
import {
  constant, cosine, exponential_decay, inverse_time_decay, step_decay, warmup,
} from "./schedules.js";

const ACTIVATIONS = { LeakyReLU, Linear, ReLU, Sigmoid, Step, Tanh };
const SVG = "http://www.w3.org/2000/svg";

const numbersIn = (text) => (text.match(/-?[\d.]+(?:e[+-]?\d+)?/g) ?? []).map(Number);
const between = (low, value, high) => Math.min(Math.max(value, low), high);

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function draw(svg, name, attributes) {
  const made = svg.appendChild(document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// A number as the figures write it.
const said = (value, digits = 3) => {
  if (!Number.isFinite(value)) return "infinite";
  const text = value !== 0 && Math.abs(value) < 10 ** -digits ? String(Number(value.toPrecision(2))) : value.toFixed(digits);
  return text.replaceAll("-", "\u2212");
};

// The axes of a figure: where a pair of numbers stands in it.
class Axes {
  constructor(ground) {
    const [, name, args, limits] = /^(\w+)(?:\((.*)\))? (.*)$/.exec(ground.dataset.touch);
    const [left, bottom, right, , , top] = numbersIn(ground.querySelector("path").getAttribute("d"));
    Object.assign(this, { name, args: numbersIn(args ?? ""), limits: numbersIn(limits) });
    Object.assign(this, { left, right, top, bottom });
  }

  // A place far outside is drawn outside, but not so far that a renderer stumbles.
  place(x, y) {
    const [x0, x1, y0, y1] = this.limits;
    const { left, right, top, bottom } = this;
    const across = between(-9, (x - x0) / (x1 - x0), 9);
    const up = between(-9, (y - y0) / (y1 - y0), 9);
    return [left + across * (right - left), bottom + up * (top - bottom)].map((at) => Number(at.toFixed(2)));
  }

  // The number on the horizontal axis below a place in the figure.
  under(place) {
    const [x0, x1] = this.limits;
    return x0 + ((place - this.left) / (this.right - this.left)) * (x1 - x0);
  }

  // The number on the vertical axis beside a place in the figure.
  beside(place) {
    const [, , y0, y1] = this.limits;
    return y0 + ((place - this.bottom) / (this.top - this.bottom)) * (y1 - y0);
  }
}

const path = (points) => `M${points.map((point) => point.join(" ")).join("L")}`;
const move = (line, points) => line.querySelector("path").setAttribute("d", path(points));

// A slider with its name; `show` is called with the number that it stands at.
function slider(name, low, high, step, value, show, text = (number) => said(number, 2)) {
  const input = element("input", { type: "range", min: low, max: high, step, value });
  input.setAttribute("aria-label", name); // without the number behind it
  const now = element("span", { className: "now" });
  const follow = () => {
    now.textContent = text(Number(input.value));
    input.setAttribute("aria-valuetext", now.textContent);
  };
  input.addEventListener("input", () => {
    follow();
    show();
  });
  follow();
  const label = element("label", {}, name, input, now);
  return { label, input, follow, get value() { return Number(input.value); } };
}

// A dot that moves along curves, on axes side by side or above each other.
function dots(svg, axes, count) {
  const [ink, paper] = ["var(--ink)", "var(--paper)"];
  const lines = axes.map((plane) => draw(svg, "line", { y1: plane.top, y2: plane.bottom, stroke: ink, "stroke-width": 0.8, "stroke-dasharray": "3 3" }));
  const marks = count.map((many) => Array.from({ length: many }, () => draw(svg, "circle", { r: 4, fill: "#d55e00", stroke: paper, "stroke-width": 1.2 })));
  return (x, heights) =>
    axes.forEach((plane, k) => {
      const [across] = plane.place(x, 0);
      lines[k].setAttribute("x1", across);
      lines[k].setAttribute("x2", across);
      heights[k].forEach((height, i) => {
        const [, down] = plane.place(x, height);
        marks[k][i].setAttribute("cx", across);
        marks[k][i].setAttribute("cy", down);
      });
    });
}

// Let a finger or a pointer on the axes move a slider.
function follow(svg, axes, knob, show) {
  const at = (event) => {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const plane = axes.find(({ left, right, top, bottom }) => place.x >= left && place.x <= right && place.y >= top && place.y <= bottom);
    if (!plane) return;
    knob.input.value = plane.under(place.x);
    knob.follow();
    show();
  };
  svg.classList.add("under-finger");
  svg.addEventListener("pointerdown", at);
  svg.addEventListener("pointermove", (event) => event.buttons && at(event));
}

const column = (numbers) => new Matrix(numbers.length, 1, Float64Array.from(numbers));

// An activation and its derivative: a point on both curves, and the tangent.
function activation(svg, axes) {
  const [plane] = axes;
  const layer = new ACTIVATIONS[plane.name](...plane.args);
  const tangent = draw(svg, "line", { stroke: "#d55e00", "stroke-width": 1.5 });
  const point = dots(svg, axes, [1, 1]);
  const output = element("output");
  const knob = slider("z", -6, 6, 0.1, 1, show, (z) => said(z, 1));
  function show() {
    const z = knob.value;
    const value = layer.forward(column([z])).data[0];
    const slope = layer.backward(column([1])).data[0];
    point(z, [[value], [slope]]);
    const [x1, y1] = plane.place(z - 1.2, value - 1.2 * slope);
    const [x2, y2] = plane.place(z + 1.2, value + 1.2 * slope);
    for (const [key, end] of Object.entries({ x1, y1, x2, y2 })) tangent.setAttribute(key, end);
    output.textContent = `value ${said(value)}, slope ${said(slope)}`;
  }
  follow(svg, axes, knob, show);
  show();
  return [knob.label, output];
}

// The softmax of three scores at the temperature under the finger.
function temperature(svg, axes) {
  const [plane] = axes;
  const scores = plane.args;
  const softmax = new Softmax();
  const point = dots(svg, axes, [scores.length]);
  const output = element("output");
  const knob = slider("Temperature", -1, 2, 0.01, 0, show, (power) => said(10 ** power, 2));
  function show() {
    const divided = scores.map((score) => score / 10 ** knob.value);
    const shares = Array.from(softmax.forward(new Matrix(1, scores.length, Float64Array.from(divided))).data);
    point(knob.value, [shares]);
    output.textContent = shares.map((share) => share.toFixed(3)).join(", ");
  }
  follow(svg, axes, knob, show);
  show();
  return [knob.label, output];
}

// Steps over a bowl, 1/2 d H d with the distance d from its lowest point, at the
// rate and with the momentum under the finger.
function bowl(svg, [plane, below]) {
  const [h11, h12, h22, x, y, x0, y0, steps, rate, beta, fastest] = plane.args;
  const line = svg.querySelector('[data-touch="path"]');
  const curve = svg.querySelector('[data-touch="distance"]');
  const [last] = [...line.querySelectorAll("use")].slice(-1);
  const output = element("output");
  const rates = slider("Rate", fastest / 200, fastest, "any", rate, show, (value) => said(value, 4));
  const betas = slider("Momentum", 0, 0.99, "any", beta, show, (value) => said(value, 3));
  const distances = (points) => points.map(([u, v]) => Math.max(Math.abs(u - x), Math.abs(v - y)));
  function walk(count) {
    const optimizer = new Momentum(rates.value, { beta: betas.value });
    const point = Float64Array.of(x0, y0);
    const points = [[x0, y0]];
    for (let step = 0; step < count; step++) {
      const [u, v] = [point[0] - x, point[1] - y];
      optimizer.step(point, Float64Array.of(h11 * u + h12 * v, h12 * u + h22 * v));
      points.push([...point]);
    }
    return points;
  }
  function show() {
    const points = walk(steps);
    const places = points.map((point) => plane.place(...point));
    move(line, places);
    last?.setAttribute("x", places.at(-1)[0]);
    last?.setAttribute("y", places.at(-1)[1]);
    if (curve) {
      const count = below.limits[1];
      const far = distances(walk(Math.floor(count)));
      move(curve, far.map((distance, step) => below.place(step, Math.log10(distance || Number.MIN_VALUE))));
    }
    output.textContent = `distance after ${steps} steps: ${said(distances(points).at(-1))}`;
  }
  show();
  return [rates.label, betas.label, output];
}

// A schedule and its knobs.
function schedule(svg, [plane]) {
  const line = svg.querySelector('[data-touch="rate"]');
  const last = plane.args[0];
  const output = element("output");
  const knobs = {
    rate: slider("First rate", 0.05, 0.8, 0.01, 0.8, show),
    factor: slider("Factor", 0.05, 0.95, 0.01, 0.5, show),
    every: slider("Every", 5, 50, 1, 25, show, (steps) => `${steps} steps`),
    decay: slider("Decay", 0, 0.2, 0.005, 0.04, show, (decay) => said(decay, 3)),
    steps: slider("Steps", 20, last, 1, last, show, String),
    final: slider("Last rate", 0, 0.8, 0.01, 0, show),
    warm: slider("Warm-up", 0, 50, 1, 10, show, (steps) => `${steps} steps`),
  };
  const kinds = {
    constant: [constant, "rate"],
    "step decay": [step_decay, "rate", "factor", "every"],
    "exponential decay": [exponential_decay, "rate", "factor", "every"],
    "inverse time decay": [inverse_time_decay, "rate", "decay"],
    cosine: [cosine, "rate", "steps", "final"],
  };
  const names = Object.keys(kinds).map((name) => element("option", { textContent: name }));
  const select = element("select", { onchange: show }, ...names);
  select.value = "cosine";
  function show() {
    const [make, ...wanted] = kinds[select.value];
    for (const [name, { label }] of Object.entries(knobs)) {
      label.hidden = name !== "warm" && !wanted.includes(name);
    }
    let made = make(...wanted.map((name) => knobs[name].value));
    if (knobs.warm.value) made = warmup(made, knobs.warm.value);
    const rates = Array.from({ length: last + 1 }, (_, step) => made(step));
    move(line, rates.map((rate, step) => plane.place(step, rate)));
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    output.textContent = `first ${said(rates[0], 2)}, last ${said(rates.at(-1), 2)}, mean ${said(mean, 2)}`;
  }
  show();
  const kind = element("label", {}, "Schedule", select);
  return [kind, ...Object.values(knobs).map(({ label }) => label), output];
}

// A neuron of two inputs: its arrow and its bias, and which points it gets right.
// The points stand in the figure, in whole numbers of grains.
function neuron(svg, [plane]) {
  const [w1, w2, b0, x1, y1, x2, y2, grain] = plane.args;
  const length = Math.hypot(w1, w2);
  const turned0 = (Math.atan2(w2, w1) * 180) / Math.PI;
  const parts = (name) => [...svg.querySelectorAll(`[data-touch="${name}"]`)];
  const snap = (value) => Math.round(value * grain) / grain;
  const points = (name) =>
    [...parts(name)[0].querySelectorAll("use")].map((use) => [
      snap(plane.under(Number(use.getAttribute("x")))),
      snap(plane.beside(Number(use.getAttribute("y")))),
    ]);
  const [zeros, ones] = [points("zeros"), points("ones")];
  const [[along], [cut], [arrow], [name], [label]] = ["along", "cut", "arrow", "name", "label"].map(parts);
  const [drops, feet] = [parts("drop"), parts("foot")];
  const output = element("output");
  const turn = slider("Direction", -180, 180, 1, turned0, show, (angle) => `${said(angle, 0)}\u00b0`);
  const bias = slider("Bias", -2, 2, 0.05, b0, show);
  const [ox, oy] = plane.place(0, 0);
  function show() {
    const angle = (turn.value * Math.PI) / 180;
    const [u, v] = [Math.cos(angle), Math.sin(angle)];
    const answer = ([x, y]) => length * (x * u + y * v) + bias.value;
    move(along, [-0.75, 1.05].map((far) => plane.place(far * u, far * v)));
    const far = -bias.value / length;
    move(cut, [-3, 3].map((side) => plane.place(far * u + side * v, far * v - side * u)));
    drops.forEach((drop, k) => {
      const [x, y] = [[x1, y1], [x2, y2]][k];
      const reach = x * u + y * v;
      const foot = plane.place(reach * u, reach * v);
      move(drop, [plane.place(x, y), foot]);
      const mark = feet[k].querySelector("use");
      mark.setAttribute("x", foot[0]);
      mark.setAttribute("y", foot[1]);
    });
    const by = turn.value - turned0;
    arrow.setAttribute("transform", `rotate(${-by} ${ox} ${oy})`);
    const [nx, ny] = [-0.66, 0.58]; // the middle of the arrow's name
    const [c, s] = [Math.cos((by * Math.PI) / 180), Math.sin((by * Math.PI) / 180)];
    const [[fx, fy], [tx, ty]] = [plane.place(nx, ny), plane.place(c * nx - s * ny, s * nx + c * ny)];
    name.setAttribute("transform", `translate(${tx - fx} ${ty - fy})`);
    label.setAttribute("visibility", Math.abs(by) > 1e-9 || bias.value !== b0 ? "hidden" : "visible");
    const right = [zeros.filter((point) => answer(point) <= 1e-9), ones.filter((point) => answer(point) > 1e-9)];
    const all = zeros.length + ones.length;
    output.textContent = `right: ${right[0].length + right[1].length} of ${all}; `
      + `zeros ${right[0].length} of ${zeros.length}, ones ${right[1].length} of ${ones.length}`;
  }
  const at = (event) => {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    if (place.x < plane.left || place.x > plane.right || place.y < plane.top || place.y > plane.bottom) return;
    turn.input.value = (Math.atan2(plane.beside(place.y), plane.under(place.x)) * 180) / Math.PI;
    turn.follow();
    show();
  };
  svg.classList.add("under-finger");
  svg.addEventListener("pointerdown", at);
  svg.addEventListener("pointermove", (event) => event.buttons && at(event));
  show();
  return [turn.label, bias.label, output];
}

// Sizes behind each layer of an untrained stack, and of slopes on their way back, at
// the scale of the weights and the depth under the fingers. The cell has measured
// both at the scale 1, in powers of ten: forward for the deepest stack, backward for
// every depth that the knob has. ReLUs pass a factor on, so all else is arithmetic.
function signal(svg, axes) {
  const [deepest, step, ...powers] = axes[0].args;
  const forward = powers.slice(0, deepest);
  const backward = (depth) => {
    const before = depth / step - 1; // stacks of step, 2 step, ... stand before it
    const start = deepest + (step * before * (before + 1)) / 2;
    return powers.slice(start, start + depth);
  };
  const bars = ["signal", "slope"].map((name) => svg.querySelector(`[data-touch="${name}"]`));
  const output = element("output");
  const scale = slider("Scale", -1, Math.log10(3), "any", 0, show, (power) => `${said(10 ** power, 2)} \u00d7 He`);
  const layers = slider("Depth", step, deepest, step, deepest, show, (depth) => `${depth} layers`);
  function show() {
    const [power, depth] = [scale.value, layers.value];
    const sizes = [
      forward.slice(0, depth).map((at, k) => at + (k + 1) * power),
      backward(depth).map((at, k) => at + (depth - 1 - k) * power),
    ];
    sizes.forEach((heights, i) => {
      const floor = axes[i].limits[2];
      const corners = heights.flatMap((at, k) => {
        const up = Math.max(at, floor);
        return [[k + 0.6, floor], [k + 0.6, up], [k + 1.4, up], [k + 1.4, floor]];
      });
      move(bars[i], corners.map((corner) => axes[i].place(...corner)));
    });
    const [last, first] = [sizes[0].at(-1), sizes[1][0]].map((at) =>
      Math.abs(at) < 2 ? (10 ** at).toPrecision(2) : (10 ** at).toExponential(1).replace("-", "\u2212"));
    output.textContent = `signal behind layer ${depth}: ${last}; slope behind layer 1: ${first}`;
  }
  show();
  return [scale.label, layers.label, output];
}

// What some workers make of a step: their shares of a batch, and an all-reduce on a
// ring of all parameters, four bytes each. The cell has measured the constants: in
// milliseconds what no smaller batch avoids, the latency of a round and a sample.
function workers(svg, axes) {
  const [plane] = axes;
  const [fixed, latency, batch, ...powers] = plane.args;
  const line = svg.querySelector('[data-touch="gain"]');
  const point = dots(svg, axes, [1]);
  const output = element("output");
  const named = (power, names) => {
    const group = Math.floor(power / 3 + 1e-9);
    return `${Number((10 ** (power - 3 * group)).toPrecision(2))} ${names[group]}`;
  };
  const count = slider("Workers", 0, plane.limits[1], 1, 1, show, (power) => String(2 ** power));
  const [numbers, bandwidth, sample] = [
    ["Parameters", 3, 11, (power) => named(power, ["", "thousand", "million", "billion"])],
    ["Bandwidth", 7, 12, (power) => named(power, ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"])],
    ["Computing a sample", -3, 3, (power) => `${Number((10 ** power).toPrecision(2))} ms`],
  ].map(([name, low, high, text], k) => slider(name, low, high, "any", powers[k], show, text));
  const exchange = (n) =>
    2 * (n - 1) * (latency + (4e3 * 10 ** (numbers.value - bandwidth.value)) / n);
  const step = (n) => fixed + (10 ** sample.value * batch) / n + exchange(n);
  const gain = (n) => step(1) / step(n);
  function show() {
    const every = Array.from({ length: 2 ** plane.limits[1] }, (_, k) => k + 1);
    move(line, every.map((n) => plane.place(Math.log2(n), Math.log2(gain(n)))));
    const n = 2 ** count.value;
    point(count.value, [[Math.log2(gain(n))]]);
    const best = every.reduce((most, k) => (gain(k) > gain(most) ? k : most));
    output.textContent = `a step ${said(step(n), 2)} ms, of it exchange ${said(exchange(n), 2)} ms; `
      + `${said(gain(n), 2)} times as fast as one; most with ${best}: ${said(gain(best), 2)}`;
  }
  follow(svg, axes, count, show);
  show();
  return [...[count, numbers, bandwidth, sample].map(({ label }) => label), output];
}

const FIGURES = { bowl, neuron, schedule, signal, temperature, workers };

for (const svg of document.querySelectorAll("svg.touch")) {
  const axes = [...svg.querySelectorAll("[data-touch*=' ']")].map((ground) => new Axes(ground));
  const figure = FIGURES[axes[0].name] ?? activation;
  svg.after(element("div", { className: "player knobs" }, ...figure(svg, axes)));
}
