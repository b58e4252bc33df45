// Folds text as the index does (text/search_tokens.py): compatibility forms, lower case, numbers without separators. Simplified
// characters stand for traditional ones, once the table of characters was loaded.
const UNSPACED = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}";
const PIECE = new RegExp(`(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+`, "gu");
const GROUPED = /(?<![0-9])[0-9]{1,3}(?:[, ][0-9]{3})+(?![0-9])/g;
const MULTIPLE = /(?<![0-9.])([0-9]{1,8})(?:\.([0-9]{1,4}))? ?([万亿])/g;
const ZEROS = { 万: 4, 亿: 8 };

const simplified = new Map();
export const learnCharacters = ({ traditional, simplified: others }) => {
  const [from, to] = [[...traditional], [...others]];
  from.forEach((character, place) => simplified.set(character, to[place]));
};

// The folded text, and for each of its code units the place in the text that it comes from.
export const foldWithPlaces = (text) => {
  let folded = "";
  const places = [];
  let place = 0;
  for (const character of text) {
    const isCompatible = character < "\x80" || (character >= "\u4e00" && character <= "\u9fff"); // most are
    const plain = (isCompatible ? character : character.normalize("NFKC")).toLowerCase();
    for (const one of plain) {
      const unit = simplified.get(one) ?? one;
      folded += unit;
      for (let at = 0; at < unit.length; at += 1) places.push(place);
    }
    place += character.length;
  }
  const drop = new Set();
  for (const match of folded.matchAll(GROUPED)) {
    for (let at = match.index; at < match.index + match[0].length; at += 1) if (/[, ]/.test(folded[at])) drop.add(at);
  }
  places.push(text.length);
  if (!drop.size) return { folded, places };
  const kept = (_, at) => !drop.has(at);
  return { folded: folded.split("").filter(kept).join(""), places: places.filter(kept) };
};

export const fold = (text) => {
  const plain = text.normalize("NFKC").toLowerCase();
  const folded = simplified.size ? Array.from(plain, (character) => simplified.get(character) ?? character).join("") : plain;
  return folded.replace(GROUPED, (number) => number.replace(/[, ]/g, ""));
};

// The letters, digits and characters of a folded text, without anything between.
export const compact = (folded) => folded.replace(/[^\p{L}\p{N}]/gu, "");

// The pieces of a folded query: for each part between spaces its words, and its letters in a row if characters are among them. An amount
// such as 25万 is one number. Words beside characters are `near` where they may be cut: the row tells where they stand.
export const splitPieces = (folded) => {
  const whole = folded.replace(MULTIPLE, (written, number, decimals = "", unit) => {
    const zeros = ZEROS[unit] - decimals.length;
    return zeros < 0 ? written : ` ${BigInt(number + decimals)}${"0".repeat(zeros)} `;
  });
  return whole.split(/\s+/).flatMap((part) => {
    const run = hasUnspaced(part) ? compact(part) : "";
    const isWhole = (word, start) => start > 0 && start + word.length < part.length;
    const words = Array.from(part.matchAll(PIECE), ({ 0: word, index }) => ({ word, near: run !== "" && !isWhole(word, index) }));
    return run ? [{ run }, ...words] : words;
  });
};
const ANY_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");
export const hasUnspaced = (text) => ANY_UNSPACED.test(text);

// The neighbouring letters of a run of which one is a character; the character itself where there is only one.
export const pairs = (run) => {
  const characters = [...run];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, at) => characters[at] + character).filter(hasUnspaced);
};

// The parts of two words between what they begin and end with alike.
const differing = (one, other) => {
  const shortest = Math.min(one.length, other.length);
  let [start, end] = [0, 0];
  while (start < shortest && one[start] === other[start]) start += 1;
  while (end < shortest - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return [one.slice(start, one.length - end), other.slice(start, other.length - end)];
};

// The number of single changes (a letter more, less, other, or two swapped) from one word to another; more than `most` is not counted out.
export const distance = (word, otherWord, most) => {
  if (Math.abs(word.length - otherWord.length) > most) return most + 1;
  const [one, other] = differing(word, otherWord);
  if (!one || !other) return one.length + other.length;
  if (most === 1 && one.length + other.length > 4) return 2; // more than two letters that are swapped
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const same = one[row - 1] === other[at - 1];
      next[at] = Math.min(last[at] + 1, next[at - 1] + 1, last[at - 1] + !same);
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) next[at] = Math.min(next[at], before[at - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    [before, last] = [last, next];
  }
  return last[other.length];
};
