// What nnfs.sequences.Attention does to one sequence, and what the network does that
// benchmarks/speller.py has trained. A matrix is an array of rows.
const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
const plus = (a, b) => a.map((value, k) => value + b[k]);

export function softmax(scores) {
  const most = Math.max(...scores);
  const parts = scores.map((score) => Math.exp(score - most));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

// Each question meets each key; the shares weigh the values. With a mask nobody sees a
// later one: its score is -Infinity.
export function attend(questions, keys, values, scale, masked) {
  const products = questions.map((question) => keys.map((key) => dot(question, key)));
  const scores = products.map((row, r) => row.map((product, c) => (masked && c > r ? -Infinity : product * scale)));
  const shares = scores.map(softmax);
  const outputs = shares.map((row) => values[0].map((_, axis) => row.reduce((sum, share, c) => sum + share * values[c][axis], 0)));
  return { products, scores, shares, outputs };
}

// Where each of four positions stands: a clock that goes a quarter at each step.
export const CLOCK = [[1, 0], [0, 1], [-1, 0], [0, -1]];

// The bench: position is added to question and key. Without a scale a score is the
// product itself.
export function four({ questions, keys, values }, { mask, scale, positions }) {
  const place = (rows) => (positions ? rows.map((row, t) => plus(row, CLOCK[t])) : rows);
  const [asked, shown] = [place(questions), place(keys)];
  return { asked, shown, ...attend(asked, shown, values, scale ? Math.SQRT1_2 : 1, mask) };
}

// By how much each row of outputs has moved; below a rounding it stands still.
export const movedBy = (before, after) =>
  after.map((row, t) => {
    const most = Math.max(...row.map((value, axis) => Math.abs(value - before[t][axis])));
    return most < 1e-12 ? 0 : most;
  });

const MIDDLE = 80; // the character of 0
export const SYMBOLS = ".abcdefghijklmnopqrstuvwxyz";
const [WIDTH, HIDDEN, EPSILON] = [32, 64, 1e-5];
export const [CONTEXT, HEADS, BLOCKS] = [12, 4, 2];

// A name as the network takes it: small letters without accents, or null.
export function spelling(text) {
  const plain = text.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return /^[a-z]+$/.test(plain) && plain.length < CONTEXT ? plain : null;
}

// The network from its weights, a character each, and a scale for each array. Arrays
// come in the order in which nnfs has them.
export function speller({ scales, weights }) {
  let [start, nth] = [0, 0];
  const vector = (size) => {
    const scale = scales[nth++];
    start += size;
    return Array.from(weights.slice(start - size, start), (sign) => (sign.charCodeAt(0) - MIDDLE) * scale);
  };
  const matrix = (rows, columns) => {
    const flat = vector(rows * columns);
    return Array.from({ length: rows }, (_, r) => flat.slice(r * columns, (r + 1) * columns));
  };
  const dense = (inputs, outputs) => {
    const [weights, biases] = [matrix(inputs, outputs), vector(outputs)];
    return (rows) => rows.map((row) => biases.map((bias, j) => row.reduce((sum, value, k) => sum + value * weights[k][j], 0) + bias));
  };
  const norm = () => {
    const [scales, shifts] = [vector(WIDTH), vector(WIDTH)];
    return (rows) => rows.map((row) => {
      const mean = row.reduce((sum, value) => sum + value, 0) / WIDTH;
      const deviation = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / WIDTH + EPSILON);
      return row.map((value, k) => ((value - mean) / deviation) * scales[k] + shifts[k]);
    });
  };
  const embedding = matrix(SYMBOLS.length, WIDTH);
  const positions = matrix(CONTEXT, WIDTH);
  const blocks = Array.from({ length: BLOCKS }, () => ({
    look: norm(), three: dense(WIDTH, 3 * WIDTH), mix: dense(WIDTH, WIDTH),
    rest: norm(), widen: dense(WIDTH, HIDDEN), narrow: dense(HIDDEN, WIDTH),
  }));
  const last = norm();
  const scored = dense(WIDTH, SYMBOLS.length);

  // The scores of what follows each symbol of a text, and by block and head the shares.
  return (text) => {
    const size = WIDTH / HEADS;
    const shares = [];
    let rows = [...text].map((sign, t) => plus(embedding[SYMBOLS.indexOf(sign)], positions[t]));
    for (const { look, three, mix, rest, widen, narrow } of blocks) {
      const all = three(look(rows));
      const part = (which, head) => all.map((row) => row.slice(which * WIDTH + head * size, which * WIDTH + (head + 1) * size));
      const heads = Array.from({ length: HEADS }, (_, head) => attend(part(0, head), part(1, head), part(2, head), 1 / Math.sqrt(size), true));
      shares.push(heads.map((head) => head.shares));
      const mixed = mix(rows.map((_, t) => heads.flatMap((head) => head.outputs[t])));
      rows = rows.map((row, t) => plus(row, mixed[t]));
      const added = narrow(widen(rest(rows)).map((row) => row.map((value) => Math.max(0, value))));
      rows = rows.map((row, t) => plus(row, added[t]));
    }
    return { scores: scored(last(rows)), shares };
  };
}

// What a name costs: the nats of each of its letters and of its end, each beside the
// shares that the network gave to all symbols.
export function priced(network, name) {
  const { scores, shares } = network(`.${name}`);
  const next = scores.map(softmax);
  const nats = [...name, "."].map((sign, t) => -Math.log(next[t][SYMBOLS.indexOf(sign)]));
  return { shares, next, nats, mean: nats.reduce((sum, part) => sum + part, 0) / nats.length };
}
