// On a home screen the bar above a page has the page's colour, a chosen theme's too.
(() => {
  "use strict";
  const bars = [...document.querySelectorAll("meta[name=theme-color]")];
  const papers = bars.map((bar) => bar.content); // light and dark
  const { dataset } = document.documentElement;
  function paint() {
    for (const bar of bars) bar.content = papers[Number(dataset.theme === "dark")];
  }
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  paint();
})();
