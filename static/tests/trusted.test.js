import assert from "node:assert/strict";
import { test } from "node:test";
import { scriptAddress } from "../trusted.js";

Object.assign(globalThis, { location: new URL("https://circle.example/circle?language=hi#ABCD2345.secret") });

for (const address of ["/worker.js", "/static/dist/disguise-ABCD2345.js", "/static/disguise/processor.js", "https://circle.example/worker.js"]) {
  test(`ours: ${address}`, () => assert.equal(scriptAddress(address), new URL(address, location.href).href));
}

/** @type {string[]} */
const OTHERS = [
  "https://elsewhere.example/worker.js", "//elsewhere.example/worker.js", "http://circle.example/worker.js", "https://circle.example:8443/worker.js", "https://a:b@circle.example/worker.js",
  "data:text/javascript,alert(1)", "blob:https://circle.example/1", "javascript:alert(1)", "/worker.js?x", "/worker.js#x", "/static/dist/x.json", "/static/../api/circles", "/api/circles", "/circle",
  "/static/dist/x.js.map", "/Worker.js", "", "worker", "/static/dist/../../evil.js", "/evil.js",
];
for (const address of OTHERS) test(`not ours: ${address}`, () => assert.throws(() => scriptAddress(address), TypeError));
