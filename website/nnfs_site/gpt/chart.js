// Two curves against the step, and the lines that they are held to, as one picture
// whose colours are the stylesheet's.
import { sign } from "../bench/svg.js";

const [WIDE, HIGH, LEFT, RIGHT, ABOVE, BELOW] = [480, 290, 40, 8, 8, 36];

// Each curve has a name for its style, and points [step, nats].
export function chart(steps) {
  const body = sign("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img" });
  const text = (words, x, y, anchor = "start") => sign("text", { x, y, "text-anchor": anchor }, words);

  function show(lines, curves, told) {
    const all = curves.flatMap(({ points }) => points.map(([, nats]) => nats));
    const low = Math.min(1.5, Math.floor(2 * Math.min(...all)) / 2);
    const high = Math.max(3.5, Math.ceil(2 * Math.max(...all)) / 2);
    const x = (step) => LEFT + ((WIDE - LEFT - RIGHT) * step) / steps;
    const y = (nats) => ABOVE + ((HIGH - ABOVE - BELOW) * (high - nats)) / (high - low);
    const parts = [];
    const apart = high - low > 3 ? 1 : 0.5;
    for (let nats = Math.ceil(low / apart) * apart; nats <= high; nats += apart) {
      parts.push(sign("path", { class: "rule", d: `M${LEFT} ${y(nats)}H${WIDE - RIGHT}` }), text(nats.toFixed(apart < 1 ? 1 : 0), LEFT - 5, y(nats) + 4, "end"));
    }
    for (let step = 0; step <= steps; step += steps / 5) {
      parts.push(text(step, Math.min(x(step), WIDE - RIGHT - 12), HIGH - BELOW + 16, "middle"));
    }
    parts.push(text("steps", WIDE - RIGHT, HIGH - 4, "end"));
    for (const [k, { name, nats }] of lines.entries()) {
      const aside = k === lines.length - 1 ? 13 : -4; // the last one stands lowest
      parts.push(sign("path", { class: "goal", d: `M${LEFT} ${y(nats)}H${WIDE - RIGHT}` }), text(`${name} ${nats.toFixed(2)}`, WIDE - RIGHT - 2, y(nats) + aside, "end"));
    }
    for (const { name, points } of curves) {
      const places = points.map(([step, nats]) => `${x(step).toFixed(1)} ${y(nats).toFixed(1)}`);
      if (places.length) parts.push(sign("path", { class: name, d: `M${places.join("L")}` }));
    }
    body.replaceChildren(...parts);
    body.setAttribute("aria-label", told);
  }
  return { body, show };
}
