// The page: four symbols that look at each other, and a name in the trained network.
import { chosen, code, COUNT, fromAddress, numberOf, read, rowsOf, SCENES, stepped, SWITCHES, tidied, tidy, toAddress, write } from "./address.js";
import { BLOCKS, CLOCK, CONTEXT, four, HEADS, movedBy, priced, speller, spelling, SYMBOLS } from "./attend.js";
import { figure, Plane } from "./plane.js";
import { button, copyOrShow, element, field } from "../playground/elements.js";
import { follow, hold } from "../playground/place.js";
import { Grid, inRows, paint, Palette, said, setting } from "../bench/pieces.js";

const TRAINED = "@speller"; // the build puts benchmarks/speller.json here
const TOLD = {
  four: "four that differ", hand: "the case by hand", equal: "equal keys", sharp: "long questions",
};
const ROLES = ["question", "key", "value"];
const DIAL = { mask: "Mask", scale: "Scale", positions: "Positions" };

const digits = (value) => (value === -Infinity ? "\u2212\u221e" : said(Math.abs(value) < 5e-4 ? 0 : value, 3));
const vector = (numbers) => `(${numbers.map(digits).join(", ")})`;
const share = (value) => (value === 0 || value === 1 ? String(value) : value.toFixed(2));
const listed = (words) => (words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);
const range = (count) => Array.from({ length: count }, (_, k) => k);

// A grid with a name at each row and column.
function headed(grid, title, across, down) {
  const names = (kind) => element(`div.${kind}`, { "aria-hidden": "true" });
  const [top, side] = [names("top"), names("side")];
  const name = (room, texts) => room.replaceChildren(...texts.map((text) => element("span", {}, text)));
  const whole = element("div.headed", {}, element("p.asked", { "aria-hidden": "true" }, down), element("p.seen", { "aria-hidden": "true" }, across), top, side, grid.body);
  return { whole: element("div.square", {}, element("p.title", {}, title), whole), name: (texts) => [top, side].forEach((room) => name(room, texts)) };
}

