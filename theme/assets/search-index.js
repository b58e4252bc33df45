// Answers queries from the shards of the index (render/search/). A query loads only the shards that can hold its tokens.
import { compact, distance, fold, hasUnspaced, learnCharacters, pairs, splitPieces } from "./search-text.js";

const [NAMES, HEADINGS, TEXT, PART] = [8, 3, 1, 0.5]; // how much a match counts by its field; a part of a word of a text counts less
const READ = 6; // a name that is read like the query
const MOST_STEMS = 4; // read for one word
const MOST_CORRECTED = 12; // words that a mistyped one may mean
const SHORT_PART = 3; // letters of the parts of words that the index lists
const [MOST_WORDS, MOST_PAIRS] = [4, 5]; // looked up for a long query; these alone leave few entries, and the query as a whole puts them in order
const MOST_READINGS = 3; // words, each of which may be pinyin; more are read as one name
const LONGEST_READING = 30;
const MOST_SHARDS = 4; // of one part of a word
const NAMED_LETTERS = 16; // at most, in the name of a shard
const MOST_TITLES = 20; // put in order by how they hold the query
const MOST_AHEAD = 3; // files of rows that are read before a query; they have the entries that readers look for most
const MOST_TEXTS = 5; // read for one batch, to see whether they hold the words of a query
const ENDINGS =
  /^(|s|es|ed|d|r|er|ers|or|ors|ing|ings|ly|ment|ments|ness|able|al|ally|ive|ion|ions|ation|ations|tion|tions|ity|ities|ency|encies|ent|ents|ant|ants|ance|ances|ence|ences|cy|cies|y|ies|ied|ic|ical|ful|ist|ists|ize|ized|izing|ise|ised|ising)$/;
const DIGITS = new Uint8Array(128);
for (const [value, digit] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].entries()) DIGITS[digit.charCodeAt(0)] = value;

