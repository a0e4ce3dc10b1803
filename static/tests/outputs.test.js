import assert from "node:assert/strict";
import { test } from "node:test";
import { watchOutputs } from "../outputs.js";

/** Devices that can be plugged. */
class Devices {
  /** @type {string[]} */
  outputs = [];
  inputs = ["microphone"];
  /** @type {() => void} */
  changed = () => {};
  enumerateDevices = async () => /** @type {MediaDeviceInfo[]} */ ([
    ...this.inputs.map((deviceId) => ({ kind: "audioinput", deviceId })), ...this.outputs.map((deviceId) => ({ kind: "audiooutput", deviceId })),
    { kind: "videoinput", deviceId: "camera" },
  ]);
  /** @param {string} _event @param {() => void} handler */
  addEventListener(_event, handler) { this.changed = handler; }
  /** @param {string[]} outputs @param {string[]} inputs */
  async plug(outputs, inputs = this.inputs) {
    this.outputs = outputs;
    this.inputs = inputs;
    this.changed();
    await settled();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** @param {Devices} devices */
function watching(devices) {
  const told = { lost: 0, look: () => {} };
  told.look = watchOutputs(/** @type {any} */ (devices), () => { told.lost += 1; });
  return told;
}

test("only an output that goes away is told", async () => {
  const devices = new Devices();
  const told = watching(devices);
  await devices.plug(["speaker"]);
  await devices.plug(["speaker", "earphones"]);
  assert.equal(told.lost, 0);
  await devices.plug(["speaker"]);
  assert.equal(told.lost, 1);
  await devices.plug(["speaker", "earphones"]);
  assert.equal(told.lost, 1);
});

test("a headset of which only the microphone is named is noticed too", async () => {
  const devices = new Devices();
  const told = watching(devices);
  await devices.plug(["default"], ["microphone", "headset"]);
  assert.equal(told.lost, 0);
  await devices.plug(["default"], ["microphone"]);
  assert.equal(told.lost, 1);
});

test("while nothing is named every change may be the one", async () => {
  const devices = new Devices();
  devices.outputs = devices.inputs = [""];
  const told = watching(devices);
  await settled();
  assert.equal(told.lost, 0);
  await devices.plug([""], [""]);
  assert.equal(told.lost, 1);
});

test("once the microphone is allowed the names are learnt, and what goes then is noticed", async () => {
  const devices = new Devices();
  devices.outputs = devices.inputs = [""];
  const told = watching(devices);
  await settled();
  devices.outputs = ["speaker", "earphones"];
  devices.inputs = ["microphone"];
  told.look();
  await settled();
  assert.equal(told.lost, 0);
  await devices.plug(["speaker"]);
  assert.equal(told.lost, 1);
});

test("a browser without devices is left alone", () => watchOutputs(undefined, () => assert.fail())());
