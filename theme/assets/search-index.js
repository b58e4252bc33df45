// Answers queries from the shards of the index (render/search/). A query loads only the shards that can hold its tokens.
import { compact, distance, fold, hasUnspaced, learnCharacters, pairs, splitPieces } from "./search-text.js";

const [NAMES, HEADINGS, TEXT] = [8, 3, 1]; // how much a match counts by its field
const READ = 6; // a name that is read like the query
const MOST_STEMS = 12;
const MOST_NUMBERS = 3; // longer ones that hold a number
const MOST_SHARDS = 4; // of one part of a word
const MOST_TITLES = 24; // put in order by how they hold the query
const MOST_TEXTS = 8; // read for one batch, to see whether they hold the words of a query
const ENDINGS =
  /^(|s|es|ed|d|r|er|ers|or|ors|ing|ings|ly|ment|ments|ness|able|al|ally|ive|ion|ions|ation|ations|tion|tions|ity|ities|ency|encies|ent|ents|ant|ants|ance|ances|ence|ences|cy|cies|y|ies|ied|ic|ical|ful|ist|ists|ize|ized|izing|ise|ised|ising)$/;
const DIGITS = new Map(Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", (digit, value) => [digit, value]));

// The numbers of an encoded list (render/search/postings.py).
export const decode = (text = "") => {
  const numbers = [];
  let [number, step, factor] = [-1, 0, 1];
  for (const digit of text) {
    const value = DIGITS.get(digit);
    step += factor * (value % 32);
    if (value >= 32) factor *= 32;
    else {
      number += step;
      numbers.push(number);
      [step, factor] = [0, 1];
    }
  }
  return numbers;
};

const splitLists = (entry = "") => {
  const [names, headings, text] = entry.split("|");
  return { names: decode(names), headings: decode(headings), text };
};

export class SearchIndex {
  // `load` returns the content of a JSON file of the index, by its name; `again` asks for it past the cache.
  constructor(load) {
    this.load = load;
    this.files = new Map();
  }

  async open() {
    this.manifest ??= await this.file("manifest");
    if (this.manifest.traditional) await this.loadCharacters();
    return this.manifest;
  }

  async loadCharacters() {
    this.characters ??= this.content("characters").then(learnCharacters);
    await this.characters;
  }

  file(name, again = false) {
    if (!this.files.has(name) || again) {
      const loaded = this.load(name, again);
      this.files.set(name, loaded);
      loaded.catch(() => this.files.delete(name));
    }
    return this.files.get(name);
  }

  // The content of a file of the same version as the manifest. A site that was published in between has new files.
  async content(name) {
    let { version, content } = await this.file(name);
    if (version !== this.manifest.version) {
      ({ version, content } = await this.file(name, true));
      if (version !== this.manifest.version) throw new IndexChanged();
    }
    return content;
  }

  shardOf(token) {
    const { shards } = this.manifest;
    let [low, high] = [0, shards.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (shards[middle] <= token) low = middle;
      else high = middle;
    }
    return low;
  }

  async entry(token) {
    return (await this.content(`words/${this.shardOf(token)}`))[token];
  }

  // The tokens that begin with `prefix`, with their entries.
  async range(prefix) {
    const [first, last] = [this.shardOf(prefix), this.shardOf(`${prefix}\uffff`)];
    const numbers = Array.from({ length: Math.min(last - first + 1, MOST_SHARDS) }, (_, at) => first + at);
    const shards = await Promise.all(numbers.map((number) => this.content(`words/${number}`)));
    return shards.flatMap((shard) => Object.entries(shard).filter(([token]) => token.startsWith(prefix)));
  }

  async row(number) {
    const size = this.manifest.rowsPerFile;
    const [href, title, trail] = (await this.content(`rows/${Math.floor(number / size)}`))[number % size];
    return { number, href, title, trail: this.manifest.trails[trail], kind: this.kindOf(number) };
  }

  async text(number) {
    const { texts } = this.manifest;
    let part = texts.findLastIndex((start) => start <= number);
    const [answer, headings, text, names] = (await this.content(`texts/${part}`))[number - texts[part]];
    return { answer, headings, text, names };
  }

  kindOf(number) {
    return this.manifest.kinds.findLast(({ start }) => start <= number);
  }

  async search(query) {
    try {
      return await this.answer(query);
    } catch (error) {
      if (!(error instanceof IndexChanged)) throw error;
      this.files.clear();
      this.manifest = await this.file("manifest", true);
      return this.answer(query);
    }
  }

  async answer(query) {
    await this.open();
    let found = await this.find(query);
    if (!found.count && hasUnspaced(query) && !this.characters) {
      await this.loadCharacters();
      found = await this.find(query);
    }
    return found;
  }

  async find(query) {
    const folded = fold(query).trim();
    const all = splitPieces(folded);
    const long = all.filter(({ run, word }) => (run ?? word).length > 1);
    // Of single letters, what is known is where one word ends and the next begins.
    const seams = all.slice(1).map(({ word }, at) => ({ seam: `${all[at].word} ${word}` }));
    const row = hasUnspaced(folded) && compact(folded).length > 1 ? [{ run: compact(folded) }] : all;
    const pieces = long.length ? long : seams.length && all.every(({ word }) => word) ? seams : row;
    if (!pieces.length) return new Results(this, folded, [], []);
    const matches = await Promise.all(pieces.map((piece) => this.match(piece)));
    const whole = await this.matchWhole(folded, all);
    const strict = new Results(this, folded, matches, this.rank(matches, whole));
    await strict.prepare();
    if (strict.count || folded.length < 4) return strict;
    return new Results(this, folded, [], await this.rankLoosely(pieces), { loose: true, corrected: strict.corrected });
  }

  async match({ run, word, near, seam }) {
    if (seam) return { ...splitLists(await this.entry(seam)), text: [] };
    if (run) return this.matchRun(run);
    const match = await this.matchWord(word);
    return { ...match, optional: near || match.optional };
  }

  // Entries whose fields hold all pairs of a run. With several pairs, the fields must be read to know whether they stand together.
  async matchRun(run) {
    const every = pairs(run);
    const tokens = [...new Set(every.length < 5 ? every : every.filter((_, at) => at % 2 === 0 || at === every.length - 1))];
    const entries = await Promise.all(tokens.map((token) => this.entry(token)));
    const lists = entries.map(splitLists).map(({ names, headings, text }) => ({ names, headings, text: decode(text) }));
    if (tokens.length === 1 && [...run].length === 1 && !lists[0].names.length) {
      for (const [, entry] of await this.range(run)) lists[0].text.push(...decode(splitLists(entry).text));
    }
    const common = (field) => lists.map((list) => list[field]).reduce((some, others) => some.filter(Set.prototype.has, new Set(others)));
    return { names: common("names"), headings: common("headings"), text: common("text"), run: every.length > 1 ? run : "" };
  }

  // Entries with a word, its other endings, words of which it is a part, and names that are read like it.
  async matchWord(word) {
    const isNumber = /^[0-9]+$/.test(word);
    const read = isNumber ? [] : (await this.range(`~${word}`)).flatMap(([, entry]) => decode(entry));
    let ends = await this.range(`*${word}`);
    let corrected = "";
    if (!ends.length && !read.length) {
      const stem = await this.findStem(word);
      if (stem) return { ...(await this.stems([stem])), read };
      const words = await this.correct(word);
      ends = (await Promise.all(words.map((other) => this.entry(`*${other}`)))).map((entry, at) => [`*${words[at]}`, entry]);
      corrected = words[0] ?? "";
    }
    const lists = ends.map(([, entry]) => splitLists(entry));
    const stems = new Set(ends.find(([token]) => token === `*${word}`)?.[1]?.split("|")[2]?.split(" "));
    for (const { text = "" } of lists) for (const stem of text ? text.split(" ") : []) if (lists.length < 2 * MOST_STEMS || stem.startsWith(word)) stems.add(stem);
    const isWord = ends.some(([token, entry]) => token === `*${word}` && entry.split("|")[2]?.split(" ").some((stem) => word.startsWith(stem)));
    const optional = !isWord && (stems.size > MOST_STEMS || lists.length >= 2 * MOST_STEMS); // a mere part of many words
    const { names, headings, text } = await this.stems([...stems].slice(0, isNumber ? MOST_NUMBERS : MOST_STEMS));
    for (const list of lists) {
      names.push(...list.names);
      headings.push(...list.headings);
    }
    return { names, headings, text, read, corrected, optional };
  }

  async stems(stems) {
    const lists = (await Promise.all(stems.map((stem) => this.entry(`$${stem}`)))).map(splitLists);
    const all = (field) => lists.flatMap((list) => list[field]);
    return { names: all("names"), headings: all("headings"), text: lists.flatMap(({ text }) => decode(text)) };
  }

  // The longest stem of the index of which a word is another form: insolvents, of insolv.
  async findStem(word) {
    for (let end = word.length; end >= 3; end -= 1) {
      if (!ENDINGS.test(word.slice(end))) continue;
      for (const last of ["", "e", "i", "y"]) {
        const stem = word.slice(0, end) + last;
        if (await this.entry(`$${stem}`)) return stem;
      }
    }
    return "";
  }

  // The words that differ least from a mistyped one: by one letter, or two in a long word.
  async correct(word) {
    if (word.length < 4 || !/^\p{L}+$/u.test(word)) return [];
    const most = word.length < 8 ? 1 : 2;
    const words = (await this.content("vocabulary")).split(" ").map((other) => [distance(word, other, most), other]);
    const least = Math.min(...words.map(([changes]) => changes));
    return least > most ? [] : words.filter(([changes]) => changes === least).map(([, other]) => other).slice(0, MOST_STEMS);
  }

  // Entries that the query names as a whole: by a name, by how a name is read, or by a code, also with a month.
  async matchWhole(folded, all) {
    const name = compact(folded);
    const exact = new Set(decode(await this.entry(`=${name}`)));
    const [read, first] = [[], new Set()];
    if (all.every(({ word }) => word)) {
      for (const number of decode(await this.entry(`~${name}.`))) exact.add(number);
      if (all.length > 1) read.push(...(await this.range(`~${name}`)).flatMap(([, entry]) => decode(entry)));
      for (const [, entry] of await this.range(`~.${name}`)) for (const number of decode(entry)) first.add(number);
    }
    const [, letters] = /^(\p{L}+)[0-9]{3,4}$/u.exec(name) ?? [];
    const coded = this.manifest.codes[name] ?? this.manifest.codes[letters];
    if (coded !== undefined) exact.add(coded);
    return { exact, read, first };
  }

  // The entries that match every piece, the best first, as [number, score].
  rank(matches, { exact, read, first }) {
    const { count } = this.manifest;
    const total = new Float32Array(count);
    const hits = new Uint8Array(count);
    const required = matches.filter(({ optional }) => !optional);
    const needed = required.length;
    for (const match of matches) {
      const best = new Uint8Array(count);
      for (const [numbers, weight] of [[match.names, NAMES], [match.read, READ], [match.headings, HEADINGS], [match.text, TEXT]]) {
        for (const number of numbers ?? []) if (best[number] < weight) best[number] = weight;
      }
      for (let number = 0; number < count; number += 1) {
        if (!best[number]) continue;
        total[number] += best[number];
        if (!needed || required.includes(match)) hits[number] += 1;
      }
    }
    const scores = new Map();
    for (const number of read) scores.set(number, READ * matches.length);
    for (let number = 0; number < count; number += 1) if (needed ? hits[number] === needed : hits[number]) scores.set(number, total[number]);
    for (const number of first) scores.set(number, 6 + (scores.get(number) ?? READ));
    for (const number of exact) scores.set(number, 100 + (scores.get(number) ?? 0));
    return this.sort(scores);
  }

  // The entries that match some pieces, rare ones counting more.
  async rankLoosely(pieces) {
    const { count } = this.manifest;
    const scores = new Map();
    let most = 0;
    for (const piece of pieces.flatMap((one) => (one.run ? pairs(one.run).map((run) => ({ run })) : [one]))) {
      const { names = [], headings = [], text = [], read = [] } = await this.match(piece);
      const rarity = Math.log(1 + count / (1 + new Set([...names, ...headings, ...text]).size));
      const best = new Map();
      for (const [numbers, weight] of [[text, TEXT], [headings, HEADINGS], [read, READ], [names, NAMES]]) for (const number of numbers) best.set(number, weight);
      for (const [number, weight] of best) scores.set(number, (scores.get(number) ?? 0) + rarity * Math.sqrt(weight));
      most = Math.max(most, ...scores.values());
    }
    return this.sort(new Map([...scores].filter(([, score]) => score > most / 3)));
  }

  sort(scores) {
    return [...scores]
      .map(([number, score]) => [number, score * (1 + this.kindOf(number).weight / 10)])
      .sort(([one, score], [other, otherScore]) => otherScore - score || one - other);
  }
}

const compactLines = (text) => fold(text).split("\n").map(compact).join("\n");

class IndexChanged extends Error {}

// The entries that were found. They are read in batches, and those that do not hold the words after all are dropped.
export class Results {
  constructor(index, folded, matches, ranked, { loose = false, corrected } = {}) {
    Object.assign(this, { index, folded, matches, ranked, loose });
    this.corrected = corrected ?? matches.flatMap((match) => match.corrected || []);
    this.sets = matches.map((match) => ({ ...match, names: new Set(match.names), headings: new Set(match.headings), text: new Set(match.text) }));
    this.checked = new Set();
    this.kind = "";
  }

  get count() {
    return this.ranked.length;
  }

  // How many entries there are of each kind.
  get kinds() {
    const counts = new Map();
    for (const [number] of this.ranked) {
      const { name } = this.index.kindOf(number);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return this.index.manifest.kinds.filter(({ name }) => counts.has(name)).map((kind) => ({ ...kind, count: counts.get(kind.name) }));
  }

  // Read the titles of the first entries, and the texts of some, so that entries without the words of the query are dropped.
  async prepare(rounds = 2) {
    const first = this.ranked.map(([number]) => number).filter((number) => this.mustRead(number)).slice(0, MOST_TITLES);
    const titled = await Promise.all(first.map((number) => this.isTitled(number)));
    const texts = first.filter((_, at) => !titled[at]).slice(0, MOST_TEXTS);
    const holding = await Promise.all(texts.map((number) => this.holds(number)));
    const wrong = new Set(texts.filter((_, at) => !holding[at]));
    for (const number of [...first.filter((_, at) => titled[at]), ...texts]) this.checked.add(number);
    this.ranked = this.ranked.filter(([number]) => !wrong.has(number));
    if (wrong.size && wrong.size === texts.length && this.ranked.length && rounds > 1) await this.prepare(rounds - 1);
    else await this.promote();
  }

  // Whether more than the lists of pairs must tell if an entry holds each run of the query as it is written.
  mustRead(number) {
    return !this.checked.has(number) && this.sets.some(({ run }) => run);
  }

  async isTitled(number) {
    const title = compact(fold((await this.index.row(number)).title));
    return this.sets.every(({ run }) => !run || title.includes(run));
  }

  async holds(number) {
    const { title } = await this.index.row(number);
    const { answer, headings, text, names } = await this.index.text(number);
    const all = compactLines([title, ...names, answer, ...headings.map(([, words]) => words), text].join("\n"));
    return this.sets.every(({ run }) => !run || all.includes(run));
  }

  // Titles that begin with the query, or hold it as it is written, come first.
  async promote() {
    const first = this.ranked.slice(0, MOST_TITLES);
    const query = compact(this.folded);
    const better = await Promise.all(
      first.map(async ([number, score]) => {
        const { title, kind } = await this.index.row(number);
        const own = compact(fold(title));
        const bonus = own.startsWith(query) ? 6 : own.includes(query) ? 3 : 0;
        return [number, score + bonus * (1 + kind.weight / 10)];
      }),
    );
    better.sort(([one, score], [other, otherScore]) => otherScore - score || one - other);
    this.ranked = [...better, ...this.ranked.slice(first.length)];
  }

  async rows(start, end) {
    const chosen = this.kind ? this.ranked.filter(([number]) => this.index.kindOf(number).name === this.kind) : this.ranked;
    return Promise.all(chosen.slice(start, end).map(([number]) => this.index.row(number)));
  }
}
