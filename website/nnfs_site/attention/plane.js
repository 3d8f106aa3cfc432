// A plane with points on it, some of which a pointer takes along.
import { element } from "../playground/elements.js";
import { said } from "../bench/pieces.js";
import { sign } from "../bench/svg.js";

const HALF = 100; // of the picture
const ROOM = 92; // from the middle to the end of an axis
const SIDES = [[8, -6, "start"], [-8, -6, "end"], [8, 14, "start"], [-8, 14, "end"], [9, 4, "start"], [-9, 4, "end"]];

// The end of an axis on which all these numbers find room.
const reachOf = (numbers) => {
  const most = Math.max(...numbers.map(Math.abs), 1.8);
  return [2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 30, 50, 100, 200].find((end) => end * 0.95 >= most);
};

// Where the texts beside some places collide least: a side for each of them.
function sides(places) {
  const taken = places.map(([x, y]) => [x - 7, y - 7, x + 7, y + 7]);
  return places.map(([x, y]) => {
    const rooms = SIDES.map(([dx, dy, anchor]) => {
      const left = x + dx - (anchor === "end" ? 15 : 0);
      return [left, y + dy - 9, left + 15, y + dy + 1];
    });
    const met = rooms.map(([left, top, right, bottom]) => taken.filter(([l, t, r, b]) => left < r && l < right && top < b && t < bottom).length);
    const best = met.indexOf(Math.min(...met));
    taken.push(rooms[best]);
    return SIDES[best];
  });
}

export class Plane {
  // `take` gets the name of a point and where it is now; `done` that it was let go.
  constructor(label, take, done) {
    this.reach = 2;
    this.held = null;
    this.marks = new Map();
    this.ends = sign("g", { class: "ends" });
    this.rays = sign("g", {});
    this.points = sign("g", {});
    this.body = sign("svg", { viewBox: `${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`, role: "group", "aria-label": label },
      sign("path", { class: "axes", d: `M${-ROOM} 0H${ROOM}M0 ${-ROOM}V${ROOM}` }), this.ends, this.rays, this.points);
    const where = ({ clientX, clientY }) => {
      const place = new DOMPoint(clientX, clientY).matrixTransform(this.body.getScreenCTM().inverse());
      const fine = this.reach / 40;
      return [place.x, -place.y].map((at) => {
        const value = Math.max(-this.reach, Math.min(this.reach, (at / ROOM) * this.reach));
        return Number((Math.round(value / fine) * fine).toPrecision(6));
      });
    };
    this.body.addEventListener("pointerdown", (event) => {
      const handle = event.target.closest("[data-name]");
      if (!handle || event.button) return;
      event.preventDefault();
      this.held = handle.dataset.name;
      this.body.setPointerCapture(event.pointerId);
      handle.focus({ preventScroll: true });
    });
    // what is taken along must not scroll the page; touch-action on a point does not help
    this.body.addEventListener("touchstart", (event) => event.target.closest("[data-name]") && event.preventDefault(), { passive: false });
    this.body.addEventListener("pointermove", (event) => this.held && take(this.held, where(event)));
    for (const name of ["pointerup", "pointercancel"])
      this.body.addEventListener(name, () => {
        if (this.held) done(this.held);
        this.held = null;
      });
    this.body.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      const name = event.target.closest?.("[data-name]")?.dataset.name;
      if (!way || !name || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const step = this.reach / 20;
      take(name, this.marks.get(name).at.map((value, axis) => Number((value + way[axis] * step).toPrecision(6))));
      done(name);
    });
  }

  // Points have a name, a place, a short text, a kind (for the style), and whether a
  // key of the keyboard reaches them; only those with `free` are taken along.
  show(points) {
    if (!this.held) this.reach = reachOf(points.flatMap(({ at }) => at));
    const place = ([x, y]) => [x, -y].map((value) => Number(((value / this.reach) * ROOM).toFixed(2)));
    this.ends.replaceChildren(
      sign("text", { x: ROOM, y: 12, "text-anchor": "end" }, said(this.reach)),
      sign("text", { x: 4, y: -ROOM + 8 }, said(this.reach)));
    this.rays.replaceChildren(...points.filter(({ ray }) => ray).map(({ at, kind }) => {
      const [x, y] = place(at);
      return sign("line", { class: kind, x2: x, y2: y });
    }));
    const aside = sides(points.map(({ at }) => place(at)));
    for (const [k, { name, at, text, kind, free, told }] of points.entries()) {
      let mark = this.marks.get(name);
      if (!mark) {
        const shape = kind.startsWith("round") ? sign("circle", { r: 5 }) : sign("rect", { x: -4, y: -4, width: 8, height: 8 });
        const whole = sign("g", free ? { "data-name": name } : {},
          ...(free ? [sign("circle", { class: "hold", r: 14 })] : []), shape, sign("text", {}, text));
        if (told) for (const [key, value] of Object.entries({ tabindex: 0, role: "slider", "aria-label": told })) whole.setAttribute(key, value);
        else whole.setAttribute("aria-hidden", "true");
        this.points.append(whole);
        this.marks.set(name, (mark = { whole }));
      }
      mark.at = at;
      const [x, y, anchor] = aside[k];
      for (const [key, value] of Object.entries({ x, y, "text-anchor": anchor })) mark.whole.lastChild.setAttribute(key, value);
      mark.whole.setAttribute("class", kind);
      mark.whole.setAttribute("transform", `translate(${place(at).join(" ")})`);
      if (!told) continue;
      const now = { "aria-valuemin": -this.reach, "aria-valuemax": this.reach, "aria-valuenow": at[0], "aria-valuetext": at.map((value) => said(value, 3)).join(", ") };
      for (const key in now) mark.whole.setAttribute(key, now[key]);
    }
  }
}

export const figure = (title, plane, key) => element("div.plane", {}, element("p.title", {}, title), plane.body, element("p.key", {}, key));
