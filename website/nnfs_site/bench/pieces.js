// What the benches show: numbers in words and in colours, squares of them, settings.
import { chooser, element, field } from "../playground/elements.js";

// A setting that is chosen from a list; some options are told in other words.
export function setting(label, name, options, take, told = {}) {
  const { box } = chooser(options.map((value) => [told[value] ?? value, value]), take);
  box.name = name;
  return { box, row: field(label, box) };
}

// A number with the signs of print: whole, or with so many digits.
export const said = (value, digits = 4) => String(Number(value.toPrecision(digits))).replace("-", "\u2212");
export const short = (value) => said(value, Math.abs(value) >= 10 ? Math.max(2, Math.trunc(Math.abs(value)).toString().length) : 2);

// Colours, from the stylesheet: a share of ink or orange on paper, and text on it.
export class Palette {
  constructor(root) {
    const style = getComputedStyle(root);
    for (const name of ["ink", "paper", "rule", "link", "negative"]) this[name] = style.getPropertyValue(`--${name}`).trim();
  }

  shade(value, most) {
    const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    const [from, to] = [parts(this.paper), parts(value < 0 ? this.negative : this.ink)];
    const share = most ? Math.min(1, Math.abs(value) / most) : 0;
    const mixed = from.map((part, k) => Math.round(part + share * (to[k] - part)));
    const [r, g, b] = mixed.map((part) => (part / 255 <= 0.04045 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    return { ground: `rgb(${mixed.join(" ")})`, text: light > 0.179 ? "#000" : "#fff" };
  }
}

const STEPS = { left: [0, -1], right: [0, 1], up: [-1, 0], down: [1, 0] };

// A square of numbers of which one has the focus; arrow keys go from one to the next.
export class Grid {
  constructor(name, label, hear) {
    this.side = 0;
    this.cells = [];
    this.at = 0;
    this.body = element(`div.${name}`, { role: "grid", "aria-label": label });
    this.body.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const way = STEPS[event.key.replace("Arrow", "").toLowerCase()];
      if (way) {
        const [r, c] = [Math.floor(this.at / this.side) + way[0], (this.at % this.side) + way[1]];
        if (Math.min(r, c) >= 0 && Math.max(r, c) < this.side) this.cells[r * this.side + c].focus();
      }
      if (way || hear(event, this.at)) event.preventDefault();
    });
    this.body.addEventListener("focusin", ({ target }) => this.go(this.cells.indexOf(target)));
  }

  // The number of the cell under a pointer, or -1.
  under({ clientX, clientY }) {
    return this.cells.indexOf(document.elementFromPoint(clientX, clientY));
  }

  go(at) {
    this.cells[this.at]?.setAttribute("tabindex", -1);
    this.at = Math.min(at, this.cells.length - 1);
    this.cells[this.at].setAttribute("tabindex", 0);
  }

  show(values, most, palette, text = short) {
    const side = Math.sqrt(values.length);
    if (side !== this.side) {
      this.side = side;
      this.cells = values.map(() => element("div.number", { role: "gridcell", tabindex: -1 }));
      const rows = Array.from({ length: side }, (_, r) => element("div.cells", { role: "row" }, ...this.cells.slice(r * side, r * side + side)));
      this.body.replaceChildren(...rows);
      this.body.style.setProperty("--side", side);
      this.go(this.at);
    }
    values.forEach((value, k) => {
      const { ground, text: ink } = palette.shade(value, most);
      this.cells[k].textContent = text(value);
      this.cells[k].style.cssText = `background:${ground};color:${ink}`;
    });
  }
}

// Draw numbers as squares on a canvas; `outlined` is a row of them.
export function paint(canvas, rows, most, palette, { shared, outlined, dimmed } = {}) {
  const width = canvas.clientWidth;
  const size = width / rows[0].length;
  const fine = Math.min(devicePixelRatio || 1, 2);
  Object.assign(canvas, { width: Math.round(width * fine), height: Math.round(size * rows.length * fine) });
  const context = canvas.getContext("2d");
  context.setTransform(fine, 0, 0, fine, 0, 0);
  rows.forEach((row, r) => row.forEach((value, c) => {
    const [x, y] = [c * size, r * size];
    context.fillStyle = value === 0 && shared?.(r, c) ? palette.rule : palette.shade(value, most).ground;
    context.fillRect(x, y, size + 0.5, size + 0.5);
    if (!dimmed?.(r, c)) return;
    context.strokeStyle = palette.link;
    context.strokeRect(x + size * 0.35, y + size * 0.35, size * 0.3, size * 0.3);
  }));
  if (outlined === undefined) return;
  context.strokeStyle = palette.link;
  context.lineWidth = 2;
  context.strokeRect(1, outlined * size - 1, width - 2, size + 2);
}

export const inRows = (values, side = Math.sqrt(values.length)) =>
  Array.from({ length: side }, (_, r) => values.slice(r * side, r * side + side));
