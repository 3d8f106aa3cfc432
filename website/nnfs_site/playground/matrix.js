// What the other modules need of NumPy: a matrix, and a check.

// Numbers in rows, one row after the other in `data`.
export class Matrix {
  constructor(rows, columns, data = new Float64Array(rows * columns)) {
    this.rows = rows;
    this.columns = columns;
    this.data = data;
  }

  // The chosen rows, copied, as X.take(rows, axis=0) does.
  take(rows) {
    const { columns, data } = this;
    const taken = new Matrix(rows.length, columns);
    for (let row = 0, k = 0; row < rows.length; row++) {
      const start = rows[row] * columns;
      for (let j = 0; j < columns; j++) taken.data[k++] = data[start + j];
    }
    return taken;
  }
}

// A matrix to write into: the old one if it has the shape that is wanted. A step
// of training would leave more garbage than results without it. Where rows are the
// positions of sequences, `time` of them make one.
export function room(old, rows, columns, time) {
  if (old?.rows !== rows || old.columns !== columns) {
    const size = rows * columns;
    const buffer = old?.data.buffer;
    old = new Matrix(rows, columns,
      buffer?.byteLength >= 8 * size ? new Float64Array(buffer, 0, size) : undefined);
  }
  old.time = time;
  return old;
}

export function all_finite(numbers) {
  let sum = 0;
  for (let place = 0; place < numbers.length; place++) sum += numbers[place] * 0;
  return sum === 0;
}
