// Put into every page before its own scripts: what plays, measured; every peer connection and every press, noted. Part of the tests alone.
(() => {
  const WINDOW = 1024; // 21 ms at 48 kHz
  const EVERY_MS = 10;
  const QUIET = 0.004; // the quietest tone that noise suppression let through was ten times as loud

  const ears = { calls: [], presses: [], heard: [], microphones: [], relay: 0 };
  window.ears = ears;

  const numbers = async (kind) => [...(await ears.calls.at(-1).getStats()).values()].filter((entry) => entry.type === kind);

  /** Packets of the call that is on, of all its voices together. */
  ears.packets = async (kind) => (await numbers(kind)).reduce((sum, entry) => sum + (entry.packetsReceived ?? entry.packetsSent), 0);

  /** When the newest packet came, in milliseconds of this machine's clock. */
  ears.newest = async () => Math.max(...(await numbers("inbound-rtp")).map((entry) => entry.lastPacketReceivedTimestamp ?? 0));

  ears.state = () => ({ calls: ears.calls.map((call) => call.connectionState), text: document.body.innerText.slice(0, 600) });

  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await ask(wish);
    ears.microphones.push(stream.getAudioTracks()[0]);
    return stream;
  };
  ears.open = () => ears.microphones.some((track) => track.readyState === "live");

  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...options) {
      super(...options);
      ears.calls.push(this);
    }
    setRemoteDescription(answer) {
      // the way through the test's own network, where it can be cut
      const sdp = ears.relay ? answer.sdp.replace(/ \d+ typ host/g, ` ${ears.relay} typ host`) : answer.sdp;
      return super.setRemoteDescription({ type: answer.type, sdp });
    }
  };

  addEventListener("click", (event) => {
    ears.presses.push({ at: Date.now(), what: event.target.closest("button")?.getAttribute("aria-label") ?? event.target.closest("button")?.textContent.trim() });
  }, true);

  let context, analyser, wave, spectrum;
  const joined = new Map(); // element -> [stream, node]

  const listen = () => {
    context = new AudioContext({ sampleRate: 48000 });
    void context.resume();
    analyser = context.createAnalyser();
    analyser.fftSize = WINDOW;
    analyser.smoothingTimeConstant = 0;
    wave = new Float32Array(WINDOW);
    spectrum = new Float32Array(analyser.frequencyBinCount);
    setInterval(note, EVERY_MS);
  };

  const note = () => {
    for (const element of document.querySelectorAll("audio")) {
      const [stream, node] = joined.get(element) ?? [];
      const now = element.muted || element.paused ? null : element.srcObject;
      if (stream === now) continue;
      node?.disconnect();
      const fresh = now ? context.createMediaStreamSource(now) : null;
      fresh?.connect(analyser);
      joined.set(element, [now, fresh]);
    }
    analyser.getFloatTimeDomainData(wave);
    let sum = 0;
    for (const sample of wave) sum += sample * sample;
    const loudness = Math.sqrt(sum / WINDOW);
    let hertz = 0;
    if (loudness > QUIET) {
      analyser.getFloatFrequencyData(spectrum);
      let top = 1;
      for (let bin = 2; bin < spectrum.length; bin += 1) if (spectrum[bin] > spectrum[top]) top = bin;
      hertz = (top * context.sampleRate) / WINDOW;
    }
    ears.heard.push([Date.now(), loudness, hertz]);
    if (ears.heard.length > 12000) ears.heard.splice(0, 6000);
  };

  addEventListener("DOMContentLoaded", listen);
})();
