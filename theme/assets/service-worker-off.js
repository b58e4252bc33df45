// The site does not keep pages any more: what was kept is deleted, and the worker ends.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) =>
  event.waitUntil(caches.delete("read-pages").then(() => registration.unregister())),
);
