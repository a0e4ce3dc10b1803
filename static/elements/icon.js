/** Line drawings of one weight, drawn for this page: nothing is fetched. */
import { html } from "../vendor/ui.js";

/** @type {Record<string, string>} Paths in a 24 by 24 box. */
const PATHS = {
  hand: "M7 12.5V6.2a1.4 1.4 0 0 1 2.8 0M9.8 11V4.7a1.4 1.4 0 0 1 2.8 0V11M12.6 11V5.6a1.4 1.4 0 0 1 2.8 0V12M15.4 12V8a1.4 1.4 0 0 1 2.8 0v6c0 4-2.4 7-6.2 7-2.8 0-4.3-1.2-5.6-3.3L4 13.9c-.9-1.6 1.1-2.8 2.2-1.5L7 13.5",
  mic: "M12 3.5a2.8 2.8 0 0 1 2.8 2.8v5a2.8 2.8 0 0 1-5.6 0v-5A2.8 2.8 0 0 1 12 3.5M6.5 11a5.5 5.5 0 0 0 11 0M12 16.5V20M9 20h6",
  "mic-off": "M9.2 8v3.3a2.8 2.8 0 0 0 4.3 2.3M14.8 10.5V6.3A2.8 2.8 0 0 0 9.5 5M6.5 11a5.5 5.5 0 0 0 8.6 4.5M17.2 12.8c.2-.6.3-1.2.3-1.8M12 16.5V20M9 20h6M4 4l16 16",
  check: "M5 12.5l4.5 4.5L19 7",
  pass: "M5 6l7 6-7 6zM13 6l7 6-7 6z",
  later: "M12 4.5a7.5 7.5 0 1 0 7.5 7.5M12 8v4l3 2M15.5 4.5h4v4",
  pen: "M5 19l.8-3.8L16 5l3 3L8.8 18.2zM14 7l3 3",
  exit: "M6 6l12 12M18 6L6 18",
  leave: "M10 4.5H5.5v15H10M14 8l4 4-4 4M18 12H9.5",
  speaker: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  "speaker-off": "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
  play: "M7 5l11 7-11 7z",
  plus: "M12 5v14M5 12h14",
  door: "M6 20.5V4.5l8-1v18zM14 5.5h4v14h-4M11 12v.5",
  lock: "M6.5 11h11v9h-11zM9 11V8a3 3 0 0 1 6 0v3",
  wave: "M3 12c2.5-4 5-4 6 0s3.5 4 6 0 4-3 6 0",
  ear: "M8 14c-2-2-2.5-4-2.5-5.5a6 6 0 0 1 12 0c0 3.5-4 4.5-4 8a3 3 0 0 1-5.5 1.5M9 9.5a2.8 2.8 0 0 1 5.5 0c0 1.5-1.5 2-2 3",
  earphones: "M5 17v-4a7 7 0 0 1 14 0v4M5 14h2.5v6H6a1 1 0 0 1-1-1zM19 14h-2.5v6H18a1 1 0 0 0 1-1z",
  leaf: "M5 19C4 10 10 5 19 5c.5 9-4.5 14-12 13M5 20c3-5 6-8 10-10",
  copy: "M9 9h10v10H9zM5 15V5h10",
  die: "M5 5h14v14H5zM9 9v.1M15 15v.1M12 12v.1",
  person: "M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M5 20c.5-4 3-6 7-6s6.5 2 7 6",
  heart: "M12 20S4.5 15 4.5 9.2A3.9 3.9 0 0 1 12 7.7a3.9 3.9 0 0 1 7.5 1.5C19.5 15 12 20 12 20",
  help: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M6 6l3.5 3.5M18 6l-3.5 3.5M6 18l3.5-3.5M18 18l-3.5-3.5",
  phone: "M7 4h3l1.5 4-2 1.5a11 11 0 0 0 5 5l1.5-2 4 1.5v3a2 2 0 0 1-2 2A15 15 0 0 1 5 6a2 2 0 0 1 2-2",
  reply: "M5 5h14v10h-8l-4 4v-4H5z",
  back: "M9 4L5.5 7.5 9 11M5.5 7.5H14a5 5 0 0 1 0 10H7",
};

/** More drawings, for a part of the page that is loaded later. @param {Record<string, string>} paths */
export const addIcons = (paths) => { Object.assign(PATHS, paths); };

/** @param {{ name: string }} props */
export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name] ?? ""} /></svg>`;

/** The talking piece: a leaf, the one warm thing on the screen. */
export const Leaf = () => html`<svg class="leaf" viewBox="0 0 48 48" aria-hidden="true">
  <path class="leaf-blade" d="M8 40C4 22 16 7 42 6c1 24-12 36-28 33" />
  <path class="leaf-vein" d="M6 43C14 30 22 21 33 15M16 29.5l-1-8M22 23l8 1" />
</svg>`;
