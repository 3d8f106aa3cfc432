// Figures that a reader can play. Without this script each shows its last picture.
//
// A line with data-trace grows point by point; of the groups with data-frame one
// is shown at a time, and those with data-from from their step on; of consecutive
// cells tagged one-of, one is shown at a time.
(() => {
  "use strict";
  const SECONDS = 5;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // The points of a line, and its last marker, which travels along.
  function trace(group) {
    const line = group.querySelector(":scope > path");
    const marker = [...group.querySelectorAll("use")].at(-1);
    const points = line.getAttribute("d").match(/-?[\d.]+ -?[\d.]+/g);
    return {
      length: points.length,
      show(step) {
        const last = Math.min(step, points.length - 1);
        line.setAttribute("d", `M${points.slice(0, last + 1).join("L")}`);
        const [x, y] = points[last].split(" ");
        marker?.setAttribute("x", x);
        marker?.setAttribute("y", y);
      },
    };
  }

  // Pictures come in the order of the figure, steps in that of their numbers.
  function frames(groups, numbered) {
    const labels = [...new Set(groups.map(({ dataset }) => dataset.frame ?? dataset.from))];
    if (numbered) labels.sort((one, other) => parseInt(one) - parseInt(other));
    return {
      labels,
      length: labels.length,
      show(step) {
        for (const group of groups) {
          const { frame, from } = group.dataset;
          const shown = from ? labels.indexOf(from) <= step : frame === labels[step];
          group.setAttribute("visibility", shown ? "visible" : "hidden");
        }
      },
    };
  }

  function controls(parts, label) {
    const last = Math.max(...parts.map((part) => part.length)) - 1;
    const slider = element("input", { type: "range", min: 0, max: last, value: last });
    slider.setAttribute("aria-label", "Position in the animation");
    const said = element("output");
    const show = (step) => {
      slider.value = step;
      for (const part of parts) part.show(step);
      said.textContent = label(step);
      slider.setAttribute("aria-valuetext", label(step));
    };
    show(last);
    return { last, slider, said, show };
  }

  // Steps have words, and are read one by one; behind the last comes the first.
  function stepper(svg, pictures) {
    const { last, slider, said, show } = controls([pictures], (step) => pictures.labels[step]);
    slider.setAttribute("aria-label", "Step");
    const go = (by) => {
      show((Number(slider.value) + by + last + 1) % (last + 1));
      next.textContent = Number(slider.value) === last ? "Start" : "Next";
    };
    const button = (by) => element("button", { type: "button", onclick: () => go(by) });
    const [back, next] = [button(-1), button(1)];
    back.textContent = "Back";
    go(0);
    slider.addEventListener("input", () => go(0));
    svg.after(element("div", { className: "player steps" }, back, slider, next, said));
  }

  function player(svg, parts, label) {
    const { last, slider, said, show } = controls(parts, label);
    const button = element("button", { type: "button", textContent: "Play" });
    let started = null;

    function stop() {
      started = null;
      button.textContent = "Play";
    }
    function tick(now) {
      if (started === null) return;
      // a frame may have begun before the click
      const seconds = Math.max(0, now - started) / 1000;
      const step = Math.floor((seconds / SECONDS) * (last + 1));
      if (step >= last) stop();
      show(Math.min(step, last));
      if (started !== null) requestAnimationFrame(tick);
    }
    button.addEventListener("click", () => {
      if (started !== null) return stop();
      const from = Number(slider.value) < last ? Number(slider.value) : 0;
      started = performance.now() - (from / (last + 1)) * SECONDS * 1000;
      button.textContent = "Pause";
      requestAnimationFrame(tick);
    });
    slider.addEventListener("input", () => {
      stop();
      show(Number(slider.value));
    });
    const follow = () => (button.hidden = still.matches);
    still.addEventListener("change", follow);
    follow();
    svg.after(element("div", { className: "player" }, button, slider, said));
  }

  function enliven(svg) {
    const lines = [...svg.querySelectorAll("[data-trace]")];
    const groups = [...svg.querySelectorAll("[data-frame], [data-from]")];
    const steps = groups.some((group) => group.dataset.from);
    if (lines.length) {
      const [unit, every] = lines[0].dataset.trace.split("/");
      player(svg, lines.map(trace), (step) => `${unit} ${step * every}`);
    } else if (steps) {
      stepper(svg, frames(groups, true));
    } else if (groups.length) {
      const pictures = frames(groups);
      player(svg, [pictures], (step) => pictures.labels[step]);
    }
  }
  for (const svg of document.querySelectorAll("svg.plot")) enliven(svg);
  addEventListener("drawn", ({ target }) => enliven(target)); // by a cell that ran

  // Consecutive figures become one, with a button for each.
  const taken = new Set();
  for (const first of document.querySelectorAll(".cell.tag_one-of")) {
    if (taken.has(first)) continue;
    const cells = [];
    for (let cell = first; cell?.matches(".cell.tag_one-of"); cell = cell.nextElementSibling) {
      taken.add(cell);
      cells.push(cell);
    }
    const buttons = cells.map((cell) => {
      const caption = cell.querySelector(".caption-text").textContent;
      const button = element("button", { type: "button", textContent: caption.split(":")[0].trim() });
      button.addEventListener("click", () => choose(cell));
      return button;
    });
    const choose = (chosen) =>
      cells.forEach((cell, k) => {
        cell.hidden = cell !== chosen;
        buttons[k].setAttribute("aria-pressed", String(cell === chosen));
      });
    const row = element("div", { className: "one-of" }, ...buttons);
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", "Choose a figure");
    first.before(row);
    const named = () =>
      cells.find((cell) => cell.matches(":target") || cell.querySelector(":target"));
    choose(named() ?? first);
    addEventListener("hashchange", () => named() && choose(named()));
  }
})();
