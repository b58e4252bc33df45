// Suggestions below a search field: a combobox with a list of results (WAI-ARIA 1.2). Enter without a choice leads to all results.
import { marked, openIndex, element, wordsToMark } from "./search.js";

const MOST = 7;
const STYLES = new URL("search.css", import.meta.url).href;
let fields = 0;
let index = null;

// `settings` are the addresses and words that stand with the script of the fields.
export const enhance = (form, settings) => {
  const input = form.elements.q;
  if (![...document.styleSheets].some(({ href }) => href === STYLES)) document.head.append(element("link", { rel: "stylesheet", href: STYLES }));
  const root = new URL(settings.base, location.href);
  index ??= openIndex(new URL(settings.index, location.href));
  const id = `suggestions-${(fields += 1)}`;
  const list = element("ul", { id, className: "suggestions", hidden: true });
  const status = element("span", { className: "visually-hidden" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", settings.list);
  status.setAttribute("role", "status");
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", id], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
  form.append(list, status);
  let turn = 0;
  let chosen = -1;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const open = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", isOpen);
    if (!isOpen) choose(-1);
  };
  const choose = (place) => {
    const all = options();
    chosen = all.length ? (place + all.length + 1) % (all.length + 1) : -1;
    if (place < 0 || chosen === all.length) chosen = place < -1 ? all.length - 1 : -1;
    all.forEach((option, at) => option.setAttribute("aria-selected", at === chosen));
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    }
  };
  const option = (href, at, ...content) => {
    const link = element("a", { id: `${id}-${at}`, href, tabIndex: -1 }, ...content);
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    const item = element("li", {}, link);
    item.setAttribute("role", "none");
    return item;
  };
  const allResults = (query) => {
    const page = new URL(form.action);
    page.searchParams.set("q", query);
    return page.href;
  };
  // Only one element of a page carries the results of a query: on the page of results, that is the list there.
  const mark = (query) => {
    if (document.querySelector(".found [data-search=results]")) return;
    for (const other of document.querySelectorAll("[data-search=results]")) other.removeAttribute("data-search");
    list.dataset.search = "results";
    list.dataset.query = query;
  };
  const answer = async (query) => {
    const started = (turn += 1);
    if (!query) return open(false);
    const results = await index.search(query);
    const rows = await results.rows(0, MOST);
    if (started !== turn || document.activeElement !== input) return;
    const marks = wordsToMark(query, results.loose);
    const items = rows.map((row, at) =>
      option(new URL(row.href, root).href, at, element("span", { className: "suggestion-title" }, ...marked(row.title, marks)), " ", element("span", { className: "suggestion-kind", textContent: row.kind.title })),
    );
    if (rows.length) items.push(option(allResults(query), rows.length, element("span", { className: "suggestion-all", textContent: settings.all.replace("{query}", query) })));
    list.replaceChildren(...items);
    status.textContent = (results.count === 1 ? settings.one : settings.count).replace("{n}", results.count);
    mark(query);
    open(items.length > 0);
  };
  const typed = (event) => {
    if (!event.isComposing) answer(input.value.trim()).catch(() => open(false));
  };
  input.addEventListener("input", typed);
  input.addEventListener("compositionend", typed);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden) choose(chosen < 0 && step < 0 ? -2 : chosen + step);
    else if (step && input.value.trim()) answer(input.value.trim()).catch(() => {});
    else if (event.key === "Escape" && !list.hidden) open(false);
    else if (event.key === "Enter" && chosen >= 0) options()[chosen].click();
    else return;
    event.preventDefault();
  });
  form.addEventListener("focusout", ({ relatedTarget }) => form.contains(relatedTarget) || open(false));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  index.readAhead().catch(() => {});
  if (input.value && document.activeElement === input) typed({});
};
