// Weights as the file that nnfs reads and writes: an .npz is a zip, without
// compression, of arrays in NumPy's format.

const [LOCAL, ENTRY, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const MAGIC = "\x93NUMPY";
const FAULT = "This is no file that Network.save wrote";

const bytesOf = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const textOf = (bytes) => String.fromCharCode(...bytes);

function checksum(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

// Numbers of 2 or 4 bytes, the least byte first: [size, value], ...
function packed(...fields) {
  return Uint8Array.from(fields.flatMap(([size, value]) => Array.from({ length: size }, (_, k) => (value >>> (8 * k)) & 255)));
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function npy({ shape, data }) {
  const size = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const said = `{'descr': '<f8', 'fortran_order': False, 'shape': (${size}), }`;
  const head = said.padEnd(64 * Math.ceil((said.length + 11) / 64) - 11) + "\n";
  const numbers = new DataView(new ArrayBuffer(8 * data.length));
  data.forEach((value, k) => numbers.setFloat64(8 * k, value, true));
  return joined([bytesOf(`${MAGIC}\x01\x00`), packed([2, head.length]), bytesOf(head), new Uint8Array(numbers.buffer)]);
}

// The bytes of a file from [name, { shape, data }], ...
export function archive(arrays) {
  const parts = [];
  const entries = [];
  let at = 0;
  for (const [name, array] of arrays) {
    const title = bytesOf(`${name}.npy`);
    const content = npy(array);
    // version, flags, method, time, date (1980), sum, two sizes, two lengths
    const known = [[2, 20], [2, 0], [2, 0], [2, 0], [2, 33], [4, checksum(content)],
      [4, content.length], [4, content.length], [2, title.length], [2, 0]];
    entries.push(packed([4, ENTRY], [2, 20], ...known, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), title);
    const local = joined([packed([4, LOCAL], ...known), title, content]);
    parts.push(local);
    at += local.length;
  }
  const list = joined(entries);
  const end = packed([4, END], [2, 0], [2, 0], [2, arrays.length], [2, arrays.length], [4, list.length], [4, at], [2, 0]);
  return joined([...parts, list, end]);
}

function array(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (textOf(bytes.subarray(0, 6)) !== MAGIC || bytes[6] !== 1) throw new RangeError(FAULT);
  const start = 10 + view.getUint16(8, true);
  const head = textOf(bytes.subarray(10, start));
  const [, kind, size] = /'descr': '<f([48])', 'fortran_order': False, 'shape': \(([\d, ]*)\)/.exec(head) ?? [];
  if (!kind) throw new RangeError(FAULT);
  const shape = size.split(",").filter((text) => text.trim()).map(Number);
  const count = shape.reduce((product, n) => product * n, 1);
  if (start + count * kind !== bytes.length) throw new RangeError(FAULT);
  const data = Float64Array.from({ length: count }, (_, k) => view[`getFloat${8 * kind}`](start + kind * k, true));
  return { shape, data };
}

// The arrays of a file, by name; a RangeError where it is another kind of file.
export function arrays(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = new Map();
  try {
    let end = bytes.length - 22;
    while (view.getUint32(end, true) !== END) end -= 1;
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left--) {
      const [sum, size] = [view.getUint32(at + 16, true), view.getUint32(at + 24, true)];
      const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true));
      const local = view.getUint32(at + 42, true);
      if (view.getUint32(at, true) !== ENTRY || view.getUint16(at + 10, true)) throw new RangeError(FAULT);
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const content = bytes.subarray(start, start + size);
      if (checksum(content) !== sum) throw new RangeError(FAULT);
      const title = textOf(bytes.subarray(at + 46, at + 46 + lengths[0]));
      found.set(title.replace(/\.npy$/, ""), array(content));
      at += 46 + lengths[0] + lengths[1] + lengths[2];
    }
  } catch (fault) {
    throw fault instanceof RangeError ? new RangeError(FAULT) : fault;
  }
  return found;
}
