/** Earphones pulled out: the voices must not go on from the loudspeaker of a shared phone. */

/** What this needs of the browser. @typedef {Pick<MediaDevices, "enumerateDevices" | "addEventListener">} Devices */

/**
 * Calls `lost` when a device of sound that was there is gone. Inputs count too: Android tells of a headset only by its microphone. Before
 * the microphone was allowed a browser names no device; then every change may be that one, and one tap too many is the smaller harm.
 * @param {Devices | undefined} devices @param {() => void} lost
 * @returns {() => void} look again, once the names may be seen
 */
export function watchOutputs(devices, lost) {
  if (!devices) return () => {};
  /** @type {Set<string>} */
  let known = new Set();
  const look = async (/** @type {boolean} */ changed) => {
    const found = (await devices.enumerateDevices()).filter((device) => device.kind !== "videoinput" && device.deviceId !== "");
    const now = new Set(found.map((device) => device.kind + device.deviceId));
    const gone = now.size > 0 ? [...known].some((id) => !now.has(id)) : changed;
    known = now;
    if (gone) lost();
  };
  devices.addEventListener("devicechange", () => void look(true));
  void look(false);
  return () => void look(false);
}
