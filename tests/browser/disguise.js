// Put into a page of a test before its own scripts: what was ever attached to a connection is noted, and the disguise can be broken.
(() => {
  const broken = { attached: [], microphones: [], contexts: [], nodes: [], devices: 0, before: "" };
  window.broken = broken;

  const note = (track) => { if (track instanceof MediaStreamTrack) broken.attached.push(track); };
  for (const [kind, name] of [[RTCRtpSender, "replaceTrack"], [RTCPeerConnection, "addTrack"], [RTCPeerConnection, "addTransceiver"]]) {
    const real = kind.prototype[name];
    kind.prototype[name] = function (...given) {
      note(given[0]);
      return real.apply(this, given);
    };
  }

  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await ask(wish);
    broken.microphones.push(...stream.getTracks());
    return stream;
  };

  /** Whether a microphone's own track, or one that shares its source, was ever given to a connection. */
  broken.raw = () => broken.attached.filter((track) => broken.microphones.some((own) => own === track || own.id === track.id)).length;

  const Context = window.AudioContext;
  window.AudioContext = class extends Context {
    constructor(options) {
      super(options);
      if (options?.latencyHint === "interactive") broken.contexts.push(this);
    }
  };
  const Node = window.AudioWorkletNode;
  window.AudioWorkletNode = class extends Node {
    constructor(...given) {
      super(...given);
      broken.nodes.push(this);
    }
  };
  const add = AudioWorklet.prototype.addModule;
  AudioWorklet.prototype.addModule = async function (script) {
    if (broken.before) await add.call(this, URL.createObjectURL(new Blob([broken.before], { type: "text/javascript" })));
    return add.call(this, script);
  };

  const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  navigator.mediaDevices.enumerateDevices = async () => {
    const plugged = Array.from({ length: broken.devices }, (_, n) => ({ kind: "audioinput", deviceId: `plugged ${n}`, groupId: "", label: "" }));
    return [...(await list()), ...plugged];
  };

  const tell = (fault) => broken.nodes.at(-1).port.postMessage({ fault });
  broken.by = {
    throw: () => tell("throw"),
    end: () => tell("end"),
    stall: () => tell("stall"),
    mute: () => broken.nodes.at(-1).port.close(),
    suspend: () => broken.contexts.at(-1).suspend(),
    close: () => broken.contexts.at(-1).close(),
    device: () => {
      broken.devices += 1;
      navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
    },
  };
})();
