// Where a reader is: the sections that were read, the place where one stopped, and
// both in the margins. `contents.js` says which section is being read.
import { get, put, under } from "./store.js";

const STAY = 2e3; // milliseconds: who only scrolls past has not read
export const root = new URL(document.documentElement.dataset.content_root, location);

// The name of the page at an address, or "".
export function pageAt(address) {
  const { pathname } = new URL(address, location);
  if (!pathname.startsWith(root.pathname)) return "";
  return pathname.slice(root.pathname.length).replace(/\.html$/, "") || "index";
}
export const page = pageAt(location.href);

const inside = () => [...document.querySelectorAll("nav.page-toc a[href^='#']")];
const sectionOf = (link) => decodeURIComponent(link.hash.slice(1));
const outside = () => [...document.querySelectorAll("nav.bd-links a[href]")];

export function mark() {
  const counts = {};
  for (const { key } of under("reached/")) {
    const name = key.slice("reached/".length, key.lastIndexOf("/"));
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const label = (link, words) => {
    if (words) link.dataset.kept = words;
    else delete link.dataset.kept;
  };
  for (const link of outside()) {
    const name = pageAt(link.href);
    const all = get(`place/${name}`)?.value.of;
    label(link, counts[name] && (counts[name] >= all ? "read" : "begun"));
  }
  for (const link of inside()) label(link, get(`reached/${page}/${sectionOf(link)}`) && "read");
}

// Where a place is, in words: its section, on a page with that title. Old ones say
// only where they are.
export const named = ({ title = "" }, whole) => (title ? `${title}, in ${whole}` : whole);

// A link in the header, or on a phone at its foot: nothing moves for it.
let resume = null;
export function offer() {
  if (location.hash) return;
  const here = get(`place/${page}`);
  let address = "";
  let words = "";
  if (here) {
    const section = document.getElementById(here.value.at);
    const link = inside().find((link) => sectionOf(link) === here.value.at);
    const far = section && Math.abs(section.getBoundingClientRect().top) > innerHeight;
    if (far && link) [address, words] = [link.href, link.textContent];
  } else if (!inside().length || page === "index") {
    const [last] = under("place/").sort((one, other) => other.when - one.when);
    const link = last && outside().find((link) => `place/${pageAt(link.href)}` === last.key);
    if (link) [address, words] = [`${link.href}#${encodeURIComponent(last.value.at)}`, named(last.value, link.textContent.trim())];
  }
  const header = document.querySelector(".bd-header-article .header-article-items__start");
  if (!address || !header) return;
  resume = Object.assign(document.createElement("a"), { href: address, className: "resume" });
  resume.append(`Resume: ${words.trim()}`);
  resume.addEventListener("click", () => resume.remove());
  header.append(resume);
}

// Once the text is there and the browser has nothing to do, or has had too much to do
// for too long: what a reader left is marked all the same.
export function atLeisure(start) {
  const go = () => (window.requestIdleCallback ?? setTimeout)(start, { timeout: 3e3 });
  if (document.readyState === "complete") go();
  else addEventListener("load", go);
}

// To open a page is not yet to read it: the place stays until one scrolls.
export function follow() {
  let moved = Boolean(location.hash);
  let section = null;
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    if (moved) timer = setTimeout(() => stay(section), STAY);
  };
  const move = () => {
    moved = true;
    wait();
  };
  addEventListener("scroll", move, { passive: true });
  document.addEventListener("reading", ({ detail }) => {
    section = detail;
    wait();
  });
}
function stay(section) {
  const links = inside();
  const sections = links.map(sectionOf);
  const last = document.getElementById(sections.at(-1));
  // short sections at the end of a page never come to its top
  const ends = last?.getBoundingClientRect().bottom < innerHeight;
  const at = ends ? last : section;
  if (!at) return;
  const title = links[sections.indexOf(at.id)].textContent.trim();
  put(`place/${page}`, { at: at.id, title, of: sections.length });
  const reached = new Set(ends && section ? sections.slice(sections.indexOf(section.id)) : [at.id]);
  // who reads a section is in those around it, too
  for (let around = at; around; around = around.parentElement.closest("section")) reached.add(around.id);
  for (const name of reached) {
    const key = `reached/${page}/${name}`;
    if (sections.includes(name) && !get(key)) put(key, 1);
  }
  resume?.remove();
  mark();
}
