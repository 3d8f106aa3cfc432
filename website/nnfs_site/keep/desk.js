// The page "Where You Are": what is kept, page by page; a file of it; and its end. No
// other page loads it.
import { BOOK, forget, get, listen, read, refused, take, under, written } from "./store.js";
import { atLeisure, mark, named } from "./place.js";
import { isDue } from "./schedule.js";

const PATIENCE = 20_000; // milliseconds between the two presses that forget everything
const day = (when) => new Date(when).toLocaleDateString(undefined, { dateStyle: "medium" });
const several = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

function show() {
  const again = under("review/");
  const due = again.filter(({ value }) => isDue(value)).length;
  const line = document.querySelector("p.again");
  line.textContent = again.length ? `${several(again.length, "question")} kept for Review, ${due} due.` : "";
  for (const row of document.querySelectorAll("[data-exercise]")) {
    const verdict = get(`verdict/${row.dataset.exercise}`);
    const said = verdict ? `${verdict.value ? "passed" : "not yet"}, ${day(verdict.when)}` : "";
    row.querySelector(".kept").textContent = said;
  }
  for (const row of document.querySelectorAll("[data-page]")) {
    const { page, sections } = row.dataset;
    const all = sections.split(" ").filter(Boolean);
    const reached = all.filter((one) => get(`reached/${page}/${one}`)).length;
    const asks = row.dataset.asks.split(" ").filter(Boolean);
    const answered = asks.filter((one) => (get(`answer/${page}/${one}`)?.value.state ?? "draft") !== "draft").length;
    const drafts = under(`draft/${page}/`).length;
    const place = get(`place/${page}`);
    const parts = [];
    if (reached) parts.push(`${reached} of ${several(all.length, "section")}`);
    if (answered) parts.push(`${answered} of ${several(asks.length, "question")}`);
    if (drafts) parts.push(`${several(drafts, "cell")} changed`);
    if (place) parts.push(`last on ${day(place.when)}`);
    const said = row.querySelector(":scope > .kept");
    said.textContent = parts.join(", ");
    if (!place || !all.includes(place.value.at)) continue;
    const link = row.querySelector("a");
    const resume = link.cloneNode();
    resume.hash = place.value.at;
    resume.textContent = `resume: ${place.value.title ?? link.textContent}`;
    resume.setAttribute("aria-label", `resume: ${named(place.value, link.textContent)}`);
    said.append("; ", resume);
  }
}

function open(bar) {
  const [save, bring, end] = bar.querySelectorAll("button");
  const input = bar.querySelector("input");
  const status = bar.querySelector("[role=status]");
  const say = (words) => (status.textContent = words);
  const renew = () => (show(), mark());

  save.addEventListener("click", () => {
    const blob = new Blob([written()], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${BOOK}-${new Date().toISOString().slice(0, 10)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    say(`Saved as ${link.download}.`);
  });

  bring.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = ""; // the same file can be chosen again
    if (!file) return;
    const entries = read(await file.text().catch(() => ""));
    if (typeof entries === "string") return say(`${file.name} ${entries}. Nothing has changed here.`);
    const left = take(entries);
    renew();
    if (refused()) say("This browser keeps nothing for this site: nothing was taken in.");
    else if (left) say(`The storage is full: ${left} of ${entries.length} entries did not fit. Keep ${file.name}.`);
    else say(`${file.name} is taken in, beside what was here.`);
  });

  const asked = end.textContent;
  let timer = 0;
  const calm = () => {
    clearTimeout(timer);
    end.textContent = asked;
  };
  end.addEventListener("click", () => {
    if (end.textContent === asked) {
      end.textContent = "Press again to forget everything";
      timer = setTimeout(calm, PATIENCE);
      return say("What is kept cannot be brought back unless you have saved it as a file.");
    }
    calm();
    forget();
    renew();
    say("Everything is forgotten.");
  });
  end.addEventListener("blur", calm);

  listen(show);
  show();
  for (const one of [save, bring, end]) one.disabled = refused();
  if (refused()) say("This browser keeps nothing for this site.");
}
atLeisure(() => document.querySelectorAll("div.kept-bar").forEach(open));
