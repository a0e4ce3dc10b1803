/** Earphones pulled out: the voices must not go on from the loudspeaker of a shared phone. */

/** What this needs of the browser. @typedef {Pick<MediaDevices, "enumerateDevices" | "addEventListener">} Devices */

/**
 * Calls `lost` when a sound output that was there is gone. Before the microphone was allowed a browser names none: then nothing is noticed.
 * @param {Devices | undefined} devices @param {() => void} lost
 */
export function watchOutputs(devices, lost) {
  if (!devices) return;
  /** @type {Set<string>} */
  let known = new Set();
  const look = async () => {
    const found = (await devices.enumerateDevices()).filter((device) => device.kind === "audiooutput");
    const now = new Set(found.map((device) => device.deviceId).filter((id) => id !== ""));
    const gone = [...known].some((id) => !now.has(id));
    known = now;
    if (gone) lost();
  };
  devices.addEventListener("devicechange", () => void look());
  void look();
}
