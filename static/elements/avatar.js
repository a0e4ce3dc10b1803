/** A quiet drawing for a drawn name: a pictogram of nature on a soft tint, from the same two numbers as the name. */
import { html } from "../vendor/ui.js";
import { faceOf } from "../names.js";

/** Sixteen line drawings in a 24 by 24 box; none is a face, a letter, a fruit or a party's sign. */
const DRAWINGS = [
  "M5 19C4 10 10 5 19 5c.5 9-4.5 14-12 13M5 20c3-5 6-8 10-10", // a leaf
  "M3 18l6-9 4 5.5 2.5-3.5L21 18z", // hills
  "M12 4c4 4.5 5.8 7.6 5.8 10.3a5.8 5.8 0 0 1-11.6 0C6.2 11.6 8 8.5 12 4", // a drop
  "M3 10c3-3 5.5-3 7.5 0s4.5 3 7.5 0 3-2 3-2M3 16c3-3 5.5-3 7.5 0s4.5 3 7.5 0 3-2 3-2", // waves
  "M18.5 14.5A7.5 7.5 0 1 1 10 5a6 6 0 0 0 8.5 9.5", // the moon
  "M12 21v-7M12 14c-5 0-6.5-4-4.3-6.3C8 3.5 16 3.5 16.3 7.7 18.5 10 17 14 12 14", // a tree
  "M3 13c4-5 7-5 9 0 2-5 5-5 9 0", // a bird
  "M7 17h10a3.5 3.5 0 0 0 .5-7A5.5 5.5 0 0 0 7 9.5 3.8 3.8 0 0 0 7 17", // a cloud
  "M12 12m-2.2 0a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0M12 9.8c-2.5-6 2.5-6 0 0M14.2 12c6-2.5 6 2.5 0 0M12 14.2c2.5 6-2.5 6 0 0M9.8 12c-6 2.5-6-2.5 0 0", // a flower
  "M12 21V9M12 13c-3 0-5-2-5-5 3 0 5 2 5 5M12 10c3 0 5-2 5-5-3 0-5 2-5 5", // a sprout
  "M4 16c0-6 4-10 8-10s8 4 8 10zM8 16c0-4 2-7 4-8.5M16 16c0-4-2-7-4-8.5", // a shell
  "M4 15c0-3 3-6 7-6s9 2 9 6-4 4-8 4-8-1-8-4M8 13c1-1 3-1.5 4.5-1", // a stone
  "M12 4v16M5 8l14 8M19 8L5 16", // a snow crystal
  "M6 20c0-9 2-13 5-16M12 20c0-8 1-11 4-14M18 20c0-5 .5-8 2-10", // grass
  "M12 20c-5-3-7-7-7-10 2 0 3.5.8 4.5 2C9.5 9 10.5 6.5 12 5c1.5 1.5 2.5 4 2.5 7 1-1.2 2.5-2 4.5-2 0 3-2 7-7 10", // a bloom
  "M4 14a8 8 0 0 1 16 0M7.5 14a4.5 4.5 0 0 1 9 0M11 14a1 1 0 0 1 2 0", // a rainbow
];

/** @param {{ name: import("../types.d.ts").Name }} props */
export const Avatar = ({ name }) => {
  const { pictogram, tint } = faceOf(name);
  return html`<span class=${`avatar tint-${tint}`}><svg viewBox="0 0 24 24" aria-hidden="true"><path d=${DRAWINGS[pictogram] ?? ""} /></svg></span>`;
};
