// Asks the browser to keep what is read, once the page stands.
const { worker, first, later } = document.currentScript.dataset;
const used = () => [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((element) => element.href || element.src);
const absolute = (urls) => urls.split(" ").filter(Boolean).map((url) => new URL(url, location).href);

// The first visit keeps only what it shows, so that it costs no more than the page.
const register = async () => {
  const { serviceWorker } = navigator;
  const isReturning = serviceWorker.controller !== null;
  await serviceWorker.register(worker);
  const { active } = await serviceWorker.ready;
  active.postMessage({ keep: [location.href.replace(/[?#].*$/, ""), ...used(), ...absolute(first), ...absolute(isReturning ? later : "")] });
};

if ("serviceWorker" in navigator) {
  addEventListener("load", () => register().catch(() => {})); // private windows may refuse; the site reads as well without
}
