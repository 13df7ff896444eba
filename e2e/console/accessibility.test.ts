import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { themes } from './browser.ts';
import { withMarketplace } from './marketplace.ts';
import { stage } from './stage.ts';

let closeMarketplace: (() => Promise<void>) | undefined;
afterAll(() => closeMarketplace?.());

const on = stage({
  furnish: async ({ cloud, client }) => {
    const { imageId } = cloud.simulation;
    for (const [name, start] of [
      ['awake', true],
      ['asleep', false],
    ] as const) {
      await client.call('instance.create', { body: { name, imageId, start, labels: { tier: 'web' } } });
    }
    closeMarketplace = await withMarketplace(client);
    await client.call('template.create', { body: { name: 'small', imageId } });
    await on.until(async () => (await client.call('status.get')).data.instances['running'] === 1);
  },
});

const pages: readonly string[] = [
  '/',
  '/instances',
  '/instances?q=nothing-is-called-so',
  '/instances/new',
  '/instances/0',
  '/instances/0?tab=graphs',
  '/instances/0?tab=console',
  '/instances/0?tab=log',
  '/instances/0?tab=history',
  ...['clusters', 'hosts', 'disks', 'networks', 'addresses', 'templates', 'images', 'datastores'].flatMap(both),
  ...['users', 'groups', 'tokens'].flatMap(both),
  // The one that answers.
  '/marketplaces',
  '/marketplaces/4',
  '/audit',
  '/settings',
  '/nowhere',
  '/hosts/424242',
];
function both(kind: string): string[] {
  return [`/${kind}`, `/${kind}/0`];
}

let axe = '';
beforeAll(async () => {
  axe = await readFile(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');
});

interface Finding {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Colours that are on their way from one theme to the other belong to neither. */
const coloursSettled = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))).then(() =>
  Promise.all(document.getAnimations()
    .filter((animation) => animation.effect.getComputedTiming().endTime < 1e4)
    .map((animation) => animation.finished.catch(() => {}))))`;

/** What axe has against the page as it is now: the rules of WCAG 2.2 to level AA; in the dark those that see colours. */
async function findings(page: Page): Promise<string[]> {
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  await page.evaluate(axe);
  const found: string[] = [];
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.locator(`html[data-mantine-color-scheme=${theme}]`).waitFor({ state: 'attached' });
    await page.evaluate(coloursSettled);
    const rules =
      theme === 'light'
        ? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
        : { type: 'rule', values: ['color-contrast'] };
    const options = JSON.stringify({ runOnly: rules, resultTypes: ['violations'] });
    const { violations }: { violations: Finding[] } = await page.evaluate(`axe.run(${options})`);
    for (const { id, help, nodes } of violations) {
      const [first] = nodes;
      found.push(`${theme}: ${id}: ${help}: ${first?.html.slice(0, 200)} ${first?.failureSummary ?? ''}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return found;
}

test.each(pages)('axe finds nothing on %s, in both themes', async (path) => {
  expect(await findings(await on.open(path))).toEqual([]);
});

test('axe finds nothing in what opens over a page, in both themes', async () => {
  const found: Record<string, string[]> = {};
  const page = await on.open('/networks');
  const look = async (name: string) => {
    await page.getByRole('dialog').first().waitFor();
    const what = await findings(page);
    if (what.length > 0) found[name] = what;
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
  };
  await page.keyboard.press('Control+k');
  await look('palette');
  await page.keyboard.press('?');
  await look('help');
  await page.getByRole('button', { name: 'Create a network' }).click();
  await look('form');
  await page.getByRole('button', { name: 'Activity' }).click();
  await look('activity');
  await page.goto('/instances/1');
  await page.getByRole('button', { name: 'More actions for asleep' }).click();
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  await look('question');
  expect(found).toEqual({});
});

test('axe finds nothing on the log-in page, in both themes', async () => {
  const page = await on.open('/', { loggedIn: false });
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('Give your password.').waitFor();
  expect(await findings(page)).toEqual([]);
});
