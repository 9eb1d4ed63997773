// The service worker of the reporter's page. It keeps the empty form and its files, and nothing of a person.
// KEPT is written before these lines by the server: the version of the files and their addresses.
const CACHE = `qiao-reporter-${KEPT.version}`;
const HOME = new URL("./", self.location).href;
const FILES = new Set(KEPT.addresses.map((address) => new URL(address, self.location).href));
const PATIENCE_MS = 6000;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...FILES, HOME].map((address) => new Request(address, { cache: "reload" })));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("qiao-reporter-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

async function freshHome(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(HOME);
  const fresh = fetch(request).then(async (response) => {
    if (response.ok && !response.redirected) await cache.put(HOME, response.clone());
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
  } else if (request.mode === "navigate" && address.origin + address.pathname === HOME) {
    event.respondWith(freshHome(request));
  }
});
