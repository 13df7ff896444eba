/** What is run inside of the page, as text: these programs have a DOM, and the rest of the benchmark has none. */

/** When a row of a table can first be read, in ms from the beginning of the navigation: a promise, `skerryRows`. */
export const noteFirstRow = `globalThis.skerryRows = new Promise((resolve) => {
  const look = () => {
    if (document.querySelector('[role=row] a') === null) return requestAnimationFrame(look);
    // The frame after the one that drew it: then it is on the screen.
    requestAnimationFrame(() => resolve(performance.now()));
  };
  look();
});`;

/** The first thing that was painted at all, in ms from the beginning of the navigation. */
export const firstPaint = `new Promise((resolve) => {
  const [first] = performance.getEntriesByType('paint');
  if (first !== undefined) return resolve(first.startTime);
  new PerformanceObserver((list, observer) => {
    observer.disconnect();
    resolve(list.getEntries()[0].startTime);
  }).observe({ type: 'paint', buffered: true });
})`;

/**
 * Scrolls what the selector finds for so many ms, as far in each frame as is right for its time, so that slow frames
 * leap farther and do not count for more; gives the time of each frame in ms, and how far it came.
 */
export const scroll = (selector: string, ms: number, pixelsPerSecond: number): string => `new Promise((resolve) => {
  const scroller = document.querySelector(${JSON.stringify(selector)});
  const frames = [];
  scroller.scrollTop = 0;
  let began;
  const step = (now) => {
    began ??= now;
    frames.push(now - began);
    if (now - began >= ${ms}) return resolve({ frames, reached: scroller.scrollTop });
    scroller.scrollTop = ((now - began) / 1000) * ${pixelsPerSecond};
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

/** Rows of the same height and number, with text and nothing behind it. */
export const staticRows = (count: number, height: number): string => `
  document.body.innerHTML = '<div id="plain" style="height:680px;overflow:auto">'
    + Array.from({ length: ${count} }, (_, i) => '<div style="height:${height}px">row ' + i + '</div>').join('') + '</div>';`;

/** When the row of this name says this, as ms of the wall clock, in the frame that shows it. */
export const whenRowSays = (name: string, state: string): string => `new Promise((resolve) => {
  const says = () => [...document.querySelectorAll('[role=row]')].some((row) =>
    row.querySelector('a')?.textContent === ${JSON.stringify(name)} && row.textContent.includes(${JSON.stringify(state)}));
  const done = () => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
  if (says()) return done();
  const observer = new MutationObserver(() => {
    if (!says()) return;
    observer.disconnect();
    done();
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
})`;
