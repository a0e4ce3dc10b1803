import assert from "node:assert/strict";
import { test } from "node:test";
import { languagesOf, readerOf } from "../readers.js";

/** @type {[string, (string | undefined)[], string[]][]} */
const TEXTS = [
  ["I walked every morning.", ["en", "en"], ["en"]],
  ["I walked every morning.", ["mr", "hi"], ["en"]],
  ["रोज सकाळी फिरायला गेलो.", ["mr", "en"], ["mr", "hi", "ne"]],
  ["मैं रोज़ टहलने गया।", ["hi", "mr"], ["hi", "mr", "ne"]],
  ["मैं रोज़ टहलने गया।", ["en", undefined], ["hi", "mr", "ne"]],
  ["मैं office में late था।", ["en", "mr"], ["mr", "hi", "ne"]],
  ["நான் நடந்தேன்", ["hi", "en"], ["ta"]],
  ["123 … 👍", ["en", "en"], []],
  ["我走路", ["en", "en"], []],
];
for (const [text, told, languages] of TEXTS) test(`languages of ${text}`, () => assert.deepEqual(languagesOf(text, told), languages));

const local = (/** @type {string} */ lang, more = {}) => ({ lang, localService: true, ...more });
const remote = (/** @type {string} */ lang) => ({ lang, localService: false, default: true });

test("a voice that is not on the device never reads, whatever else there is", () => {
  assert.equal(readerOf([remote("hi-IN"), remote("en-US")], ["hi", "en"]), null);
  assert.equal(readerOf([/** @type {any} */ ({ lang: "hi-IN" }), /** @type {any} */ ({ lang: "hi-IN", localService: "yes" })], ["hi"]), null);
  assert.equal(readerOf([remote("mr-IN"), local("hi_IN")], ["mr", "hi"])?.lang, "hi_IN");
});

test("the voice of this country, else the device's own choice, else any", () => {
  assert.equal(readerOf([local("en-US", { default: true }), local("en-IN")], ["en"])?.lang, "en-IN");
  assert.equal(readerOf([local("en-GB"), local("en-US", { default: true })], ["en"])?.lang, "en-US");
  assert.equal(readerOf([local("en-GB"), local("hin")], ["en"])?.lang, "en-GB");
  assert.equal(readerOf([local("en-GB")], ["hi"]), null);
  assert.equal(readerOf([local("hi-IN")], []), null);
});
