// What a test asks of a page in one visit. Colours are read as the browser
// computes them; a contrast of 4.5 is what WCAG asks of text.
async () => {
  await document.fonts.ready;

  const parts = (colour) => colour.match(/[\d.]+/g).slice(0, 3);
  const luminance = (colour) => parts(colour).map((part) => part / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
  const ground = getComputedStyle(document.body).backgroundColor;
  const contrast = (colour, opacity = 1) => {
    const under = parts(ground);
    const seen = parts(colour).map((part, k) =>
      opacity * part + (1 - opacity) * under[k]);
    const [low, high] = [seen.join(), ground].map(luminance)
      .sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const named = (element) => `${element.tagName}.${element.className}`;
  const boxed = (element) => {
    for (let box = element.parentElement; box; box = box.parentElement)
      if (box !== document.body && getComputedStyle(box).overflowX !== "visible")
        return box !== document.documentElement;
    return false;
  };
  const words = "article :is(h1, h2, h3, p, li, td, th, dt, math, pre span)";

  return {
    theme: document.documentElement.dataset.theme,
    width: document.documentElement.scrollWidth,
    wide: all("article *").filter((element) =>
      element.getBoundingClientRect().right > innerWidth + 1
      && !boxed(element)).map(named),
    pale: all(words).filter((element) => element.checkVisibility()
      && element.textContent.trim()
      && contrast(getComputedStyle(element).color) < 4.5).map(named),
    paleLabels: all("svg.plot text").flatMap((text) => {
      const pieces = [...text.querySelectorAll("tspan")];
      return pieces.length ? pieces : [text];
    }).filter((element) => {
      const { fill, fillOpacity, opacity } = getComputedStyle(element);
      return contrast(fill, fillOpacity * opacity) < 4.5;
    }).map((element) => element.textContent),
    unlabelled: all("svg.plot").filter((figure) =>
      figure.getAttribute("role") !== "img"
      || !figure.getAttribute("aria-label")).length,
    styled: all("svg.plot[style], svg.plot [style], math [style]").map(named),
    images: [...document.images].filter((image) => !image.hasAttribute("alt")
      || (image.complete && !image.naturalWidth)).map((image) => image.src),
  };
}
