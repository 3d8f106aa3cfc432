// Leave of each kind of text on a page one passage, for a test of contrast: a colour
// follows from the tags, classes and states of an element and of all it stands in,
// since the site has no inline style. Rows of tables come in two kinds, for stripes.
// What is taken is kept aside: a page that goes on gets it back.
() => {
  const kinds = new Map();
  const kind = (element) => {
    if (!element) return "";
    if (!kinds.has(element)) {
      const { localName, attributes, parentElement } = element;
      const row = localName === "tr"
        && [...parentElement.children].indexOf(element) % 2;
      const states = [...attributes].map(({ name, value }) =>
        /^(class|role)$/.test(name) || /^(true|false)$/.test(value)
          ? `${name}=${value}` : name).sort();
      kinds.set(element, `${kind(parentElement)} ${localName}[${states}]${row}`);
    }
    return kinds.get(element);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const blocks = new Map();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const block = text.parentElement.closest("p, li, td, th, dt, dd, pre, div");
    if (text.data.trim() && text.parentElement.checkVisibility())
      blocks.set(block, [...blocks.get(block) ?? [], text]);
  }
  const seen = new Set();
  window.taken = [];
  for (const block of blocks.values()) {
    const found = block.map((text) => kind(text.parentElement));
    if (found.every((name) => seen.has(name)))
      for (const text of block) {
        taken.push([text, text.data]);
        text.data = "";
      }
    else for (const name of found) seen.add(name);
  }
}
