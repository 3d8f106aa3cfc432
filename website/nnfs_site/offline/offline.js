// The book without a network: what was read is kept, and a button keeps all of it.
(() => {
  "use strict";
  // Browsers have service workers for https and this machine, not for files.
  if (!navigator.serviceWorker || !location.protocol.startsWith("http")) return;
  const root = new URL(document.documentElement.dataset.content_root, location);
  const buttons = [...document.querySelectorAll("button[data-keep-book]")];

  async function ask(addresses) {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => (port1.onmessage = resolve));
    active.postMessage(addresses, [port2]);
    return (await answer).data;
  }
  function say(text, disabled) {
    for (const button of buttons) Object.assign(button, { textContent: text, disabled });
  }
  async function keepAll() {
    say("Keeping the book …", true);
    if ((await ask("all")) === "kept") say("The book is kept on this device", true);
    else say("That failed: try again", false);
  }
  async function start() {
    try {
      await navigator.serviceWorker.register(new URL("worker.js", root));
    } catch {
      return; // a private window, or a reader who forbids it: reading goes on
    }
    for (const button of buttons) {
      button.addEventListener("click", keepAll);
      button.hidden = false;
    }
    await ask([location.href]);
  }
  const idle = window.requestIdleCallback ?? setTimeout;
  if (document.readyState === "complete") idle(start);
  else addEventListener("load", () => idle(start));
})();
