// Names as numbers: the dot, which stands at both ends of a name, is 0, and the letters
// are 1 to 26.
import { Matrix } from "../playground/matrix.js";
import { Generator } from "../playground/random.js";

// In the list of the page a name is the number of letters that it has in common with
// the one before, and the rest, which begins large where the number is as before.
export function listed(text) {
  let [same, last] = [0, ""];
  return Array.from(text.matchAll(/(\d?)([A-Za-z][a-z]*)/g), ([, count, rest]) => {
    same = count || same;
    return (last = last.slice(0, same) + rest.toLowerCase());
  });
}

const numberOf = (sign) => (sign === "." ? 0 : sign.charCodeAt(0) - 96);
export const signOf = (number) => (number ? String.fromCharCode(number + 96) : ".");

// Dots between the names, and around.
export const numbered = (some) => Uint8Array.from(`.${some.join(".")}.`, numberOf);

// Four fifths to learn from, and a tenth held out: the split of chapter 15, seed 0.
export function parted(everyone) {
  const mixed = Array.from(new Generator(0).permutation(everyone.length), (place) => everyone[place]);
  const [first, second] = [0.8, 0.9].map((share) => Math.floor(share * mixed.length));
  return { learn: mixed.slice(0, first), held: mixed.slice(first, second) };
}

// Names of one length make a matrix, a name to a row, with its dots: as many as are
// scored in half a frame.
export function byLength(some, most = 64) {
  const groups = [];
  for (const name of some) {
    let group = groups.findLast(([first]) => first.length === name.length);
    if (!group || group.length === most) groups.push((group = []));
    group.push(name);
  }
  return groups.map((names) => {
    const columns = names[0].length + 2;
    const rows = new Matrix(names.length, columns);
    names.forEach((name, row) => rows.data.set(numbered([name]), row * columns));
    return rows;
  });
}

// The columns of a matrix from one to before another.
export function columnsOf({ rows, columns, data }, from, to) {
  const cut = new Matrix(rows, to - from);
  for (let row = 0; row < rows; row++) {
    cut.data.set(data.subarray(row * columns + from, row * columns + to), row * (to - from));
  }
  return cut;
}
