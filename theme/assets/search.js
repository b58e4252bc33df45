// What the field and the page of search share: the index of a locale, and results as elements.
import { SearchIndex } from "./search-index.js";
import { compact, fold, foldWithPlaces, pairs, splitPieces } from "./search-text.js";

const EXCERPT = 110; // characters around the first match
const LEAD = 30; // of them before it

export const openIndex = (folder) =>
  new SearchIndex(async (name, again) => {
    const response = await fetch(new URL(`${name}.json`, folder), { cache: again ? "reload" : "default" });
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${response.status} ${response.url}`);
    return response.json();
  });

export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// The words to mark for a query, the longest first: the query as it is written, its runs and words, and at last pairs of characters.
export const wordsToMark = (query, loose) => {
  const pieces = splitPieces(fold(query));
  const words = [...pieces.map(({ run, word }) => run ?? word), ...fold(query).split(/[^\p{L}\p{N}]+/u)];
  const parts = loose ? pieces.flatMap(({ run }) => (run ? pairs(run) : [])) : [];
  return [...new Set([fold(query).trim(), ...words, ...parts])].filter((word) => word.length > 1 || words.length === 1);
};

// The parts of a text that hold one of the words, as [start, end]; they do not overlap.
const findMarks = (text, words) => {
  const { folded, places } = foldWithPlaces(text);
  const marks = [];
  for (const word of words) {
    const isLatin = /^[a-z0-9]+$/.test(word);
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      const end = isLatin ? at + word.length + /^[a-z]{0,5}/.exec(folded.slice(at + word.length))[0].length : at + word.length;
      const [from, to] = [places[at], places[end]];
      if (!marks.some(([start, stop]) => from < stop && to > start)) marks.push([from, to]);
      if (marks.length > 20) break;
    }
  }
  return marks.sort(([one], [other]) => one - other);
};

// A text as nodes, with the words marked.
export const marked = (text, words, start = 0, end = text.length) => {
  const nodes = [];
  let from = start;
  for (const [first, last] of findMarks(text, words)) {
    if (first < from || last > end) continue;
    nodes.push(text.slice(from, first), element("mark", { textContent: text.slice(first, last) }));
    from = last;
  }
  return [...nodes, text.slice(from, end)];
};

// The line that holds the most of the words, cut around the first of them.
export const excerpt = (lines, words) => {
  const counts = lines.map((line) => {
    const folded = fold(line);
    return words.reduce((count, word, place) => count + (folded.includes(word) ? words.length - place : 0), 0);
  });
  const line = lines[counts.indexOf(Math.max(...counts))] ?? "";
  const [first] = findMarks(line, words)[0] ?? [0];
  const start = first > LEAD + 10 ? first - LEAD : 0;
  const end = Math.min(line.length, start + EXCERPT);
  return [start ? "…" : "", ...marked(line, words, start, end), end < line.length ? "…" : ""];
};

// The name of an entry by which it was found, where its title does not show it.
export const otherName = (title, names, query) => {
  const sought = compact(fold(query));
  return compact(fold(title)).includes(sought) ? "" : (names.find((name) => compact(fold(name)).includes(sought)) ?? "");
};
