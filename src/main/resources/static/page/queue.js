// Whose turn it is to be drawn: one chart a frame, so that no frame is long.

/** How long after the last movement somebody still scrolls. */
const REST = 150;

const waiting = new Set();
let isDue = false;
let movedAt = -Infinity;
addEventListener("scroll", () => { movedAt = performance.now(); }, { passive: true, capture: true });

/**
 * Has a chart drawn soon: those in sight first, then those that never were drawn, ahead of being seen. While somebody scrolls, a chart
 * keeps the picture that it has.
 */
export function enqueue(chart) {
  waiting.add(chart);
  plan();
}

export const dequeue = chart => waiting.delete(chart);

function plan(pause = 0) {
  if (isDue || !waiting.size) return;
  isDue = true;
  requestAnimationFrame(() => setTimeout(turn, pause)); // after the frame, and never while nobody can see the page
}

async function turn() {
  const isMoving = performance.now() - movedAt < REST;
  const ready = [...waiting].filter(chart => !(isMoving && chart.hasPicture));
  const chart = ready.find(one => one.isSeen) ?? ready[0];
  if (chart) {
    waiting.delete(chart);
    await chart.show().catch(reportError);
  }
  isDue = false;
  plan(chart ? 0 : REST);
}
