// The displayed formulas that are wider than their box, also in folds. They scroll,
// but on a phone who sees `bias + variance` does not look for a third term.
async () => {
  const closed = [...document.querySelectorAll("details:not([open])")];
  for (const fold of closed) fold.open = true;
  await document.fonts.ready;
  const cut = [...document.querySelectorAll("div.equation > .scroll")]
    .filter((box) => box.scrollWidth > box.clientWidth)
    .map((box) => box.textContent);
  for (const fold of closed) fold.open = false;
  return cut;
}
