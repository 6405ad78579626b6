// Keeps the page for use without a network. The build fills in the name and the files.
const NAME = "__NAME__";
const FILES = ["__FILES__"];

self.addEventListener("install", (event) => {
  const keep = async () => {
    const store = await caches.open(NAME);
    await store.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("milepost-") && name !== NAME) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  const answer = async () => {
    const store = await caches.open(NAME);
    return (await store.match(request, { ignoreSearch: true })) ?? fetch(request);
  };
  event.respondWith(answer());
});
