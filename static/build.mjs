/**
 * Bundles what the browser gets into `dist/`, under names that change with the content, and writes `dist/manifest.json` last.
 *
 *   node build.mjs            build once; exit 1, with one line, when there is nothing to build
 *
 * Entries are the files that exist: pages/*.js, styles/{page}.css, words/*.json, disguise/processor.js, worker.js. The manifest is the server's only way in:
 *
 *   {"entries": {"pages/member.js":   {"file": "member-ABCDEFGH.js", "imports": ["shared-FEDCBAGH.js"], "css": "member-HGFEDCBA.css",
 *                                      "bytes": 51234, "gzip": 17321},
 *                "styles/member.css": {"file": "member-HGFEDCBA.css", "bytes": …, "gzip": …},
 *                "words/hi.json":     {"file": "hi-QRSTUVWX.json", "bytes": …, "gzip": …}},
 *    "sources": {"pages/member.js": "sha256, 16 hex digits", …}}
 *
 * `imports` are the scripts that the entry needs at once (worth a modulepreload), and its bytes count them. What it imports later is an
 * entry or a shared file of its own. `sources` lists every file of ours that went in, so that the server can say at start that a build is stale.
 * A packed copy of each file lies beside it as FILE.br.
 * vendor/*.js (libraries, re-exported) is built once more under its plain name for `serve --dev`, which serves modules as written.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

/** Shown by no released page: the story draws every state of every element for development. */
const DEVELOPMENT_ONLY = new Set(["story.js"]);

/** The oldest browsers that have what the audio needs (WebRTC unified plan) and that cheap phones still run. */
const TARGET = ["chrome100", "firefox100", "safari15.4"];

/** @param {string} folder @param {string} ending @returns {string[]} paths relative to this folder, in order */
function files(folder, ending) {
  if (!existsSync(join(here, folder))) return [];
  return readdirSync(join(here, folder)).filter((name) => name.endsWith(ending) && !name.endsWith(`.test${ending}`)).sort()
    .map((name) => `${folder}/${name}`);
}

const pages = files("pages", ".js");
/** A page's style is the file of the same name; one without its own wears the members'. Other styles are only imported. */
const styles = files("styles", ".css").filter((path) => pages.some((page) => basename(page, ".js") === basename(path, ".css")));
const words = files("words", ".json");

if (pages.length === 0) {
  console.error("build.mjs: no entry in static/pages/*.js, so there is nothing to build; CIRCLEKEEPER_NO_BROWSER_BUILD=1 installs without pages");
  process.exit(1);
}

/**
 * Of the ways in which the socket library can travel only the one that the wire asks for: the others would be 2 kB on every phone and run on none.
 * @type {import("esbuild").Plugin}
 */
const onlyWebSocket = {
  name: "only-websocket",
  setup(build) {
    const contents = 'import { WS } from "./websocket.js";\nexport const transports = { websocket: WS };\n';
    build.onLoad({ filter: /engine\.io-client\/build\/esm\/transports\/index\.js$/ }, () => ({ contents }));
  },
};

/** @type {import("esbuild").BuildOptions} */
const shared = {
  absWorkingDir: here, outdir: dist, bundle: true, format: "esm", target: TARGET, minify: true, sourcemap: "linked", metafile: true,
  legalComments: "linked", entryNames: "[name]-[hash]", assetNames: "[name]-[hash]", charset: "utf8", logLevel: "warning",
  plugins: [onlyWebSocket],
};

mkdirSync(dist, { recursive: true });
/** @type {import("esbuild").Metafile[]} */
const made = [];

/** @param {string[]} entryPoints @param {import("esbuild").BuildOptions} [options] */
async function bundle(entryPoints, options) {
  if (entryPoints.length === 0) return;
  try {
    // splitting: what is imported later, and what two entries share, is a file of its own, so that there is one preact on a page
    const { metafile } = await build({ ...shared, splitting: true, chunkNames: "shared-[hash]", ...options, entryPoints });
    made.push(/** @type {import("esbuild").Metafile} */ (metafile));
  } catch {
    process.exit(1); // esbuild has said where and why
  }
}

