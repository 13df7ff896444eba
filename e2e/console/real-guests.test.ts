/**
 * The console over guests that are real: a virtual machine made by the form, its screen and its serial port, and the
 * shell of a container, all by a browser.
 */
import type { Client } from '@skerry/sdk';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealSite, startRealSite } from '../real-site.ts';
import { openBrowser } from './browser.ts';
import { complaintsOf } from './complaints.ts';
import { choose, dialog, fill, heading, pick, press } from './hand.ts';

/** A guest boots in software emulation: seconds on a quiet machine. */
const bootMs = 90_000;

let site: RealSite;
let client: Client;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
beforeAll(async () => {
  site = await startRealSite();
  const { logIn } = await import('../../tools/quickstart/cloud.ts');
  const credentials = JSON.parse(await readFile(join(site.state, 'credentials.json'), 'utf8'));
  client = await logIn(credentials);
  browser = await openBrowser();
  const context = await browser.newContext({ baseURL: credentials.url, viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(30_000);
  page = await context.newPage();
  complaintsOf(page, credentials.url, (what) => complaints.push(what));
  await page.goto('/instances/new');
  await fill(page, 'User name', credentials.user);
  await fill(page, 'Password', credentials.password);
  await press(page, 'Log in');
  await heading(page, 'Create an instance');
}, 580_000);
afterAll(async () => {
  await browser?.close();
  await site?.down();
});

const isIn = (state: string) =>
  page.getByRole('main').getByText(state, { exact: true }).first().waitFor({ timeout: bootMs });

/** Colours on the guest's screen. */
const colours = () =>
  page
    .getByRole('application', { name: 'Display' })
    .locator('canvas')
    .last()
    .evaluate((canvas) => {
      type Pixels = { getImageData(...at: number[]): { data: { buffer: ArrayBuffer } } };
      const { width, height } = canvas as unknown as { width: number; height: number };
      const drawn = (canvas as unknown as { getContext(kind: '2d'): Pixels }).getContext('2d');
      return new Set(new Uint32Array(drawn.getImageData(0, 0, width, height).data.buffer)).size;
    });

/**
 * Types a command until its answer stands there: a line sent before the guest has its terminal is lost. `logIn`: what a
 * serial port wants first.
 */
async function answers(logIn: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Terminal input' }).waitFor();
  await expect
    .poll(
      async () => {
        await page.getByRole('textbox', { name: 'Terminal input' }).focus();
        await page.keyboard.type(`${logIn}echo sum $((6 * 7))\n`, { delay: 20 });
        return page
          .getByRole('listitem')
          .filter({ hasText: /sum 42/ })
          .first()
          .waitFor({ timeout: 2_000 })
          .then(
            () => true,
            () => false,
          );
      },
      { timeout: bootMs },
    )
    .toBe(true);
}

test('a virtual machine made by the form shows its screen, answers on its serial port, stops and is deleted', async () => {
  await fill(page, 'Name', 'seen');
  await choose(page, 'Template', 'tiny');
  await choose(page, 'Kind', 'Virtual machine');
  await press(page, 'Create');
  await heading(page, 'seen');
  await isIn('Running');
  await page.getByRole('tab', { name: 'Console' }).click();
  // A screen of one colour only is one that nobody draws on.
  await expect.poll(colours, { timeout: bootMs }).toBeGreaterThan(1);
  await pick(page, 'Which console', 'Serial');
  await answers('root\n');
  await press(page, 'Stop');
  await isIn('Stopped');
  await press(page, 'More actions for seen');
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  await press(dialog(page, 'Delete "seen"?'), 'Delete');
  await page.getByRole('heading', { level: 1, name: /is gone$/ }).waitFor();
});

test('the shell of a container answers', async () => {
  const { data } = await client.call('instance.list', { query: { name: 'hello-container' } });
  await page.goto(`/instances/${data.items[0]?.id}?tab=console`);
  await answers('');
});

test('the browser had nothing to complain of', () => {
  expect(complaints).toEqual([]);
});
