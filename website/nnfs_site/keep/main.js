// Nothing is lost: begins when the text is there and the browser has nothing to do.
import { listen } from "./store.js";
import { follow, mark, offer } from "./place.js";
import { remind, verdicts } from "./cells.js";
import { open } from "./desk.js";

follow();
function start() {
  mark();
  offer();
  verdicts();
  remind();
  open();
  listen(mark);
}
const idle = window.requestIdleCallback ?? setTimeout;
if (document.readyState === "complete") idle(start);
else addEventListener("load", () => idle(start));