// Two groups, because each set of entries that share code costs the member one more request: the console and what stands apart are
// imported by the member's page and must share its libraries, the others stand alone.
const circle = pages.filter((path) => ["member.js", "console.js", "aside.js"].includes(basename(path)));
await bundle(circle);
for (const page of pages) if (!circle.includes(page)) await bundle([page]);
// the audio thread has a world of its own: nothing there is shared with a page
await bundle(files("disguise", ".js").filter((path) => basename(path) === "processor.js"));
await bundle(styles);
await bundle(words, { loader: { ".json": "copy" }, sourcemap: false });
// One file without imports, as every browser takes it. The server puts the names of all others before it, under an address that never changes.
if (existsSync(join(here, "worker.js"))) await bundle(["worker.js"], { format: "iife", splitting: false, sourcemap: false });
await bundle(files("vendor", ".js"), { outdir: join(dist, "vendor"), entryNames: "[name]" });

/** @type {Record<string, {file: string, imports?: string[], css?: string, bytes: number, gzip: number, development?: true}>} */
const entries = {};
/** @type {Record<string, string>} */
const sources = {};
const written = new Set(["manifest.json", "vendor"]);

for (const { inputs, outputs } of made) {
  for (const [output, about] of Object.entries(outputs)) {
    const file = relative("dist", output);
    if (file.startsWith("vendor") || file.endsWith(".map")) {
      written.add(file);
      continue;
    }
    pack(file);
    const source = about.entryPoint ?? (file.endsWith(".json") ? Object.keys(about.inputs)[0] : undefined);
    if (source === undefined || source in entries) continue; // the story has the console once more, in its own bundle
    const imports = [...needed(outputs, output)].map((path) => relative("dist", path));
    const parts = [file, ...imports].map((name) => readFileSync(join(dist, name)));
    entries[source] = { file, bytes: sum(parts.map((part) => part.length)), gzip: sum(parts.map((part) => gzipSync(part, { level: 9 }).length)) };
    if (imports.length > 0) entries[source].imports = imports;
    if (DEVELOPMENT_ONLY.has(basename(source))) entries[source].development = true;
  }
  for (const path of Object.keys(inputs)) if (!path.includes("node_modules/") && !path.includes(":")) sources[path] = fingerprint(path);
}
sources["package-lock.json"] = fingerprint("package-lock.json");

for (const page of pages) {
  const own = entries[`styles/${basename(page, ".js")}.css`] ?? entries["styles/member.css"];
  if (own !== undefined) entries[page].css = own.file;
}

/** What a script imports at once, and what that imports. @param {import("esbuild").Metafile["outputs"]} outputs @param {string} script
 * @param {Set<string>} found */
function needed(outputs, script, found = new Set()) {
  for (const { kind, path } of outputs[script].imports) {
    if (kind === "import-statement" && !found.has(path)) needed(outputs, path, found.add(path));
  }
  return found;
}

/** Packed here because brotli at its best is too slow for a request: a tenth smaller than gzip on these files. @param {string} file */
function pack(file) {
  writeFileSync(join(dist, `${file}.br`), brotliCompressSync(readFileSync(join(dist, file))));
  written.add(file).add(`${file}.br`);
}

/** @param {number[]} numbers @returns {number} */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/** @param {string} path @returns {string} */
function fingerprint(path) {
  return createHash("sha256").update(readFileSync(join(here, path))).digest("hex").slice(0, 16);
}

// The manifest changes in one step and last: a server that starts in the middle of a build sees the old pages, whole.
const next = join(dist, "manifest.json.next");
writeFileSync(next, JSON.stringify({ entries: sorted(entries), sources: sorted(sources) }, null, 1) + "\n");
renameSync(next, join(dist, "manifest.json"));

/** @template T @param {Record<string, T>} record @returns {Record<string, T>} */
function sorted(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names of the last build stay for a while: a page that was loaded before the build may still ask for them. */
const KEPT_MS = 24 * 3600 * 1000;
for (const name of readdirSync(dist)) {
  const path = join(dist, name);
  if (!written.has(name) && Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true });
}

for (const [source, { file, bytes, gzip }] of Object.entries(sorted(entries))) console.log(`${source.padEnd(24)} ${file.padEnd(28)} ${bytes} B, ${gzip} B gz`);
