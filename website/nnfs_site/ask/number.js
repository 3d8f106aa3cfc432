// A number as people write it, and every number that it can mean.

const ONE = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?$/i;
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

// No numbers, where a text means none. "1,797" means two, and "35 %" too.
export function readings(text) {
  const plain = text
    .replace(/^\s*(?:line|#)/i, "") // of a line of code
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\s'\u2019\u2248~=]/g, "")
    .replace(/[\u00b7\u00d7*x]?10(?:\^|\*\*)[({]?([+-]?\d+)[)}]?/i, (whole, power) => (/^1/.test(whole) ? "1e" : "e") + power);
  const [over, under, ...more] = plain.replace(/%$/, "").split("/").map(single);
  if (more.length || !over || (under && !under.some(Boolean))) return [];
  const found = under ? over.flatMap((one) => under.filter(Boolean).map((other) => one / other)) : over;
  return plain.endsWith("%") ? [...found, ...found.map((one) => one / 100)] : found;
}
function single(text) {
  const found = [];
  if (ONE.test(text)) found.push(Number(text.replace(",", ".")));
  if (THOUSANDS.test(text)) found.push(Number(text.replaceAll(",", "")));
  return found;
}
