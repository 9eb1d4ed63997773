// The service worker of a page for phones without an account. It keeps the page's files, and either the empty form
// or, where KEPT.pages says so, the pages behind codes that this phone opened and that still wait to be answered.
// KEPT is written before these lines by the server: name, version, the addresses of the files, pages.
const OURS = `qiao-${KEPT.name}-`;
const CACHE = `${OURS}${KEPT.version}`;
const HOME = new URL("./", self.location).href;
const FILES = new Set(KEPT.addresses.map((address) => new URL(address, self.location).href));
const PATIENCE_MS = 6000;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    const first = KEPT.pages ? [...FILES] : [...FILES, HOME];
    await cache.addAll(first.map((address) => new Request(address, { cache: "reload" })));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) {
      if (!name.startsWith(OURS) || name === CACHE) continue;
      await carryOver(name);
      await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

// Pages that wait for an answer outlive a new version of the files.
async function carryOver(name) {
  if (!KEPT.pages) return;
  const [old, cache] = await Promise.all([caches.open(name), caches.open(CACHE)]);
  for (const request of await old.keys()) {
    if (isKept(new URL(request.url)) && !(await cache.match(request))) await cache.put(request, await old.match(request));
  }
}

function isKept(address) {
  const plain = address.origin + address.pathname;
  return KEPT.pages ? plain.startsWith(HOME) && plain !== HOME : plain === HOME;
}

// A page behind a code says itself, by a header, that it still waits; when it was answered it is forgotten.
async function remember(key, response) {
  if (response.redirected || (!response.ok && response.status !== 404)) return;
  const cache = await caches.open(CACHE);
  if (KEPT.pages ? response.headers.has("X-Qiao-Keep") : response.ok) await cache.put(key, response.clone());
  else if (KEPT.pages) await cache.delete(key);
}

async function freshPage(request, key) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(key);
  const fresh = fetch(request).then(async (response) => {
    await remember(key, response);
    return response;
  });
  if (!kept) return fresh;
  const slow = new Promise((done) => setTimeout(() => done(kept), PATIENCE_MS));
  return Promise.race([fresh.catch(() => kept), slow]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url);
  if (FILES.has(address.href)) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  } else if (request.mode === "navigate" && isKept(address)) {
    event.respondWith(freshPage(request, address.origin + address.pathname));
  }
});

// The page was open before this worker was: it asks to be kept, and to be forgotten once it was answered.
self.addEventListener("message", (event) => {
  const key = event.data.keep || event.data.forget;
  if (!key || !isKept(new URL(key))) return;
  const done = event.data.keep
    ? fetch(key, { cache: "no-store" }).then((response) => remember(key, response))
    : caches.open(CACHE).then((cache) => cache.delete(key));
  event.waitUntil(done.then(() => event.ports[0]?.postMessage("done"), () => event.ports[0]?.postMessage("failed")));
});
