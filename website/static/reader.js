// What a reader's hands need: boxes that scroll by keyboard, and terms that unfold.
(() => {
  "use strict";

  // A box that scrolls takes part in the tab order while it does.
  const boxes = document.querySelectorAll(
    ".equation > .scroll, .pst-scrollable-table-container, .cell_output > .output, article pre, article p:has(math)",
  );
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const box of boxes) sizes.observe(box);

  // The theme's script takes the focus from its switch; the keyboard gets it back.
  addEventListener("click", ({ target, detail }) => {
    const pressed = detail === 0; // by a key
    if (pressed) target.closest(".theme-switch-button")?.focus();
  });

  // A term opens its definition when it is pointed at, focused or tapped; Escape
  // closes it. Without this script the term is a link to the glossary.
  const LINGER = 250; // milliseconds, long enough to reach the definition
  let open = null;
  let timer = 0;

  function close() {
    clearTimeout(timer);
    if (open?.matches(":popover-open")) open.hidePopover();
    open = null;
  }
  function unfold(link, definition) {
    clearTimeout(timer);
    if (open === definition) return;
    close();
    definition.showPopover();
    open = definition;
    const { left, top, bottom } = link.getClientRects()[0];
    const { width, height } = definition.getBoundingClientRect();
    const below = bottom + height + 8 < innerHeight;
    const room = document.documentElement.clientWidth - width - 8;
    const across = Math.max(8, Math.min(left, room));
    const down = below ? bottom + 4 : Math.max(8, top - height - 4);
    definition.style.left = `${scrollX + across}px`;
    definition.style.top = `${scrollY + down}px`;
  }
  function later(act) {
    clearTimeout(timer);
    timer = setTimeout(act, LINGER);
  }

  for (const word of document.querySelectorAll("article a > .std-term")) {
    const link = word.parentElement;
    const definition = document.getElementById(`unfold-${link.hash.slice(1)}`);
    if (!definition?.showPopover) continue;
    link.setAttribute("aria-describedby", definition.id);
    link.classList.add("unfolds");
    link.addEventListener("focus", () => link.matches(":focus-visible") && unfold(link, definition));
    link.addEventListener("blur", (left) => definition.contains(left.relatedTarget) || later(close));
    link.addEventListener("pointerenter", (by) =>
      by.pointerType === "mouse" && later(() => unfold(link, definition)));
    link.addEventListener("pointerleave", () => later(close));
    definition.addEventListener("pointerenter", () => clearTimeout(timer));
    definition.addEventListener("pointerleave", () => later(close));
    // the first tap unfolds, the second follows the link
    link.addEventListener("click", (tap) => {
      if (tap.pointerType !== "touch" || open === definition) return;
      tap.preventDefault();
      unfold(link, definition);
    });
  }
  addEventListener("keydown", (key) => key.key === "Escape" && close());
  addEventListener("pointerdown", ({ target }) =>
    open?.contains(target) || target.closest(".unfolds") || close());
})();
