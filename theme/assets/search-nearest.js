// The titles that are most like a query that finds nothing: they share characters or parts of words with it, or begin as it is read.
import { decode } from "./search-index.js";
import { compact, fold, pairs, splitPieces } from "./search-text.js";

const MOST_READ = 24; // titles that are compared
const LEAST = 0.1; // the share of a query that a title must have

// The tokens of the index for each part of a piece: single characters and pairs of them, or two and three neighbouring letters.
const partsOf = ({ run, word }) => {
  if (run) return [...new Set([...run, ...pairs(run)])];
  const cut = (length) => Array.from({ length: Math.max(word.length - length + 1, 0) }, (_, start) => `%${word.slice(start, start + length)}`);
  return [...new Set([...cut(2), ...cut(3)])];
};

const names = (entry = "") => decode(entry.split("|")[0]);

// The entries whose names are read like the longest possible beginning of a word, which must be a good part of it.
const readLike = async (index, word) => {
  const isGoodPart = (end) => end * 2 >= word.length || (end >= 3 && end * 3 >= word.length);
  const ends = Array.from(word, (_, at) => word.length - at).filter(isGoodPart);
  const found = await Promise.all(ends.map((end) => index.range(`~${word.slice(0, end)}`)));
  const longest = found.findIndex((tokens) => tokens.some(([, entry]) => names(entry).length));
  return longest < 0 ? { numbers: [], letters: 0 } : { numbers: found[longest].flatMap(([, entry]) => names(entry)), letters: ends[longest] };
};

export const nearest = async (index, query, most = 3) => {
  const { count } = index.manifest;
  const scores = new Map();
  let whole = 0;
  const add = (numbers, worth = 1) => {
    const rarity = worth * Math.log(1 + count / (1 + numbers.length));
    whole += rarity;
    for (const number of new Set(numbers)) scores.set(number, (scores.get(number) ?? 0) + rarity);
  };
  for (const piece of splitPieces(fold(query))) {
    for (const entry of await Promise.all(partsOf(piece).map((token) => index.entry(token)))) add(names(entry));
    if (!piece.word || !/^\p{L}+$/u.test(piece.word)) continue;
    const { numbers, letters } = await readLike(index, piece.word);
    if (numbers.length) add(numbers, letters);
  }
  const best = [...scores].filter(([, score]) => score >= LEAST * whole).sort(([one, score], [other, otherScore]) => otherScore - score || one - other);
  const rows = await Promise.all(best.slice(0, MOST_READ).map(([number]) => index.row(number)));
  const likeness = rows.map(({ title }, at) => best[at][1] / Math.sqrt(4 + compact(fold(title)).length));
  return rows.map((row, at) => [row, likeness[at]]).sort(([, one], [, other]) => other - one).slice(0, most).map(([row]) => row);
};
