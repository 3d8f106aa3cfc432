// In the contents of the page, the section that is being read is marked.
(() => {
  "use strict";
  const entries = new Map();
  for (const link of document.querySelectorAll("nav.page-toc a[href^='#']")) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) entries.set(section, link);
  }
  const seen = new Set();
  let reading = null;

  function mark() {
    // the last that has begun, and so the innermost
    const read = [...entries.keys()].findLast((section) => seen.has(section));
    for (const [section, link] of entries) {
      const current = section === read;
      link.classList.toggle("active", current);
      if (current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      // a section's own sections are listed while one of them is read
      link.closest("li").classList.toggle("active", section.contains(read ?? null));
    }
    if (read === reading) return;
    reading = read;
    document.dispatchEvent(new CustomEvent("reading", { detail: read }));
  }
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes)
        if (isIntersecting) seen.add(target);
        else seen.delete(target);
      mark();
    },
    { rootMargin: "0px 0px -60%" },
  );
  for (const section of entries.keys()) observer.observe(section);
})();
