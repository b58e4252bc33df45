// Answers queries with the scripts of the theme, in Node: node search_queries.mjs ASSETS INDEX < queries.json > answers.json
import { readFileSync } from "node:fs";
import { mkdtemp, copyFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [assets, folder] = process.argv.slice(2);
const modules = await mkdtemp(join(tmpdir(), "search-")); // scripts are modules here only with a package.json beside them
await writeFile(join(modules, "package.json"), '{"type": "module"}');
for (const name of await readdir(assets)) if (/^search.*\.js$/.test(name)) await copyFile(join(assets, name), join(modules, name));
const { SearchIndex } = await import(pathToFileURL(join(modules, "search-index.js")));
const files = new Map();
const read = (name) => {
  if (!files.has(name)) {
    const body = readFileSync(join(folder, `${name}.json`));
    files.set(name, { body, size: gzipSync(body).length });
  }
  return files.get(name);
};
const input = [];
for await (const chunk of process.stdin) input.push(chunk);
const answers = [];
for (const query of JSON.parse(Buffer.concat(input))) {
  let [bytes, rounds, arriving] = [0, 0, null];
  const names = new Set();
  // Files that are asked for at once arrive together. How often a query waits for files is how often others are asked for afterwards.
  const arrive = () => {
    arriving ??= new Promise((done) => setImmediate(done)).then(() => {
      rounds += 1;
      arriving = null;
    });
    return arriving;
  };
  const index = new SearchIndex(async (name) => {
    const { body, size } = read(name);
    bytes += size;
    names.add(name);
    await arrive();
    return JSON.parse(body);
  });
  await index.readAhead();
  rounds = 0;
  const results = await index.search(query);
  await results.rows(0, 20);
  // What a first query costs. All rows are read after it; a page reads them in batches.
  const [loaded, waits, shards] = [bytes, rounds, [...names].filter((name) => name.startsWith("words/")).length];
  const rows = await results.rows(0);
  answers.push({ query, bytes: loaded, waits, shards, loose: results.loose, corrected: results.corrected, hrefs: rows.map(({ href }) => href) });
}
process.stdout.write(JSON.stringify(answers));
