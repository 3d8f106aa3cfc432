// The service worker: what was read once is there without a network.
//
// BOOK stands before this text: a version, the addresses of the core that every
// page needs, and those of all files of the book.
"use strict";
const CACHE = `book-${BOOK.version}`;
const ROOT = new URL("./", self.location).href;
const ABSENT = `<!DOCTYPE html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>No network</title>
<h1>No network</h1><p>This page was not kept on this device.
<a href="${ROOT}index.html">The title page</a> was.</p>`;

// The address of a page or a file, as BOOK.all has it.
function address(url) {
  const { origin, pathname, search } = new URL(url);
  const path = (origin + pathname).slice(ROOT.length);
  if (search.startsWith("?v=")) return path + search;
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

// Ask the network, not the browser's cache of an earlier version.
async function keep(addresses) {
  const cache = await caches.open(CACHE);
  const known = new Set(BOOK.all);
  const kept = new Set((await cache.keys()).map(({ url }) => address(url)));
  const missing = [...new Set(addresses)].filter((a) => known.has(a) && !kept.has(a));
  await cache.addAll(missing.map((a) => new Request(ROOT + a, { cache: "no-cache" })));
}

// What an earlier version kept, this one keeps too.
async function inherit() {
  const addresses = [...BOOK.core];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys())
      addresses.push(address(url));
  await keep(addresses);
  await self.skipWaiting();
}

async function forget() {
  for (const name of await caches.keys())
    if (name.startsWith("book-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

// What runs a page's cells is kept when it was fetched once, a version at a time.
async function runtime(request, version) {
  const name = `run-${version}`;
  const cache = await caches.open(name);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    for (const old of await caches.keys())
      if (old.startsWith("run-") && old !== name) await caches.delete(old);
    await cache.put(request, response.clone());
  }
  return response;
}

// What carries its version in its address never changes. Of everything else the
// network has the newest, and the cache what there is without one.
async function answer(request) {
  const cache = await caches.open(CACHE);
  const name = address(request.url);
  const versioned = name.includes("?v=");
  const kept = (options) => cache.match(ROOT + name, options);
  if (versioned && (await kept())) return kept();
  try {
    const response = await fetch(request);
    if (response.ok && BOOK.all.includes(name)) await cache.put(ROOT + name, response.clone());
    return response;
  } catch (fault) {
    const old = await kept({ ignoreSearch: true });
    if (old || request.mode !== "navigate") return old ?? Response.error();
    return new Response(ABSENT, { status: 503, headers: { "Content-Type": "text/html" } });
  }
}

self.addEventListener("install", (event) => event.waitUntil(inherit()));
self.addEventListener("activate", (event) => event.waitUntil(forget()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || !url.startsWith(ROOT)) return;
  const [, version] = url.slice(ROOT.length).match(/^run\/(\w+)\//) ?? [];
  event.respondWith(version ? runtime(event.request, version) : answer(event.request));
});
self.addEventListener("message", ({ data, ports }) => {
  keep(data === "all" ? BOOK.all : data.map(address)).then(
    () => ports[0]?.postMessage("kept"),
    () => ports[0]?.postMessage("failed"),
  );
});
