// Signs of a picture whose colours are the stylesheet's.
const SVG = "http://www.w3.org/2000/svg";

export function sign(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  made.append(...children);
  return made;
}
