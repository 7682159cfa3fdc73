// The libraries, in one place.
export { html, nothing, render, svg } from "../vendor/lit-html/lit-html.js";
export { live } from "../vendor/lit-html/directives/live.js";
export { ref } from "../vendor/lit-html/directives/ref.js";
export { repeat } from "../vendor/lit-html/directives/repeat.js";

/** The charts' library, which is large, when it is first needed. */
export const charts = () => import("../vendor/echarts/echarts.esm.min.js");
