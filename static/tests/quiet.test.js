import assert from "node:assert/strict";
import { test } from "node:test";
import { Quiet } from "../quiet.js";

/**
 * Looks every 200 ms. @param {Quiet} quiet @param {number} from @param {number} to
 * @param {{ expected?: boolean, flowing?: boolean }} how @returns {number[]} when a new connection was asked for
 */
function listen(quiet, from, to, { expected = true, flowing = false }) {
  const asked = [];
  for (let now = from; now <= to; now += 200) {
    if (flowing) packets += 3;
    if (quiet.look(packets, expected, now)) asked.push(now);
  }
  return asked;
}
let packets = 0;

test("packets that stop in mid-turn are noticed after 600 ms", () => {
  const quiet = new Quiet(() => 0);
  listen(quiet, 0, 4000, { flowing: true });
  assert.deepEqual(listen(quiet, 4200, 5000, {}), [4600]);
});

test("listeners spread their doubt", () => {
  const quiet = new Quiet(() => 0.999);
  listen(quiet, 0, 4000, { flowing: true });
  assert.deepEqual(listen(quiet, 4200, 6000, {}), [5200]);
});

test("a turn that never sounded is doubted later", () => {
  const quiet = new Quiet(() => 0);
  listen(quiet, 0, 1000, { expected: false });
  assert.deepEqual(listen(quiet, 1200, 4000, {}), [3800]);
});

test("a pause between two turns is nobody's fault", () => {
  const quiet = new Quiet(() => 0);
  listen(quiet, 0, 4000, { flowing: true });
  assert.deepEqual(listen(quiet, 4200, 60_000, { expected: false }), []);
});

test("who is muted for a while and goes on is given time to be heard again", () => {
  const quiet = new Quiet(() => 0);
  listen(quiet, 0, 4000, { flowing: true });
  quiet.rest();
  assert.deepEqual(listen(quiet, 9000, 11_400, {}), []);
  assert.deepEqual(listen(quiet, 11_600, 12_000, {}), [11_600]);
});

test("when a new connection does not help it is asked for rarely, until packets flow again", () => {
  const quiet = new Quiet(() => 0);
  listen(quiet, 0, 4000, { flowing: true });
  const asked = listen(quiet, 4200, 120_000, {});
  assert.deepEqual(asked, [4600, 19_600, 79_600]);
  listen(quiet, 120_200, 121_000, { flowing: true });
  assert.deepEqual(listen(quiet, 121_200, 122_000, {}), [121_600]);
});