function attention(root) {
  let { state, notes: unread } = fromAddress(location.hash);
  let palette = null;
  let last = null; // the outputs before what a reader is doing
  let network = null;

  const notes = element("p.notes", { role: "status" });
  const voice = element("p.visually-hidden", { role: "status" });
  const say = (text) => (notes.textContent = text);
  const now = () => four(rowsOf(state.symbols), chosen(state));

  // Do something to the symbols or switches, and say which rows of outputs moved.
  function change(told, act) {
    last = now().outputs;
    act();
    say("");
    draw(told);
    voice.textContent = stirred.textContent;
  }

  const scenes = setting("Symbols", "symbols", [...Object.keys(SCENES), "own"], (name) => {
    if (name === "own") draw();
    else change(`The symbols are ${TOLD[name]}.`, () => (state.symbols = read("symbols", name)));
  }, TOLD);
  const dials = Object.keys(SWITCHES).map((name) =>
    button(DIAL[name], () => change(`${DIAL[name]}: ${state[name] === "on" ? "off" : "on"}.`, () => (state[name] = state[name] === "on" ? "off" : "on"))));
  const turn = () => change(`Symbol ${COUNT} has made a quarter turn: its question, its key and its value.`, () => {
    const start = 6 * (COUNT - 1);
    for (const k of [start, start + 2, start + 4]) {
      const [x, y] = [k, k + 1].map((at) => state.symbols[at]);
      const flipped = numberOf(y) === 0 ? "0" : y.startsWith("-") ? y.slice(1) : `-${y}`;
      state.symbols = state.symbols.with(k, flipped).with(k + 1, x);
    }
  });
  const swap = () => change("Symbols 1 and 2 have changed places.", () => {
    state.symbols = [...state.symbols.slice(6, 12), ...state.symbols.slice(0, 6), ...state.symbols.slice(12)];
  });

  // Six numbers to a symbol, as fields.
  const boxes = range(6 * COUNT).map((k) => {
    const what = `${ROLES[Math.floor((k % 6) / 2)]} ${Math.floor(k / 6) + 1}`;
    const label = `${what}, ${k % 2 ? "second" : "first"} number`;
    const box = element("input", { autocomplete: "off", size: 3, "aria-label": label });
    const take = (text) => {
      try {
        numberOf(text);
        change(`Now ${what} has ${tidied(text)} as its ${k % 2 ? "second" : "first"} number.`, () => (state.symbols = state.symbols.with(k, tidied(text))));
      } catch (fault) {
        if (!(fault instanceof RangeError)) throw fault;
        say(`It ${fault.message}.`);
        box.value = state.symbols[k];
      }
    };
    box.addEventListener("change", () => take(box.value));
    box.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      take(stepped(state.symbols[k], way));
    });
    return box;
  });
  const places = range(COUNT).map((t) => element("td.place", {}, vector(CLOCK[t])));
  const head = (text, attributes) => element("th", { scope: "col", ...attributes }, text);
  const placed = head("Place", { class: "place" });
  const table = element("table.symbols", {},
    element("thead", {}, element("tr", {}, head(""), placed, ...["Question", "Key", "Value"].map((text) => head(text, { colspan: 2 })))),
    element("tbody", {}, ...range(COUNT).map((t) =>
      element("tr", {}, element("th", { scope: "row" }, t + 1), places[t], ...range(6).map((k) => element("td", {}, boxes[6 * t + k]))))));

  // What is taken along in a plane: the name of a point is its number among the 24.
  let before = null;
  const take = (name, at) => {
    before ??= now().outputs;
    last = before;
    const [start, t] = [Number(name), Math.floor(Number(name) / 6)];
    const off = state.positions === "on" && start % 6 < 4 ? CLOCK[t] : [0, 0];
    at.forEach((value, axis) => (state.symbols = state.symbols.with(start + axis, String(Number((value - off[axis]).toPrecision(6))))));
    say("");
    draw(`${ROLES[(start % 6) / 2].replace(/^./, (sign) => sign.toUpperCase())} ${t + 1} is ${vector(at)}.`);
  };
  const done = () => {
    before = null;
    settle();
    voice.textContent = stirred.textContent;
  };
  const looking = new Plane("Questions and keys. Arrow keys move a question.", take, done);
  const giving = new Plane("Values, and outputs between them. Arrow keys move a value.", take, done);

  const scores = element("table.numbers");
  const outputs = element("table.numbers");
  const shares = new Grid("shares", "Shares: who asks to a row, who is asked to a column. Arrow keys move from one to the next.", () => false);
  const framed = headed(shares, "Shares", "who is asked", "who asks");
  framed.name(range(COUNT).map((t) => t + 1));
  const stirred = element("p.stirred");
  const behind = element("p.behind");
  const mixed = element("p.behind");
  const pick = (at) => {
    if (at < 0) return;
    state.cell = [Math.floor(at / COUNT) + 1, (at % COUNT) + 1];
    draw();
    voice.textContent = behind.textContent;
  };
  shares.body.addEventListener("focusin", ({ target }) => pick(shares.cells.indexOf(target)));

  // A name in the trained network.
  const spelt = element("input", { name: "name", autocomplete: "off", spellcheck: "false", size: 12, maxlength: 30 });
  spelt.addEventListener("change", () => {
    const plain = spelling(spelt.value);
    if (plain) {
      state.name = plain;
      say("");
      drawName();
      voice.textContent = cost.textContent;
    } else say(`A name is 1 to ${CONTEXT - 1} letters from a to z.`);
    spelt.value = state.name;
  });
  const heads = range(BLOCKS * HEADS).map((k) => {
    const [block, nth] = [Math.floor(k / HEADS), k % HEADS];
    const canvas = element("canvas", {});
    const told = `Block ${block + 1}, head ${nth + 1}`;
    const press = button("", () => {
      state.head = [block + 1, nth + 1];
      drawName();
      voice.textContent = habit.textContent;
    }, { "aria-label": told });
    press.append(canvas, element("span", {}, `${block + 1}-${nth + 1}`));
    return { block, nth, canvas, press };
  });
  const letters = new Grid("letters", "Shares of this head: the symbol that asks to a row, the one that is asked to a column. Arrow keys move from one to the next.", () => false);
  const lettered = headed(letters, "Shares of this head", "who is asked", "who asks");
  const cost = element("p.cost");
  const habit = element("p.habit");
  const looked = element("p.looked");
  const next = element("table.numbers.next");
  const look = (at) => {
    if (at < 0) return;
    state.look = [Math.floor(at / letters.side), at % letters.side];
    drawName();
    voice.textContent = looked.textContent;
  };
  letters.body.addEventListener("focusin", ({ target }) => look(letters.cells.indexOf(target)));
  for (const [grid, room] of [[shares, pick], [letters, look]]) {
    grid.body.addEventListener("pointermove", (event) => {
      const at = event.buttons ? grid.under(event) : -1;
      if (at >= 0 && at !== grid.at) grid.cells[at].focus({ preventScroll: true });
    });
    grid.body.addEventListener("pointerdown", (event) => event.button || room(grid.under(event)));
  }

  root.append(
    element("div.tools", {}, scenes.row, ...dials),
    element("div.tools", {}, button(`Turn symbol ${COUNT}`, turn), button("Swap 1 and 2", swap),
      button("Copy link", () => copyOrShow(notes, here(), "the link to this state")),
      button("Copy as Python", () => copyOrShow(notes, code(state), "the lines of nnfs")),
      button("Defaults", () => open(""))),
    notes, voice, stirred,
    element("div.attention-room", {},
      element("div.given", {}, element("p.title", {}, "Symbols"), table, element("p.key", {}, "Type a number, or a fraction, or ln 2; arrow keys step.")),
      figure("Questions and keys", looking, "Drag a question (round) or a key (square)."),
      figure("Values and outputs", giving, "Drag a value (square). An output (round, o) lies between the values that it sees."),
      element("div", {}, element("p.title", {}, "Scores"), scores, behind),
      framed.whole,
      element("div", {}, element("p.title", {}, "Outputs"), outputs, mixed)),
    element("div.naming", { role: "region", "aria-label": "A name in a trained network" },
      element("p.title", {}, "A name in a trained network"),
      element("div.tools", {}, field("Name", spelt)), cost,
      element("div.heads", { role: "group", "aria-label": "Blocks and heads" }, ...heads.map(({ press }) => press)),
      element("div.attention-room", {}, lettered.whole, element("div.told", {}, habit, looked, next))));

  function here() {
    const fragment = toAddress(state);
    return location.href.replace(/#.*/, "") + (fragment && `#${fragment}`);
  }

  // Browsers refuse an address that changes a hundred times in a drag.
  function settle() {
    if (!before) hold(here());
  }

  function draw(told) {
    palette ??= new Palette(root);
    const found = now();
    const { questions, keys, values } = rowsOf(state.symbols);
    const { asked, shown } = found;
    const [row, column] = state.cell.map((place) => place - 1);
    scenes.box.value = write("symbols", state).includes(",") ? "own" : write("symbols", state);
    dials.forEach((dial, k) => dial.setAttribute("aria-pressed", state[Object.keys(SWITCHES)[k]] === "on"));
    boxes.forEach((box, k) => {
      if (box.value !== state.symbols[k]) box.value = state.symbols[k];
    });
    for (const cell of [placed, ...places]) cell.hidden = state.positions === "off";
    table.classList.toggle("apart", state.positions === "on");

    const kind = (shape, t) => `${shape}${t === row ? " asking" : ""}`;
    looking.show([
      ...shown.map((at, t) => ({ name: String(6 * t + 2), at, text: `k${t + 1}`, kind: "square", free: true })),
      ...asked.map((at, t) => ({ name: String(6 * t), at, text: `q${t + 1}`, kind: kind("round", t), free: true, ray: true, told: `Question ${t + 1}` })),
    ]);
    giving.show([
      ...values.map((at, t) => ({ name: String(6 * t + 4), at, text: `v${t + 1}`, kind: "square", free: true, told: `Value ${t + 1}` })),
      ...found.outputs.map((at, t) => ({ name: `out${t}`, at, text: `o${t + 1}`, kind: kind("round", t) })),
    ]);

    const line = (name, t, ...cells) => element("tr", t === row ? { class: "asking" } : {}, element("th", { scope: "row" }, name), ...cells);
    const chosenCell = (r, c) => (r === row && c === column ? { class: "chosen" } : {});
    scores.replaceChildren(
      element("thead", {}, element("tr", {}, head(""), ...range(COUNT).map((t) => head(`k${t + 1}`)))),
      element("tbody", {}, ...found.scores.map((scoresOf, r) => line(`q${r + 1}`, r, ...scoresOf.map((score, c) => element("td", chosenCell(r, c), digits(score)))))));
    const flat = found.shares.flat();
    shares.show(flat, 1, palette, share);
    shares.cells.forEach((cell, k) => {
      const [r, c] = [Math.floor(k / COUNT), k % COUNT];
      cell.setAttribute("aria-selected", r === row && c === column);
      cell.setAttribute("aria-label", `${r + 1} gives ${c + 1} ${share(flat[k])}`);
    });
    shares.go(row * COUNT + column);
    const far = movedBy(last ?? found.outputs, found.outputs);
    outputs.replaceChildren(
      element("thead", {}, element("tr", {}, head("row"), head("first"), head("second"), head("moved by"))),
      element("tbody", {}, ...found.outputs.map((output, t) => line(t + 1, t, ...output.map((value) => element("td", {}, digits(value))), element("td", far[t] ? { class: "moved" } : {}, digits(far[t]))))));
    const still = range(COUNT).filter((t) => !far[t]).map((t) => t + 1);
    const gone = range(COUNT).filter((t) => far[t]).map((t) => t + 1);
    const rows = (list, one, many) => (list.length ? ` Row${list.length > 1 ? "s" : ""} ${listed(list)} ${list.length > 1 ? many : one}.` : "");
    if (told && !last) stirred.textContent = told;
    else if (told) stirred.textContent = `${told}${rows(still, "stands still", "stand still")}${rows(gone, "moves", "move")}`;

    const product = asked[row].map((value, axis) => `${digits(value)} \u00d7 ${digits(shown[column][axis])}`).join(" + ");
    const scaled = state.scale === "on" ? ` Divided by \u221a2: ${digits(found.products[row][column] * Math.SQRT1_2)}.` : "";
    const hidden = state.mask === "on" && column > row ? " It comes later, so the mask makes the score \u2212\u221e." : "";
    behind.textContent = `Question ${row + 1} \u00b7 key ${column + 1} = ${product} = ${digits(found.products[row][column])}.${scaled}${hidden} Share: ${digits(found.shares[row][column])}.`;
    const terms = values.map((value, c) => `${digits(found.shares[row][c])} \u00d7 ${vector(value)}`).filter((_, c) => state.mask === "off" || c <= row);
    mixed.textContent = `Output ${row + 1} = ${terms.join(" + ")} = ${vector(found.outputs[row])}.`;
    settle();
  }

  function drawName() {
    palette ??= new Palette(root);
    network ??= speller(TRAINED);
    tidy(state);
    const { name } = state;
    const signs = [".", ...name];
    const { shares: all, next: expected, nats, mean } = priced(network, name);
    if (spelt.value !== name) spelt.value = name;
    cost.textContent = `${name} costs ${said(mean, 3)} nats per character, its end counted; to a reader who knows nothing each costs ln 27 = 3.30.`;
    heads.forEach(({ block, nth, canvas, press }) => {
      press.setAttribute("aria-pressed", block + 1 === state.head[0] && nth + 1 === state.head[1]);
      paint(canvas, all[block][nth], 1, palette);
    });
    const table = all[state.head[0] - 1][state.head[1] - 1];
    const title = `Block ${state.head[0]}, head ${state.head[1]}`;
    lettered.whole.querySelector(".title").textContent = `${title}: the shares`;
    lettered.name(signs);
    const [row, column] = state.look;
    letters.show(table.flat(), 1, palette, () => "");
    letters.cells.forEach((cell, k) => {
      const [r, c] = [Math.floor(k / signs.length), k % signs.length];
      cell.setAttribute("aria-selected", r === row && c === column);
      cell.setAttribute("aria-label", `${signs[r]} gives ${signs[c]} ${share(table[r][c])}`);
      cell.classList.toggle("later", c > r);
    });
    letters.go(row * signs.length + column);
    const over = (part) => share(range(name.length).reduce((sum, t) => sum + part(t + 1), 0) / name.length);
    habit.textContent = `${title} gives, in the mean over the letters of this name, ${over((t) => table[t][t - 1])} to the symbol just before, ${over((t) => table[t][t])} to the letter itself, and ${over((t) => table[t][0])} to the dot at the beginning.`;
    const told = (t) => (t ? `letter ${t} (${signs[t]})` : "the dot at the beginning");
    const what = column > row ? `does not see ${told(column)}, which comes later` : `gives ${told(column)} ${share(table[row][column])} of its share`;
    looked.textContent = `${told(row)} ${what}.`.replace(/^./, (sign) => sign.toUpperCase());
    const comes = row < name.length ? name[row] : ".";
    const best = range(SYMBOLS.length).sort((a, b) => expected[row][b] - expected[row][a]).slice(0, 5);
    const word = (sign) => (sign === "." ? "the end" : sign);
    next.replaceChildren(
      element("caption", {}, `After \u201c${name.slice(0, row)}\u201d. What comes is ${word(comes)}: it had ${share(expected[row][SYMBOLS.indexOf(comes)])}, and costs ${said(nats[row], 3)} nats.`),
      element("thead", {}, element("tr", {}, head("expected"), ...best.map((symbol) => head(word(SYMBOLS[symbol]))))),
      element("tbody", {}, element("tr", {}, element("th", { scope: "row" }, "share"), ...best.map((symbol) => element("td", {}, share(expected[row][symbol]))))));
    settle();
  }

  function open(fragment) {
    ({ state, notes: unread } = fromAddress(fragment));
    last = null;
    draw("Drag, type or press. This line then says which rows of outputs move.");
    drawName();
    say(unread.join(" "));
  }

  // a link further down the page leads to what it changes
  addEventListener("click", ({ target }) => {
    const link = target.closest("a.attention");
    if (!link) return;
    const low = /#.*\b(name|head|look)=/.test(link.href);
    const grid = low ? letters : shares;
    grid.cells[grid.at].focus({ preventScroll: true });
    (low ? root.querySelector(".naming") : root).scrollIntoView();
  });
  follow(open);
  const again = () => {
    draw();
    drawName();
  };
  new ResizeObserver(again).observe(root);
  new MutationObserver(() => {
    palette = null;
    again();
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  open(location.hash);
}

for (const root of document.querySelectorAll("[data-attention]")) attention(root);
