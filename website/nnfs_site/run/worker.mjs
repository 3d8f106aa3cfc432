// Python in a worker: the cells that a page sends run here, one after the other.
//
// What a page gets to hear carries a kind: "bytes", "ready", "failed", or of a cell
// "loading", "running", what it shows, "lacking", and "done".
import { loadPyodide } from "./pyodide.mjs";

const HERE = new URL("./", import.meta.url).href;
const HOME = "/home/pyodide";
const SOURCES = {
  "svg.py": "nnfs_site/figures/svg.py",
  "run_cells.py": "nnfs_site/run/cells.py",
  "run_figures.py": "nnfs_site/run/figures.py",
};
const say = (kind, text) => postMessage({ kind, text });

// The bar of progress counts what arrives, whoever asks for it.
const ask = self.fetch;
let arrived = 0;
self.fetch = async (...request) => {
  const response = await ask(...request);
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  const counted = new TransformStream({
    transform(chunk, controller) {
      arrived += chunk.length;
      say("bytes", arrived);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counted), response);
};

const text = async (name) => (await fetch(HERE + name)).text();

let python, cells, session, homes;
async function bring(names) {
  const lacking = names.filter((name) => !(name in python.loadedPackages));
  if (!lacking.length) return;
  say("loading", lacking.join(", "));
  const faults = [];
  const options = { messageCallback() {}, errorCallback: (fault) => faults.push(fault) };
  await python.loadPackage(lacking, options);
  if (faults.length) throw new Error(faults.join("\n"));
}

async function start({ folder, files, packages }) {
  python = await loadPyodide({
    indexURL: HERE,
    packageBaseUrl: HERE,
    env: { HOME, MPLBACKEND: "module://nnfs_site.run.figures" },
  });
  const { FS } = python;
  const library = python.runPython("import sysconfig; sysconfig.get_path('purelib')");
  const places = Object.entries(SOURCES).map(([name, place]) => [name, `${library}/${place}`]);
  places.push(...files.map((name) => [name, `${HOME}/${name}`]));
  for (const [name, place] of places) {
    FS.mkdirTree(place.slice(0, place.lastIndexOf("/")));
    FS.writeFile(place, await text(name));
  }
  FS.mkdirTree(`${HOME}/${folder}`);
  FS.chdir(`${HOME}/${folder}`);
  homes = python.toPy(JSON.parse(await text("homes.json")));
  await bring(packages);
  cells = python.pyimport("nnfs_site.run.cells");
  session = cells.Session(say, python.globals);
}

async function run({ title, source, out }) {
  if (out) {
    session.leave_out(title, source);
    say("lacking", title);
    return say("done", true);
  }
  const names = cells.needed(source, homes).toJs();
  await bring(names);
  say("running", "");
  say("done", await session.run(title, source));
}

// Pyodide waits for ever for what it cannot fetch.
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  say("failed", String(event.reason?.message ?? event.reason));
});

let turn = null;
addEventListener("message", ({ data }) => {
  const next = turn
    ? turn.then(() => run(data))
    : start(data).then(() => say("ready", ""));
  turn = next.catch((fault) => say("failed", String(fault.message ?? fault)));
});
