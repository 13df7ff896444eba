/**
 * What a person does at the console with real guests: a virtual machine from the form, its screen, its serial port, the
 * shell of a container, then stop and delete. Everything between the browser and QEMU or LXC is what is shipped.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealSite, startRealSite } from '../real-site.ts';
import { openBrowser } from './browser.ts';
import { complaintsOf } from './complaints.ts';

interface Credentials {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** A guest boots in some seconds; beside other work on the machine it takes longer. */
const bootMs = 90_000;

let site: RealSite;
let credentials: Credentials;
let browser: Browser;
let page: Page;
/** What the browser complained of; nothing is allowed. */
const complaints: string[] = [];

beforeAll(async () => {
  site = await startRealSite();
  credentials = JSON.parse(await readFile(join(site.state, 'credentials.json'), 'utf8')) as Credentials;
  browser = await openBrowser();
  const context = await browser.newContext({ baseURL: credentials.url, viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  complaintsOf(page, credentials.url, (what) => complaints.push(what));
}, 580_000);
afterAll(async () => {
  await browser?.close();
  await site?.down();
});

test('a person logs in', async () => {
  await page.goto('/instances');
  await page.getByLabel('User name').fill(credentials.user);
  await page.getByLabel('Password', { exact: true }).fill(credentials.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('link', { name: 'hello-vm', exact: true }).waitFor();
});

test('creates a virtual machine from the form, and sees it come up', async () => {
  await page
    .getByRole('link', { name: 'Create an instance' })
    .or(page.getByRole('button', { name: 'Create an instance' }))
    .first()
    .click();
  await page.getByRole('textbox', { name: 'Name' }).fill('from-browser');
  await page.getByRole('combobox', { name: 'Template' }).click();
  await page.getByRole('option', { name: 'tiny' }).click();
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Virtual machine' }).click();
  await page.getByText(/Goes to host/).waitFor();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { name: 'from-browser' }).waitFor();
  await page.getByText('Running', { exact: true }).first().waitFor({ timeout: bootMs });
});

test('looks at its screen', async () => {
  await page.getByRole('tab', { name: 'Console' }).click();
  await chooseConsole('Display');
  const canvas = page.getByRole('application', { name: 'Display' }).locator('canvas');
  await canvas.waitFor();
  await expect.poll(() => canvas.evaluate(brightPixels), { timeout: bootMs, interval: 500 }).toBeGreaterThan(50);
});

test('types on its serial port and reads the answer', async () => {
  await chooseConsole('Serial');
  const terminal = await terminalOf('from-browser');
  // A line that is sent before the guest has taken its terminal is lost: a person presses Enter again, too.
  await expect.poll(() => terminal.enters(''), { timeout: bootMs, interval: 1000 }).toMatch(/login: ?$/m);
  await terminal.enters('root');
  await terminal.reads(/# ?$/m);
  await terminal.enters('echo answer $((6 * 7))');
  await terminal.reads(/^answer 42$/m);
});

test('opens the shell of a container, types and reads the answer', async () => {
  await page.goto('/instances');
  await page.getByRole('link', { name: 'hello-container', exact: true }).click();
  await page.getByRole('tab', { name: 'Console' }).click();
  const terminal = await terminalOf('hello-container');
  await terminal.reads(/# ?$/m);
  await terminal.enters('echo answer $((7 * 8)) from $(hostname)');
  await terminal.reads(/^answer 56 from hello-container$/m);
});

test('stops it and deletes it; nothing is left of it', async () => {
  await page.goto('/instances');
  await page.getByRole('link', { name: 'from-browser', exact: true }).click();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByText('Stopped', { exact: true }).first().waitFor({ timeout: bootMs });
  await page.getByRole('button', { name: 'More actions for from-browser' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.innerText()).toContain('from-browser with its disk');
  await dialog.getByRole('textbox', { name: 'Type from-browser to confirm' }).fill('from-browser');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.goto('/instances');
  await page.getByRole('link', { name: 'hello-vm', exact: true }).waitFor();
  await page.getByRole('link', { name: 'from-browser', exact: true }).waitFor({ state: 'detached', timeout: bootMs });
  await expect.poll(() => site.audit(), { timeout: 30_000, interval: 1000 }).toEqual([]);
});

test('the browser had nothing to complain of', () => {
  expect(complaints).toEqual([]);
});

async function chooseConsole(name: 'Display' | 'Serial'): Promise<void> {
  await page.getByRole('radiogroup', { name: 'Which console' }).getByText(name, { exact: true }).click();
}

/** A terminal in the page: what it shows is read as a screen reader reads it. */
async function terminalOf(name: string) {
  const screen = page.getByRole('group', { name: `Console of ${name}` });
  const input = screen.getByRole('textbox');
  await input.waitFor({ state: 'attached' });
  await screen.locator('.xterm-accessibility').waitFor({ state: 'attached' });
  const text = async () => {
    const lines = await screen.locator('.xterm-accessibility').innerText();
    return lines
      .replaceAll('\u00a0', ' ')
      .replaceAll(/[ \t]+$/gm, '')
      .trimEnd();
  };
  return {
    /** What it shows afterwards. */
    async enters(line: string): Promise<string> {
      await input.focus();
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
      return text();
    },
    reads: (wanted: RegExp) => expect.poll(text, { timeout: 30_000 }).toMatch(wanted),
  };
}

/** Pixels of the canvas that are not dark: text of a guest that boots. Runs in the page. */
function brightPixels(canvas: unknown): number {
  interface Canvas {
    readonly width: number;
    readonly height: number;
    getContext(kind: '2d'): {
      getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
    };
  }
  const { width, height } = canvas as Canvas;
  if (width === 0 || height === 0) return 0;
  const { data } = (canvas as Canvas).getContext('2d').getImageData(0, 0, width, height);
  let bright = 0;
  for (let at = 0; at < data.length; at += 4) if ((data[at] as number) > 100) bright += 1;
  return bright;
}
