// What is kept of a reader, in the browser's own storage and nowhere else.
//
// A key is a kind, a page and a name; a value has the time at which it was written:
//   place/PAGE            {at, title, of}  where one stopped: a section, and of how many
//   reached/PAGE/SECTION  1                a section that was read
//   draft/PAGE/PRINT      {at, text}       a cell as it was changed, by the print of its code
//   verdict/NUMBER        true|false       whether an exercise has passed its check
//   answer/PAGE/NAME      {said, of, state}       what was said to a question: see `ask.js`
//   review/PAGE/NAME      {step, due, of}        a question to be asked again: `schedule.js`
// Each entry is an item of its own: two tabs write beside each other, and what does
// not fit leaves the rest as it was. Kinds that are not known here are carried along.
export const BOOK = "nnfs-book";
export const VERSION = 1;
const PREFIX = `${BOOK}/${VERSION}/`;
const text = (value) => typeof value === "string";
const KINDS = {
  place: (value) => text(value?.at) && text(value.title ?? "") && Number.isInteger(value.of),
  reached: (value) => value === 1,
  draft: (value) => text(value?.at) && text(value.text),
  verdict: (value) => typeof value === "boolean",
  answer: (value) => text(value?.said) && text(value.of) && /^(draft|shown|right|wrong)$/.test(value.state),
  review: (value) => text(value?.of) && [0, 1, 2, 3, 4, 5].includes(value.step) && Number.isFinite(value.due),
};

let shelf = null;
try {
  shelf = localStorage;
  shelf.getItem(PREFIX);
} catch {
  shelf = null; // refused: reading goes on
}
export const refused = () => !shelf;

// An entry, or null where it is not one, whoever wrote it.
function sound(key, entry) {
  const [kind, ...name] = key.split("/");
  if (!name.every(Boolean) || !name.length || !Array.isArray(entry)) return null;
  const [when, value] = entry;
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind](value) : value !== undefined;
  return known && Number.isFinite(when) ? { key, when, value } : null;
}
function parsed(key, written) {
  try {
    return sound(key, JSON.parse(written));
  } catch {
    return null;
  }
}
export const get = (key) => (shelf ? parsed(key, shelf.getItem(PREFIX + key)) : null);

// All entries whose keys begin so, in the order of their keys.
export function under(start) {
  const keys = shelf ? Object.keys(shelf).filter((key) => key.startsWith(PREFIX + start)) : [];
  return keys.sort().map((key) => get(key.slice(PREFIX.length))).filter(Boolean);
}
// Returns whether it was written.
export function put(key, value, when = Date.now()) {
  try {
    shelf.setItem(PREFIX + key, JSON.stringify([when, value]));
    return true;
  } catch {
    return false; // refused or full
  }
}
export const drop = (key) => shelf?.removeItem(PREFIX + key);
export function forget() {
  if (!shelf) return;
  for (const key of Object.keys(shelf)) if (key.startsWith(`${BOOK}/`)) shelf.removeItem(key);
}
// What another tab has written: its key, or "" for everything.
export function listen(act) {
  addEventListener("storage", ({ key }) => {
    if (key === null) act("");
    else if (key.startsWith(PREFIX)) act(key.slice(PREFIX.length));
  });
}

// A short name for a text: equal texts have equal prints (FNV-1a, twice over).
export function print(words) {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let k = 0; k < words.length; k++) {
    a = Math.imul(a ^ words.charCodeAt(k), 0x01000193);
    b = Math.imul(b ^ words.charCodeAt(k), 0x5bd1e995);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

// The file that carries everything to another device.
export function written() {
  const entries = Object.fromEntries(under("").map(({ key, when, value }) => [key, [when, value]]));
  return JSON.stringify({ book: BOOK, version: VERSION, entries }, null, 1);
}
// What stands in such a file, or the reason why it is none.
export function read(words) {
  let file;
  try {
    file = JSON.parse(words);
  } catch {
    return "is not a file that this page has saved";
  }
  if (file?.book !== BOOK || !file.entries) return "is not a file that this page has saved";
  if (file.version !== VERSION) return "was saved by another edition of this page, which knows more";
  const entries = Object.entries(file.entries).map(([key, entry]) => sound(key, entry));
  return entries.every(Boolean) ? entries : "is damaged";
}
// Take in what a file has, and lose nothing: of two drafts the newer stands first and
// the other beside it; what has passed stays so. Returns how many did not fit.
export function take(entries) {
  let left = 0;
  for (const theirs of entries) {
    theirs.when = Math.min(theirs.when, Date.now()); // a clock may be wrong
    const mine = get(theirs.key);
    const [old, fresh] = mine?.when >= theirs.when ? [theirs, mine] : [mine, theirs];
    const draft = mine && theirs.key.startsWith("draft/") && mine.value.text !== theirs.value.text;
    const aside = !draft || put(`${theirs.key}/${print(old.value.text)}`, old.value, old.when);
    const kept = fresh === mine || mine?.value === true;
    if (!aside || !(kept || put(theirs.key, theirs.value, theirs.when))) left += 1;
  }
  return left;
}
