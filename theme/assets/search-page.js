// The page of search results. The query stands in the address; results follow what is typed. Without script the page lists all titles.
import { element, excerpt, marked, openIndex, otherName, wordsToMark } from "./search.js";

const form = document.querySelector("[data-search-page]");
const input = form.elements.q;
const words = JSON.parse(form.dataset.words);
const list = document.querySelector("[data-search=results]");
const [count, kinds, more, none, end, other] = ["count", "kinds", "more", "none", "end", "other"].map((name) => document.querySelector(`.found-${name}`));
const address = (folder) => new URL(folder, location.href);
const index = openIndex(address(form.dataset.index));
const otherIndex = form.dataset.otherIndex && openIndex(address(form.dataset.otherIndex));
const SMALL = 1000; // entries of a site whose rows are few bytes
const [BATCH, SMALL_BATCH] = [20, 200];
const TEXTS_AT_ONCE = 3; // shown with the first results; the others follow when they are seen
const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
const sayCount = (n) => say(n === 1 ? "one" : "count", { n });
let turn = 0;
let shown = null; // the results on the page, with their query

const href = (row) => new URL(row.href, address(list.dataset.base)).href;
const row = (result, marks, lang) => {
  const trail = [result.kind.title, ...result.trail];
  const title = element("a", { href: href(result) }, ...marked(result.title, marks));
  const item = element(
    "li",
    { className: "found-item" },
    element("p", { className: "found-trail dotted" }, ...[...new Set(trail)].map((step) => element("span", { textContent: step }))),
    element("p", { className: "found-title" }, title),
    element("p", { className: "found-name", hidden: true }),
    element("p", { className: "found-answer", hidden: true }),
    element("p", { className: "found-excerpt awaited" }),
  );
  if (lang) item.lang = lang;
  item.dataset.kind = result.kind.name;
  return item;
};

// The answer and the excerpt of a result are read when it is about to be seen.
const tell = async (source, result, item, query, marks) => {
  const { answer, text, headings, names } = await source.text(result.number);
  const name = otherName(result.title, names, query);
  if (name) {
    const line = item.querySelector(".found-name");
    line.replaceChildren(...marked(name, marks));
    line.hidden = false;
  }
  const [answerLine, excerptLine] = [item.querySelector(".found-answer"), item.querySelector(".found-excerpt")];
  if (answer) {
    answerLine.replaceChildren(...marked(answer, marks));
    answerLine.hidden = false;
  }
  const lines = [...text.split("\n"), ...headings.map(([, heading]) => heading)].filter((line) => ![answer, result.title].includes(line));
  const nodes = excerpt(lines, marks);
  const hasMark = nodes.some((node) => node instanceof Element);
  excerptLine.replaceChildren(...(hasMark || !answer ? nodes : []));
  excerptLine.classList.remove("awaited");
};
const watcher = new IntersectionObserver(
  (sightings) => {
    for (const { target, isIntersecting } of sightings) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      target.tell();
    }
  },
  { rootMargin: "100px" },
);

// The first results come with their excerpts. To somebody who types, titles are shown without waiting for them.
const append = async (start, isTyped = false) => {
  const { results, query, marks } = shown;
  const { kind } = results;
  const isStale = () => shown?.results !== results || results.kind !== kind;
  const found = await results.rows(start, start + (index.manifest.count > SMALL ? BATCH : SMALL_BATCH));
  const items = found.map((result) => row(result, marks));
  const texts = found.map((result, at) => () => tell(index, result, items[at], query, marks).catch(() => {}));
  if (isStale()) return;
  const told = start || isTyped ? 0 : TEXTS_AT_ONCE;
  await Promise.all(texts.slice(0, told).map((read) => read()));
  if (isStale()) return;
  if (!start) list.replaceChildren();
  list.append(...items);
  items.forEach((item, at) => {
    if (at < told) return;
    item.tell = texts[at];
    watcher.observe(item);
  });
  const total = results.kind ? results.kinds.find(({ name }) => name === results.kind).count : results.count;
  more.hidden = start + found.length >= total;
};

// Facets: results of one kind only.
const showKinds = ({ results }) => {
  const present = results.kinds;
  const button = (name, title, n) => {
    const made = element("button", { type: "button", className: "chip" }, title, " ", element("span", { className: "n", textContent: n }));
    made.setAttribute("aria-pressed", results.kind === name);
    made.onclick = async () => {
      results.kind = name;
      for (const chip of kinds.children) chip.setAttribute("aria-pressed", chip === made);
      watcher.disconnect();
      await append(0);
      count.textContent = sayCount(n);
    };
    return made;
  };
  kinds.replaceChildren(button("", words["kinds.all"], results.count), ...present.map(({ name, title, count: n }) => button(name, title, n)));
  kinds.hidden = present.length < 2;
};

