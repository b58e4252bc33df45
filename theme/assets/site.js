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
      : now < Date.parse(row.dataset.end) ? ["now", words.wordNow]
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

// A list filter; waits for an input method, counts what is left.
const plain = (text) => text.normalize("NFKC").toLowerCase().trim();
for (const input of all("input[data-filter]")) {
  const list = document.querySelector(input.dataset.filter);
  const box = input.closest(".filter");
  const count = box.querySelector("[aria-live]");
  const run = (event) => {
    if (event.isComposing) return;
    const sought = plain(input.value);
    for (const item of all("[data-filter-text]", list)) item.hidden = !plain(item.dataset.filterText).includes(sought);
    const left = "[data-filter-text]:not([hidden])";
    for (const group of all("[data-filter-group]", list)) group.hidden = !group.querySelector(left);
    const n = all(left, list).filter((item) => !item.closest("[data-copy]")).length;
    count.textContent = sought && count.dataset[n ? "some" : "none"].replace("{n}", n);
  };
  for (const moment of ["input", "compositionend"]) input.addEventListener(moment, run);
  box.hidden = false;
}

// The menu closes on Escape or a press outside.
for (const menu of all("details.menu")) {
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  addEventListener("click", ({ target }) => menu.contains(target) || (menu.open = false));
}

// A fold whose heading an address leads to opens.
const unfold = () => {
  const fold = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details");
  if (fold) fold.open = true;
};
addEventListener("hashchange", unfold);
unfold();

// What is folded only to save room is printed open.
const folds = () => all("details[data-print-open]:not([open])");
let opened = [];
addEventListener("beforeprint", () => (opened = folds()).forEach((fold) => (fold.open = true)));
addEventListener("afterprint", () => opened.forEach((fold) => (fold.open = false)));
