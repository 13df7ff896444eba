/**
 * What is measured inside the browser. Each runs in the page, so it may use nothing but its argument and the page's own
 * globals; times are milliseconds of the wall clock, which the browser shares with this process.
 */
import type { Page } from 'playwright-core';

/** What the functions below use of the browser. Its whole library would change the types of this project's own code. */
interface Part {
  readonly textContent: string | null;
  scrollTop: number;
  readonly clientHeight: number;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Part> & { readonly length: number };
}
declare const document: { querySelector(selector: string): Part | null };
declare const requestAnimationFrame: (frame: (now: number) => void) => number;
declare const MutationObserver: new (
  changed: (records: unknown, observer: { disconnect(): void }) => void,
) => {
  observe(part: Part, what: Readonly<Record<string, boolean>>): void;
};

const row = '[role="row"][data-id]';
/** As high as a row of the console's tables is; its head is as high. */
const rowPixels = 46;

/** Milliseconds from the start of the navigation until the first rows with content were painted. */
export async function rowsPainted(page: Page, path: string): Promise<number> {
  await page.goto(path, { waitUntil: 'commit' });
  return page.evaluate(
    (selector) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.querySelector(`${selector} a`)?.textContent === undefined) return requestAnimationFrame(look);
          // The frame in which it was found is painted when the next one begins.
          return requestAnimationFrame(() => resolve(performance.now()));
        };
        look();
      }),
    row,
  );
}

/** Milliseconds from the start of the navigation until the rows are the console's own: they follow what happens. */
export const consoleDrawn = (page: Page): Promise<number> =>
  page.evaluate(
    (selector) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.querySelector(`#console ${selector} a`) === null || document.querySelector('#early') !== null)
            return requestAnimationFrame(look);
          return requestAnimationFrame(() => resolve(performance.now()));
        };
        look();
      }),
    row,
  );

/** Milliseconds from the start of the navigation until anything was painted. */
export async function firstPaint(page: Page, path: string): Promise<number> {
  await page.goto(path, { waitUntil: 'load' });
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const [painted] = performance.getEntriesByType('paint' as never);
          if (painted === undefined) requestAnimationFrame(look);
          else resolve(painted.startTime);
        };
        look();
      }),
  );
}

export interface Scrolled {
  /** Milliseconds between one frame and the next. */
  readonly frames: readonly number[];
  /** Share of the rows drawn that had no content yet, over all frames. */
  readonly emptyShare: number;
  /** Share of the places in sight in which a frame showed no row with content: drawn too late, or not fetched yet. */
  readonly blankShare: number;
}

/** Scrolls what `selector` finds to its end, `pixels` a frame. */
export const scrollThrough = (page: Page, selector: string, pixels: number): Promise<Scrolled> =>
  page.evaluate(
    ({ selector: which, pixels: step, row: filled, rowPixels }) =>
      new Promise<Scrolled>((resolve, reject) => {
        const scroller = document.querySelector(which);
        if (scroller === null) return reject(new Error(`There is no ${which}.`));
        const frames: number[] = [];
        let [rows, empty, places, blank] = [0, 0, 0, 0];
        let last: number | undefined;
        const frame = (now: number) => {
          if (last !== undefined) frames.push(now - last);
          last = now;
          rows += scroller.querySelectorAll('[role="row"][data-index]').length;
          empty += scroller.querySelectorAll(`[role="row"][data-index]:not(${filled})`).length;
          const before = scroller.scrollTop;
          scroller.scrollTop += step;
          // What this frame will show: the page hears of the scrolling in the next one only.
          const first = Math.ceil(scroller.scrollTop / rowPixels);
          const end = Math.floor((scroller.scrollTop + scroller.clientHeight) / rowPixels) - 1;
          let shown = 0;
          for (const one of scroller.querySelectorAll(filled)) {
            const index = Number(one.getAttribute('data-index'));
            if (index >= first && index < end) shown++;
          }
          places += Math.max(0, end - first);
          blank += Math.max(0, end - first - shown);
          if (scroller.scrollTop > before) requestAnimationFrame(frame);
          else
            resolve({
              frames,
              emptyShare: rows === 0 ? 0 : empty / rows,
              blankShare: places === 0 ? 0 : blank / places,
            });
        };
        requestAnimationFrame(frame);
      }),
    { selector, pixels, row, rowPixels },
  );

/** Wall time at which the row of an instance says something else than it says now. Call before what changes it. */
export async function watchRow(page: Page, id: number): Promise<() => Promise<number>> {
  const handle = await page.evaluateHandle((which) => {
    const watched = document.querySelector(`[role="row"][data-id="${which}"]`);
    if (watched === null) throw new Error(`Instance ${which} is not in sight.`);
    const before = watched.textContent;
    const changed = new Promise<number>((resolve) => {
      new MutationObserver((_, observer) => {
        if (watched.textContent === before) return;
        observer.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())));
      }).observe(watched, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    return { changed };
  }, id);
  return () => handle.evaluate(({ changed }) => changed);
}
