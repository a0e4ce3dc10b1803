/** One peer connection: an offer without addresses, an answer, three voices in and mine out when told. */

import { withoutAddresses } from "./sdp.js";

/** Sections of the offer: mine goes out in the first; the piece, the keeper and one more come in. */
const SECTIONS = /** @type {const} */ (["sendrecv", "recvonly", "recvonly"]);

export class Call {
  #peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  #sender;

  /** What was asked for last: what the sender has comes later, while an answer is being taken in. @type {MediaStreamTrack | null} */
  #asked = null;

  /** The view's word for who carries the voices, of whoever it was offered to. @type {string | undefined} */
  mark = undefined;

  /** What comes in, from the first moment on; silent until somebody is heard. @type {MediaStreamTrack[]} */
  tracks;

  /** @param {() => void} changed the state has changed */
  constructor(changed) {
    const sections = SECTIONS.map((direction) => this.#peer.addTransceiver("audio", { direction }));
    this.#sender = sections[0].sender;
    this.tracks = sections.map((section) => section.receiver.track);
    for (const section of sections) onlyOpus(section);
    this.#peer.addEventListener("connectionstatechange", changed);
  }

  /** @returns {RTCPeerConnectionState} */
  get state() {
    return this.#peer.connectionState;
  }

  /** Also by way of these, for a network that lets nothing through to the server itself. Before the offer. @param {RTCIceServer[]} servers */
  relayBy(servers) {
    this.#peer.setConfiguration({ bundlePolicy: "max-bundle", iceServers: servers });
  }

  /** @returns {Promise<string>} */
  async offer() {
    await this.#peer.setLocalDescription(await this.#peer.createOffer());
    return withoutAddresses(this.#peer.localDescription?.sdp ?? "");
  }

  /** @param {string} sdp */
  async accept(sdp) {
    await this.#peer.setRemoteDescription({ type: "answer", sdp });
  }

  /** Send this, or nothing at all. @param {MediaStreamTrack | null} track */
  async send(track) {
    if (this.#peer.signalingState === "closed" || this.#asked === track) return;
    this.#asked = track;
    await this.#sender.replaceTrack(track);
  }

  /** Packets of all voices that arrived so far. @returns {Promise<number>} */
  async received() {
    let packets = 0;
    for (const report of (await this.#peer.getStats()).values()) if (report.type === "inbound-rtp") packets += report.packetsReceived ?? 0;
    return packets;
  }

  close() {
    this.#peer.close();
  }
}

/** A shorter offer, and no other codec to agree on. Where the browser cannot, the answer decides. @param {RTCRtpTransceiver} section */
function onlyOpus(section) {
  const opus = (RTCRtpReceiver.getCapabilities?.("audio")?.codecs ?? []).filter((codec) => codec.mimeType.toLowerCase() === "audio/opus");
  if (opus.length > 0 && "setCodecPreferences" in section) section.setCodecPreferences(opus);
}
