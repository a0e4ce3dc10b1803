/** The drawing library, re-exported so that every module of ours asks one place for it. */
import { h } from "preact";
import htm from "htm";

export { h, render, Fragment, createRef } from "preact";
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from "@preact/signals";

/** Markup in a tagged template: html`<p>${words}</p>`. */
export const html = htm.bind(h);
