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
