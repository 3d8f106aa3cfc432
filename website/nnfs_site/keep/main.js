// Nothing is lost: begins when the text is there and the browser has nothing to do.
import { listen } from "./store.js";
import { atLeisure, follow, mark, offer } from "./place.js";
import { remind, verdicts } from "./cells.js";
import { questions } from "../ask/ask.js";

follow();
atLeisure(() => {
  mark();
  offer();
  questions();
  verdicts();
  remind();
  listen(mark);
});
