// Lists the pages of this language that the browser has kept.
const box = document.querySelector("[data-kept-pages]");

const iterKept = async function* () {
  const cache = await caches.open("read-pages");
  for (const { url } of await cache.keys()) {
    const response = await cache.match(url);
    if (response.headers.get("content-type")?.startsWith("text/html")) yield [url, await response.text()];
  }
};

const show = async () => {
  for await (const [url, html] of iterKept()) {
    const kept = new DOMParser().parseFromString(html, "text/html");
    const heading = kept.querySelector("h1");
    if (!heading || kept.documentElement.lang !== document.documentElement.lang || url.endsWith("/offline/")) continue;
    const link = document.createElement("a");
    link.href = url;
    link.textContent = heading.textContent;
    const item = document.createElement("li");
    item.append(link);
    box.querySelector("ul").append(item);
  }
  box.hidden = !box.querySelector("li");
};

if ("caches" in window) show();
