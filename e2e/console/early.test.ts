/** The first rows are drawn before the console is there, and the console takes their place without anybody seeing it. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { heading, row } from './hand.ts';
import { stage } from './stage.ts';

const on = stage({
  furnish: async (stage) => {
    const { cloud, client } = stage;
    const { imageId } = cloud.simulation;
    for (const name of ['web-1', 'web-2', 'web-3']) {
      await client.call('instance.create', { body: { name, imageId, kind: 'container' } });
    }
    await stage.until(async () => (await client.call('status.get')).data.instances['running'] === 3);
  },
});

interface Place {
  readonly x: number;
  readonly y: number;
}
const middleOf = async (page: Page, within: string, name: string): Promise<Place> => {
  const box = await page.locator(within).getByRole('link', { name, exact: true }).boundingBox();
  return { x: Math.round(box?.x ?? -1), y: Math.round((box?.y ?? -1) + (box?.height ?? 0) / 2) };
};
/** In the page, whose globals this project's own types do not know. */
const background = (page: Page, selector: string): Promise<string> =>
  page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).backgroundColor`);
/** How many rows of the first instance were to be seen at most in any frame until the picture was gone. */
const mostSeen = `new Promise((resolve) => {
  let most = 0;
  const look = () => {
    const shown = [...document.querySelectorAll('[role="row"] a[href="/instances/1"]')];
    most = Math.max(most, shown.filter((link) => getComputedStyle(link).visibility === 'visible').length);
    if (document.querySelector('#early') === null) resolve(shown.length === 1 ? most : -shown.length);
    else requestAnimationFrame(look);
  };
  look();
})`;
const noteEarly = `new MutationObserver(() => {
  if (document.querySelector('#early') !== null) globalThis.sawEarly = true;
}).observe(document, { childList: true, subtree: true })`;

/** The page as it is before the script of the console has come; `go` lets it come. */
async function held(path: string, visit: Parameters<typeof on.open>[1]): Promise<{ page: Page; go: () => void }> {
  const page = await on.open('/settings', visit);
  let go = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  await page.route(/\/assets\/main-[^/]*\.js$/, async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto(path, { waitUntil: 'commit' });
  return { page, go };
}

test.each([
  ['light', 1280],
  ['dark', 1920],
  ['light', 800],
] as const)('names are where the table will have them, in its colours: %s, %i wide', async (theme, width) => {
  const { page, go } = await held('/instances', { theme, width });
  await page.locator('#early').getByRole('link', { name: 'web-2' }).waitFor();
  const before = await middleOf(page, '#early', 'web-2');
  const ground = await background(page, '#early');
  const seen = page.evaluate<number>(mostSeen);
  go();
  expect(await seen).toBe(1);
  await heading(page, 'Instances');
  const after = await middleOf(page, '#console', 'web-2');
  expect(Math.abs(after.x - before.x)).toBeLessThanOrEqual(1);
  expect(Math.abs(after.y - before.y)).toBeLessThanOrEqual(1);
  expect(await background(page, 'main')).toBe(ground);
});

test('its links lead to their instances before the console is there', async () => {
  const { page, go } = await held('/instances', {});
  await page.locator('#early').getByRole('link', { name: 'web-3' }).click();
  await page.waitForURL(/\/instances\/\d+$/);
  go();
  await heading(page, 'web-3');
  expect(await page.locator('#early').count()).toBe(0);
});

test.each([
  ['is not logged in', '/instances', { loggedIn: false }],
  ['has a telephone', '/instances', { width: 360 }],
  ['looks at a view of their own', '/instances?q=web', {}],
  ['looks at another page', '/hosts', {}],
] as const)('who %s sees nothing of it', async (_, path, visit) => {
  const page = await on.open('/settings', visit);
  await page.addInitScript(noteEarly);
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  if (path.startsWith('/instances') && !('loggedIn' in visit)) await row(page, 'web-1').waitFor();
  expect(await page.evaluate('globalThis.sawEarly === true')).toBe(false);
  await page.goto('/instances');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  // The observer does see it where there is one.
  expect(await page.evaluate('globalThis.sawEarly === true')).toBe(!('loggedIn' in visit) && !('width' in visit));
});
