import assert from "node:assert/strict";
import { test } from "node:test";
import { watchOutputs } from "../outputs.js";

/** Devices that can be plugged. */
class Devices {
  /** @type {string[]} */
  outputs = [];
  /** @type {() => void} */
  changed = () => {};
  enumerateDevices = async () => /** @type {MediaDeviceInfo[]} */ ([
    { kind: "audioinput", deviceId: "microphone" }, ...this.outputs.map((deviceId) => ({ kind: "audiooutput", deviceId })),
  ]);
  /** @param {string} _event @param {() => void} handler */
  addEventListener(_event, handler) { this.changed = handler; }
  /** @param {string[]} outputs */
  async plug(...outputs) {
    this.outputs = outputs;
    this.changed();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("only an output that goes away is told", async () => {
  const devices = new Devices();
  let lost = 0;
  watchOutputs(/** @type {any} */ (devices), () => { lost += 1; });
  await devices.plug(""); // nameless before the microphone is allowed
  await devices.plug("speaker");
  await devices.plug("speaker", "earphones");
  assert.equal(lost, 0);
  await devices.plug("speaker");
  assert.equal(lost, 1);
  await devices.plug("speaker", "earphones");
  assert.equal(lost, 1);
});

test("a browser without devices is left alone", () => watchOutputs(undefined, () => assert.fail()));
