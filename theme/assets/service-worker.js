// Reading without a network: what was fetched is kept, and shown only when the network does not answer.
const CACHE = "read-pages";
const LIMIT = 300; // pages and files; the oldest go first
const KEPT = ["document", "style", "script", "image", "font", ""]; // "" is what scripts fetch, such as parts of the search index
const LARGEST = 1_000_000; // bytes

// A page is one, whatever is asked of it: /search/?q=… is /search/.
const keyOf = (request) => (request.destination === "document" ? request.url.replace(/[?#].*$/, "") : request.url);

const keep = async (request, response) => {
  const isSmall = Number(response.headers.get("content-length") ?? 0) <= LARGEST;
  const isDownload = request.destination === "document" && !(response.headers.get("content-type") ?? "").startsWith("text/html");
  if (!response.ok || response.redirected || !isSmall || isDownload || !KEPT.includes(request.destination)) return;
  const cache = await caches.open(CACHE);
  await cache.put(keyOf(request), response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - LIMIT)).map((key) => cache.delete(key)));
};

// The page that explains, in the language of the address: the one in the nearest folder above it.
const explanation = async (cache, url) => {
  const folders = (await cache.keys()).map(({ url }) => url).filter((url) => url.endsWith("/offline/"));
  const above = folders.filter((folder) => url.startsWith(folder.slice(0, -"offline/".length)));
  const [nearest] = above.sort((one, other) => other.length - one.length);
  return nearest && cache.match(nearest);
};

const fromCache = async (request) => {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(keyOf(request));
  if (kept) return kept;
  return (request.destination === "document" && (await explanation(cache, request.url))) || Response.error();
};

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin || request.headers.has("range")) return;
  // The cache of the browser itself may be old, so the server is asked.
  event.respondWith(
    fetch(request, { cache: "no-cache" }).then(
      (response) => {
        event.waitUntil(keep(request, response.clone()).catch(() => {})); // a full disk must not cost the page
        return response;
      },
      () => fromCache(request),
    ),
  );
});

// A page names what is to be kept although it was not fetched through here: itself on the first visit, later the calendar and the search.
const addMissing = async (urls) => {
  const cache = await caches.open(CACHE);
  for (const url of urls) if (!(await cache.match(url))) await cache.add(url).catch(() => {});
};
addEventListener("message", (event) => event.waitUntil(addMissing(event.data.keep)));
