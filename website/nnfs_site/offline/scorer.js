// A search quotes sentences, from word to word: no headings and no code, and of a
// term what it means. search_texts.py reads here what is never quoted.
const NEVER_QUOTED = `:is(h1, h2, h3, h4), .headerlink, .cell, .highlight,
    .equation, .proved, .label, .next`;
Search.htmlToText = (html, anchor) => {
  const article = new DOMParser().parseFromString(html, "text/html")
    .querySelector("article");
  for (const element of article.querySelectorAll(NEVER_QUOTED)) element.remove();
  for (const part of article.querySelectorAll("p, li, th, td, dt, dd"))
    part.append(part.matches("dt") ? ": " : " ");
  const found = anchor ? article.querySelector(anchor) : null;
  const meaning = found?.matches("dt") && article.querySelector(`${anchor} ~ dd`);
  return ((found ?? article).textContent + (meaning ? meaning.textContent : ""))
    .replace(/\s+/g, " ").trim();
};
Search.makeSearchSummary = (html, words, anchor) => {
  const text = Search.htmlToText(html, anchor);
  const places = [...words].map((word) => text.toLowerCase().indexOf(word));
  const place = anchor ? 0 : Math.max(...places) - 120;
  const start = place > 0 ? text.indexOf(" ", place) + 1 : 0;
  const rest = text.slice(start);
  const end = rest.length > 240 ? rest.lastIndexOf(" ", 240) : rest.length;
  const summary = document.createElement("p");
  summary.className = "context";
  summary.textContent = (start ? "\u2026 " : "") + rest.slice(0, end)
    + (end < rest.length ? " \u2026" : "");
  return text ? summary : null;
};
Documentation.TRANSLATIONS[
  "Search finished, found ${resultCount} page(s) matching the search query."
] = "Places found: ${resultCount}";

// What a search shows first: the section that teaches a thing, then its entry in
// the glossary, then pages that mention it, then the package, then the solutions.
var Scorer = {
  objNameMatch: 6,
  objPartialMatch: 3,
  objPrio: { 0: 2, 1: 1, 2: 0 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
  score(item) {
    const [page, , anchor, , score] = item;
    // a lesson found by its index entry is named like one found by its title
    for (const [title, places] of Object.entries(Search._index.alltitles))
      for (const [file, id] of places)
        if (id !== null && Search._index.docnames[file] === page && `#${id}` === anchor)
          item[1] = `${Search._index.titles[file]} > ${title}`;
    if (page.startsWith("book/solutions/")) return score / 10;
    if (page === "book/api") return score / 5;
    if (page === "book/glossary") return score / 2;
    // a section beats its page where both are found by the same title
    return anchor ? score + 1 : score;
  },
};
