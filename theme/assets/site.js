// Comforts; pages read right without them. Words come from the page.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const root = document.documentElement;

// Light, dark, or the system's; kept if the browser lets us.
const schemes = ["auto", "light", "dark"];
const scheme = () => root.dataset.scheme || "auto";
const toggles = all("[data-scheme-toggle]");
const label = (toggle) => {
  toggle.hidden = false;
  toggle.title = toggle.querySelector(".label").textContent = toggle.dataset[scheme()];
};
const turn = () => {
  const next = schemes[(schemes.indexOf(scheme()) + 1) % 3];
  if (next === "auto") delete root.dataset.scheme;
  else root.dataset.scheme = next;
  try {
    localStorage.setItem("scheme", next);
  } catch {}
  toggles.forEach(label);
};
for (const toggle of toggles) toggle.onclick = turn;
toggles.forEach(label);

// A built page ages: states follow the reader's clock.
const age = () => {
  const now = Date.now();
  for (const row of all("[data-start][data-end]:not([data-state=cancelled])")) {
    const words = row.closest("[data-word-now]").dataset;
    const [state, word] =
      now < Date.parse(row.dataset.start) ? ["upcoming", words.wordUpcoming]
      : now < Date.parse(row.dataset.end) ? ["now", "oneDay" in row.dataset ? words.wordToday : words.wordNow]
      : ["past", words.wordPast];
    row.dataset.state = state;
    row.querySelector(".state").textContent = word;
  }
  for (const each of all("[data-until]")) {
    if (now < Date.parse(each.dataset.until)) continue;
    each.textContent = each.dataset.then;
    each.closest("[data-state]").dataset.state = each.dataset.thenState;
  }
  for (const list of all("[data-next]")) {
    const rows = [...list.children];
    const ahead = rows.filter((row) => now < Date.parse(row.dataset.end)).slice(0, list.dataset.next);
    if (ahead.length) for (const row of rows) row.hidden = !ahead.includes(row);
  }
};
age();
setInterval(age, 60000);
addEventListener("parallel", age);

// A fold whose heading an address leads to opens.
const unfold = () => {
  const fold = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details");
  if (fold) fold.open = true;
};
addEventListener("hashchange", unfold);
unfold();

// On a phone, what only saves room there is folded.
if (matchMedia("(max-width: 719px)").matches) for (const fold of all("details[data-fold-small]")) fold.open = false;

// What is folded only to save room is printed open.
const folds = () => all(":is(details[data-print-open], .prose > details:not([class])):not([open])");
let opened = [];
addEventListener("beforeprint", () => (opened = folds()).forEach((fold) => (fold.open = true)));
addEventListener("afterprint", () => opened.forEach((fold) => (fold.open = false)));

// Printed pages say at the foot what they are, where they stand and when they were printed.
addEventListener("beforeprint", () => {
  const root = document.documentElement;
  const title = document.querySelector("h1")?.textContent.replace(/\s+/g, " ").trim() || document.title;
  const address = document.querySelector('link[rel="canonical"]')?.href || location.href;
  const day = new Date().toLocaleDateString(root.lang === "en" ? "en-GB" : root.lang, { dateStyle: "long" });
  root.dataset.printFoot = [title, address, day].join(" · ");
});

// A printed address is given once, although several links may lead there.
addEventListener("beforeprint", () => {
  const printed = new Set();
  for (const link of all(':is(.prose, .sources-list, .source-line) a[href^="http"]')) {
    if (printed.has(link.href) || link.textContent.includes(link.href.replace(/\/$/, ""))) link.dataset.plain = "";
    printed.add(link.href);
  }
});