// The numbers of an encoded list (render/search/postings.py).
export const decode = (text = "") => {
  const numbers = [];
  let [number, step, factor] = [-1, 0, 1];
  for (let at = 0; at < text.length; at += 1) {
    const value = DIGITS[text.charCodeAt(at)];
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

// The letters of a token, without the sign that it begins with. The shards are in their order.
const lettersOf = (token) => token.replace(/^[=$*%~]\.?/, "");

const common = (lists) => lists.reduce((some, others) => some.filter(Set.prototype.has, new Set(others)));

// Some items of a list, the first and the last among them, evenly apart.
const spread = (items, most) => Array.from({ length: most }, (_, at) => items[Math.round((at * (items.length - 1)) / (most - 1))]);

// The pieces of a long query that say the most: characters in a row, then numbers and long words.
const mostTelling = (pieces) => {
  const worth = ({ word }) => (/^[0-9]/.test(word) ? 100 : 0) + word.length;
  const words = pieces.filter(({ word }) => word).sort((one, other) => worth(other) - worth(one));
  const chosen = new Set(words.slice(0, MOST_WORDS));
  return pieces.filter((piece) => !piece.word || chosen.has(piece));
};

// Up to three short parts of a word by which its uses within longer words are found: the first, one in the middle and the last.
const shortParts = (word) => {
  const last = Math.max(word.length - SHORT_PART, 0);
  return [...new Set([0, last >> 1, last])].map((start) => word.slice(start, start + SHORT_PART));
};

export class SearchIndex {
  // `load` returns the content of a JSON file of the index, by its name, or null if there is none; `again` asks for it past the cache.
  constructor(load) {
    this.load = load;
    this.files = new Map();
  }

  async open() {
    this.manifest ??= await this.file("manifest");
    if (this.manifest.traditional) await this.loadCharacters();
    return this.manifest;
  }

  // Load what every query reads, before the first one is typed.
  async readAhead() {
    const { count, rowsPerFile } = await this.open();
    const files = Math.min(Math.ceil(count / rowsPerFile), MOST_AHEAD);
    await Promise.all(Array.from({ length: files }, (_, file) => this.content(`rows/${file}`)));
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

  // The content of a file of the same version as the manifest. A site that was published in between has new files, and not all of the old ones.
  async content(name) {
    let file = await this.file(name);
    if (file?.version !== this.manifest.version) {
      file = await this.file(name, true);
      if (file?.version !== this.manifest.version) throw new IndexChanged();
    }
    return file.content;
  }

  // The content of a shard. Its name has code units of its first letters, after its number among the shards with the same ones.
  shard(number) {
    const { shards } = this.manifest;
    const start = (at) => shards[at]?.slice(0, NAMED_LETTERS);
    let first = number;
    while (start(first - 1) === start(number)) first -= 1;
    const units = Array.from({ length: start(number).length }, (_, at) => shards[number].charCodeAt(at).toString(16).padStart(4, "0"));
    return this.content(`words/${number - first}-${units.join("")}`);
  }

  shardOf(token) {
    const { shards } = this.manifest;
    const letters = lettersOf(token);
    let [low, high] = [0, shards.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (shards[middle] <= letters) low = middle;
      else high = middle;
    }
    return low;
  }

  async entry(token) {
    return (await this.shard(this.shardOf(token)))[token];
  }

  // The tokens that begin with `prefix`, with their entries.
  async range(prefix) {
    const [first, last] = [this.shardOf(prefix), this.shardOf(`${prefix}\uffff`)];
    const numbers = Array.from({ length: Math.min(last - first + 1, MOST_SHARDS) }, (_, at) => first + at);
    const shards = await Promise.all(numbers.map((number) => this.shard(number)));
    const found = shards.flatMap((shard) => Object.entries(shard).filter(([token]) => token.startsWith(prefix)));
    return Object.assign(found, { cut: last - first >= MOST_SHARDS });
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
    const { kinds, count } = this.manifest;
    this.manifest.kindNumbers ??= kinds.reduce((numbers, { start }, place) => numbers.fill(place, start), new Uint8Array(count));
    return kinds[this.manifest.kindNumbers[number]];
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
    const mayBeRead = pieces.length <= MOST_READINGS;
    const [whole, ...matches] = await Promise.all([this.matchWhole(folded, all), ...mostTelling(pieces).map((piece) => this.match(piece, mayBeRead))]);
    const isName = whole.exact.size > 0 && matches.length > 1; // what else holds all pieces of a long name comes after it
    const strict = new Results(this, folded, matches, this.rank(matches, whole), { sure: isName });
    await strict.prepare();
    if (strict.count || folded.length < 4) return strict;
    return new Results(this, folded, [], await this.rankLoosely(pieces), { loose: true, corrected: strict.corrected });
  }

  async match({ run, word, near, seam }, mayBeRead = true) {
    if (seam) return this.fields(seam);
    if (run) return this.matchRun(run);
    const match = word.length > SHORT_PART ? await this.matchLongWord(word, mayBeRead) : await this.matchShortWord(word, mayBeRead);
    return { ...match, optional: near };
  }

  async fields(token) {
    const { names, headings, text } = splitLists(await this.entry(token));
    return { names, headings, text: decode(text) };
  }

  // Entries whose fields hold all pairs of a run. With several pairs, the fields must be read to know whether they stand together.
  async matchRun(run) {
    const every = pairs(run);
    const tokens = [...new Set(every.length < MOST_PAIRS ? every : spread(every, Math.min(MOST_PAIRS, (every.length >> 1) + 1)))];
    const entries = await Promise.all(tokens.map((token) => this.entry(token)));
    const lists = entries.map(splitLists).map(({ names, headings, text }) => ({ names, headings, text: decode(text) }));
    if (tokens.length === 1 && [...run].length === 1 && !lists[0].names.length) {
      for (const [, entry] of await this.range(run)) lists[0].text.push(...decode(splitLists(entry).text));
    }
    const field = (name) => common(lists.map((list) => list[name]));
    return { names: field("names"), headings: field("headings"), text: field("text"), run: every.length > 1 ? run : "" };
  }

  // Entries with a word of two or three letters, or with longer words of which it is a part. The index lists all such parts.
  async matchShortWord(word, mayBeRead) {
    const [parts, ends, read] = await Promise.all([word.length > 1 ? this.fields(`%${word}`) : null, this.entry(`*${word}`), mayBeRead ? this.readings(word) : []]);
    const stems = (ends?.split("|")[2] ?? "").split(" ").filter((stem) => stem && word.startsWith(stem));
    const { names, headings, text } = await this.stems(stems.slice(0, 1));
    if (!parts) return { names, headings, text, read };
    const isPart = Object.values(parts).some((numbers) => numbers.length);
    if (!ends && !read.length && !isPart) return this.stems([await this.findStem(word)]);
    return { names: [...names, ...parts.names], headings: [...headings, ...parts.headings], text, parts: parts.text, read };
  }

  // Entries with a word, its other endings, words of which it is a part, and names that are read like it.
  async matchLongWord(word, mayBeRead) {
    let [read, ends] = await Promise.all([mayBeRead ? this.readings(word) : [], this.range(`*${word}`)]);
    let corrected = "";
    if (!ends.length && !read.length) {
      const [stem] = await Promise.all([this.findStem(word), mayBeMistyped(word) && this.content("vocabulary")]); // asked for at once
      if (stem) return { ...(await this.stems([stem])), read };
      const words = await this.correct(word);
      ends = (await Promise.all(words.map((other) => this.entry(`*${other}`)))).map((entry, at) => [`*${words[at]}`, entry]);
      corrected = words[0] ?? "";
    }
    const lists = ends.map(([, entry]) => splitLists(entry));
    const stems = [...new Set(lists.flatMap(({ text }) => (text ? text.split(" ") : [])))];
    const most = corrected ? MOST_CORRECTED : MOST_STEMS;
    stems.sort((one, other) => nearness(other, word) - nearness(one, word));
    // A part of so many words that not all are read: entries that hold its parts may hold it too; their texts tell.
    const isCut = stems.length > most || ends.cut;
    const [{ names, headings, text }, ...short] = await Promise.all([
      this.stems(stems.slice(0, most)),
      ...(isCut ? shortParts(word) : []).map((part) => this.fields(`%${part}`)),
    ]);
    for (const list of lists) {
      names.push(...list.names);
      headings.push(...list.headings);
    }
    const parts = isCut ? common(short.map((list) => list.text)) : [];
    return { names, headings, text, parts, run: parts.length ? word : "", sure: new Set([...names, ...headings, ...text]), read, corrected };
  }

  async readings(word) {
    return /^[0-9]+$/.test(word) ? [] : (await this.range(`~${word}`)).flatMap(([, entry]) => decode(entry));
  }

  async stems(stems) {
    const lists = (await Promise.all(stems.map((stem) => this.entry(`$${stem}`)))).map(splitLists);
    const all = (field) => lists.flatMap((list) => list[field]);
    return { names: all("names"), headings: all("headings"), text: lists.flatMap(({ text }) => decode(text)) };
  }

  // The longest stem of the index of which a word is another form: insolvents, of insolv.
  async findStem(word) {
    const ends = Array.from({ length: Math.max(word.length - 2, 0) }, (_, at) => word.length - at).filter((end) => ENDINGS.test(word.slice(end)));
    const stems = ends.flatMap((end) => ["", "e", "i", "y"].map((last) => word.slice(0, end) + last));
    const entries = await Promise.all(stems.map((stem) => this.entry(`$${stem}`)));
    return stems.find((_, at) => entries[at]) ?? "";
  }

  // The words that differ least from a mistyped one: by one letter, or two in a long word.
  async correct(word) {
    if (!mayBeMistyped(word)) return [];
    const most = word.length < 8 ? 1 : 2;
    const words = (await this.content("vocabulary")).split(" ").map((other) => [distance(word, other, most), other]);
    const least = Math.min(...words.map(([changes]) => changes));
    return least > most ? [] : words.filter(([changes]) => changes === least).map(([, other]) => other).slice(0, MOST_CORRECTED);
  }

  // Entries that the query names as a whole: by a name, by how a name is read, or by a code, also with a month.
  async matchWhole(folded, all) {
    const name = compact(folded);
    const isReading = name.length <= LONGEST_READING && all.every(({ word }) => word);
    const [named, readWhole, readFirst, readPart] = await Promise.all([
      this.entry(`=${name}`),
      isReading && this.entry(`~${name}.`),
      isReading ? this.range(`~.${name}`) : [],
      isReading && all.length > 1 ? this.range(`~${name}`) : [],
    ]);
    const exact = new Set([...decode(named), ...decode(readWhole || "")]);
    const numbers = (found) => found.flatMap(([, entry]) => decode(entry));
    const [read, first] = [numbers(readPart), new Set(numbers(readFirst))];
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
      const best = new Float32Array(count);
      for (const [numbers, weight] of [[match.names, NAMES], [match.read, READ], [match.headings, HEADINGS], [match.text, TEXT], [match.parts, PART]]) {
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
    const smallest = pieces.flatMap((one) => (one.run ? pairs(one.run).map((run) => ({ run })) : [one]));
    for (const { names = [], headings = [], text = [], parts = [], read = [] } of await Promise.all(smallest.map((piece) => this.match(piece)))) {
      const rarity = Math.log(1 + count / (1 + new Set([...names, ...headings, ...text, ...parts]).size));
      const best = new Map();
      for (const [numbers, weight] of [[parts, PART], [text, TEXT], [headings, HEADINGS], [read, READ], [names, NAMES]]) for (const number of numbers) best.set(number, weight);
      for (const [number, weight] of best) scores.set(number, (scores.get(number) ?? 0) + rarity * Math.sqrt(weight));
      most = Math.max(most, ...scores.values());
    }
    return this.sort(new Map([...scores].filter(([, score]) => score > most / 3)));
  }

  sort(scores) {
    const numbers = new Map(); // by score; many entries have the same
    for (const [number, score] of scores) {
      const weighted = score * (1 + this.kindOf(number).weight / 10);
      if (!numbers.has(weighted)) numbers.set(weighted, []);
      numbers.get(weighted).push(number);
    }
    const best = [...numbers].sort(([one], [other]) => other - one);
    return best.flatMap(([score, equal]) => equal.sort((one, other) => one - other).map((number) => [number, score]));
  }
}

const mayBeMistyped = (word) => word.length >= 4 && /^\p{L}+$/u.test(word);
// How near a stem is to a word: it is its beginning, or the word is the stem's.
const nearness = (stem, word) => (word.startsWith(stem) ? 2 : 0) + (stem.startsWith(word) ? 1 : 0);
const compactLines = (text) => fold(text).split("\n").map(compact).join("\n");

class IndexChanged extends Error {}

// The entries that were found. They are read in batches, and those that do not hold the words after all are dropped.
export class Results {
  constructor(index, folded, matches, ranked, { loose = false, sure = false, corrected } = {}) {
    Object.assign(this, { index, folded, matches, ranked, loose });
    this.corrected = corrected ?? matches.flatMap((match) => match.corrected || []);
    this.runs = sure ? [] : matches.filter(({ run }) => run);
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
    const top = this.ranked.slice(0, MOST_TITLES + this.checked.size).map(([number]) => number);
    const first = top.filter((number) => this.mustRead(number)).slice(0, MOST_TITLES);
    await this.readAtOnce(top, first);
    const titled = await Promise.all(first.map((number) => this.isTitled(number)));
    const texts = first.filter((_, at) => !titled[at]).slice(0, MOST_TEXTS);
    const holding = await Promise.all(texts.map((number) => this.holds(number)));
    const wrong = new Set(texts.filter((_, at) => !holding[at]));
    for (const number of [...first.filter((_, at) => titled[at]), ...texts]) this.checked.add(number);
    this.ranked = this.ranked.filter(([number]) => !wrong.has(number));
    if (wrong.size && wrong.size === texts.length && this.ranked.length && rounds > 1) await this.prepare(rounds - 1);
    else await this.promote();
  }

  // Load the rows of entries, and the texts of those that cannot hold the words in a name.
  readAtOnce(top, unsure) {
    const named = this.runs.map(({ names }) => new Set(names));
    const unnamed = unsure.filter((number) => named.some((numbers) => !numbers.has(number)));
    return Promise.all([...top.map((number) => this.index.row(number)), ...unnamed.slice(0, MOST_TEXTS).map((number) => this.index.text(number))]);
  }

  // Whether more than the lists of pairs must tell if an entry holds each run of the query as it is written.
  mustRead(number) {
    return !this.checked.has(number) && this.runs.some(({ sure }) => !sure?.has(number));
  }

  async isTitled(number) {
    const title = compact(fold((await this.index.row(number)).title));
    return this.runs.every(({ run, sure }) => title.includes(run) || sure?.has(number));
  }

  async holds(number) {
    const { title } = await this.index.row(number);
    const { answer, headings, text, names } = await this.index.text(number);
    const all = compactLines([title, ...names, answer, ...headings.map(([, words]) => words), text].join("\n"));
    return this.runs.every(({ run, sure }) => all.includes(run) || sure?.has(number));
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