const showNone = async (query, started) => {
  const near = await import("./search-nearest.js").then(({ nearest }) => nearest(index, query)).catch(() => []); // not loaded without a network
  if (started !== turn) return;
  none.replaceChildren(
    element("p", { className: "empty-title", textContent: say("none", { query }) }),
    element("p", { textContent: words["none.text"] }),
    ...(near.length
      ? [element("p", { textContent: words.nearest }), element("ul", {}, ...near.map((result) => element("li", {}, element("a", { href: href(result), textContent: result.title }))))]
      : []),
  );
  const titles = element("a", { href: location.pathname, textContent: words.titles });
  const report = form.dataset.report && element("a", { href: form.dataset.report, textContent: words["none.report"] });
  none.append(element("ul", {}, ...[titles, report].filter(Boolean).map((link) => element("li", {}, link))));
  none.hidden = false;
};
// Results in the other language are looked for when the reader comes near the end of the list.
const showOther = async (query, started) => {
  const results = await otherIndex.search(query);
  const found = await results.rows(0, 5);
  if (started !== turn) return;
  const marks = wordsToMark(query, results.loose);
  other.querySelector("h2").textContent = say("other", { language: form.dataset.otherLanguage });
  const items = found.map((result) => row(result, marks, form.dataset.otherTag));
  other.querySelector("ol").replaceChildren(...items);
  other.hidden = !found.length || (results.loose && shown?.results.count && !shown.results.loose);
  found.forEach((result, at) => {
    items[at].tell = () => tell(otherIndex, result, items[at], query, marks).catch(() => {});
    watcher.observe(items[at]);
  });
};

let awaited = null; // what to do at the end of the list
const atEnd = new IntersectionObserver(
  ([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    atEnd.disconnect();
    awaited().catch(() => {});
  },
  { rootMargin: "200px" },
);
const awaitEnd = (action) => {
  awaited = action;
  atEnd.disconnect();
  if (otherIndex) atEnd.observe(end);
};

const clear = () => {
  shown = null;
  atEnd.disconnect();
  delete list.dataset.query;
  list.replaceChildren();
  count.textContent = "";
  for (const part of [kinds, more, none, other]) part.hidden = true;
  delete document.documentElement.dataset.searching;
};

const answer = async (query, isTyped = false) => {
  const started = (turn += 1);
  if (!query) return clear();
  document.documentElement.dataset.searching = "";
  try {
    const results = await index.search(query);
    if (started !== turn) return;
    shown = { results, query, marks: wordsToMark(query, results.loose) };
    watcher.disconnect();
    atEnd.disconnect();
    other.hidden = true;
    none.hidden = true;
    await append(0, isTyped);
    if (started !== turn) return;
    showKinds(shown);
    const notes = [results.corrected[0] && say("corrected", { word: results.corrected[0] }), results.loose && results.count && words.loose];
    count.textContent = [results.count ? sayCount(results.count) : say("none", { query }), ...notes.filter(Boolean)].join(" ");
    count.classList.toggle("visually-hidden", !results.count);
    if (!results.count) await showNone(query, started);
    if (started !== turn) return;
    list.dataset.query = query;
    awaitEnd(() => showOther(query, started));
  } catch (error) {
    if (started === turn) fail(query, error);
  }
};
const fail = (query) => {
  clear();
  document.documentElement.dataset.searching = "";
  none.replaceChildren(element("p", { className: "empty-title", textContent: words.failed }), element("p", { textContent: words["failed.text"] }));
  none.hidden = false;
};

const asked = () => new URLSearchParams(location.search).get("q")?.trim() ?? "";
const write = (query, method) => {
  const page = new URL(location.href);
  query ? page.searchParams.set("q", query) : page.searchParams.delete("q");
  history[method](null, "", page);
  document.querySelectorAll(".lang-switch").forEach((link) => (link.search = page.search));
};
const typed = (event) => {
  const query = input.value.trim();
  if (event.isComposing || query === asked()) return;
  answer(query, true);
  write(query, "replaceState"); // takes time, while files are loaded
};
input.addEventListener("focus", () => index.readAhead().catch(() => {}), { once: true });
input.addEventListener("input", typed);
input.addEventListener("compositionend", typed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const query = input.value.trim();
  if (query !== asked()) write(query, "pushState");
  answer(query);
});
more.querySelector("button").onclick = async () => {
  const first = list.children.length;
  await append(first);
  list.children[first]?.querySelector("a").focus();
};
addEventListener("popstate", () => {
  input.value = asked();
  answer(input.value);
});

// Arrows lead from the field to the results and through them, Escape back to the field.
const links = () => [...document.querySelectorAll(".found-list:not([hidden]) a")];
document.querySelector("#main").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = links();
  const at = all.indexOf(document.activeElement);
  const inField = document.activeElement === input;
  if (event.isComposing || (at < 0 && !inField)) return;
  if (event.key === "Escape" && at >= 0) input.focus();
  else if (step && all.length && (at >= 0 || step > 0)) (all[at + step] ?? (at + step < 0 ? input : all[at])).focus();
  else return;
  event.preventDefault();
});

// A reader who comes back from a result finds it again.
addEventListener("pagehide", () => {
  const place = [...list.querySelectorAll("a")].indexOf(document.activeElement);
  if (place >= 0) history.replaceState({ place }, "");
});
const returnTo = async (place) => {
  while (list.children.length <= place && !more.hidden) await append(list.children.length);
  list.children[place]?.querySelector("a").focus();
};

const isReturn = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const place = isReturn ? history.state?.place : undefined;
input.value = asked();
write(asked(), "replaceState");
const answered = answer(asked());
if (place >= 0) answered.then(() => returnTo(place));
else if (!asked() && document.referrer.startsWith(location.origin)) input.focus(); // the reader came here to search
