import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isBlack, screen, sky } from './display.ts';
import { pick, press } from './hand.ts';
import { stage } from './stage.ts';

const on = stage();

async function guest(name: string, kind: 'vm' | 'container'): Promise<number> {
  const body = { name, kind, imageId: on.cloud.simulation.imageId, memoryMiB: 128 };
  const { data } = await on.client.call('instance.create', { body });
  if (!('id' in data)) throw new Error('The answer to a creation was a plan.');
  await on.until(async () => {
    return (await on.client.call('instance.get', { params: { id: data.id } })).data.state === 'running';
  });
  return data.id;
}

/** A line of the terminal, as a screen reader finds it. */
const line = (page: Page, text: string | RegExp) => page.getByRole('listitem').filter({ hasText: text }).first();

async function types(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.type(`${text}\n`);
}

test('a shell answers what is typed and what is pasted, and fits the window', async () => {
  const id = await guest('shell-guest', 'container');
  const page = await on.open(`/instances/${id}?tab=console`);
  await line(page, 'root@shell-guest').waitFor();
  await types(page, 'uname');
  await line(page, /^Pretended$/).waitFor();
  await types(page, 'stty');
  await expect.poll(() => line(page, /^\d+ \d+$/).textContent()).not.toBe('24 80');
  await press(page, 'Clipboard');
  await page.getByRole('textbox', { name: 'Clipboard' }).fill('echo from-the-clipboard\n');
  await press(page, 'Send to the guest');
  await line(page, /^from-the-clipboard$/).waitFor();
});

test('the keyboard is given back to the page when it is asked for', async () => {
  const id = await guest('polite', 'container');
  const page = await on.open(`/instances/${id}?tab=console`);
  await line(page, 'root@polite').waitFor();
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.press('Shift+Escape');
  expect(await page.evaluate('document.activeElement?.tagName')).toBe('BUTTON');
});

test('a terminal is opened anew when it is asked for, and by itself when the guest comes back', async () => {
  const id = await guest('phoenix', 'container');
  const page = await on.open(`/instances/${id}?tab=console`);
  await line(page, 'root@phoenix').waitFor();
  await types(page, 'echo first');
  await line(page, /^first$/).waitFor();
  await press(page, 'Reconnect');
  await line(page, /^first$/).waitFor({ state: 'detached' });
  await line(page, 'root@phoenix').waitFor();
  await types(page, 'echo second');
  await line(page, /^second$/).waitFor();
  await types(page, 'exit');
  await page
    .getByRole('status')
    .filter({ has: page.getByRole('button', { name: 'Reconnect' }) })
    .waitFor();
  await page.getByRole('status').getByRole('button', { name: 'Reconnect' }).click();
  await line(page, 'root@phoenix').waitFor();
});

test('the console of a guest that does not run says why it cannot be opened', async () => {
  const id = await guest('asleep', 'container');
  await on.client.call('instance.stop', { params: { id } });
  const page = await on.open(`/instances/${id}?tab=console`);
  await page
    .getByRole('tabpanel')
    .getByText(/\S.* .*\./)
    .first()
    .waitFor();
  await on.until(async () => (await on.client.call('instance.get', { params: { id } })).data.state === 'stopped');
  await on.client.call('instance.start', { params: { id } });
  await line(page, 'root@asleep').waitFor();
});

test('a serial port answers, a screen moves, takes keys, Ctrl Alt Del and the whole display', async () => {
  const id = await guest('screen-guest', 'vm');
  const page = await on.open(`/instances/${id}?tab=console`);
  await screen(page).waitFor();
  await expect.poll(async () => isBlack(await sky(page))).toBe(false);
  const pictures = new Set<string>();
  await expect
    .poll(
      async () => {
        pictures.add((await screen(page).screenshot()).toString('base64'));
        return pictures.size;
      },
      { timeout: 15_000 },
    )
    .toBeGreaterThan(2);
  const before = await sky(page);
  await screen(page).click();
  await page.keyboard.press('x');
  await expect.poll(() => sky(page)).not.toBe(before);
  const typed = await sky(page);
  await press(page, 'Ctrl Alt Del');
  await expect.poll(() => sky(page)).not.toBe(typed);
  await press(page, 'Full screen');
  await expect.poll(() => page.evaluate('document.fullscreenElement !== null')).toBe(true);
  await press(page, 'Full screen');
  await expect.poll(() => page.evaluate('document.fullscreenElement !== null')).toBe(false);
  await pick(page, 'Which console', 'Serial');
  await line(page, 'root@screen-guest').waitFor();
  await types(page, 'uptime');
  await line(page, /^up \d+ s$/).waitFor();
});

test('on a telephone a display gets text, Tab, Esc, arrows and Ctrl with a letter; a terminal too', async () => {
  const id = await guest('pocket', 'vm');
  const page = await on.open(`/instances/${id}`, { width: 360 });
  const heard: string[] = [];
  // RFB, KeyEvent: 4, down, two bytes of nothing, the key.
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (typeof payload !== 'string' && payload[0] === 4 && payload.length === 8) {
        heard.push(`${payload[1] === 1 ? '+' : '-'}${payload.readUInt32BE(4).toString(16)}`);
      }
    }),
  );
  await page.getByRole('tab', { name: 'Console' }).click();
  await screen(page).waitFor();
  const bar = page.getByRole('toolbar', { name: 'Keys' });
  await press(page, 'Keyboard');
  const field = bar.getByRole('textbox', { name: 'Text for the guest' });
  expect(
    await field.evaluate(
      (node) => node === (globalThis as never as { document: { activeElement: unknown } }).document.activeElement,
    ),
  ).toBe(true);
  await page.keyboard.type('a');
  await expect.poll(() => heard.join(' ')).toBe('+61 -61');
  for (const key of ['Tab', 'Escape', 'Up']) await bar.getByRole('button', { name: key, exact: true }).click();
  await bar.getByRole('button', { name: 'Ctrl', exact: true }).click();
  await field.focus();
  await page.keyboard.type('c');
  await page.keyboard.press('Backspace');
  await expect
    .poll(() => heard.slice(2).join(' '))
    .toBe('+ff09 -ff09 +ff1b -ff1b +ff52 -ff52 +ffe3 +63 -63 -ffe3 +ff08 -ff08');
  expect(await bar.getByRole('button', { name: 'Ctrl', exact: true }).getAttribute('aria-pressed')).toBe('false');
  await pick(page, 'Which console', 'Serial');
  await line(page, 'root@pocket').waitFor();
  await press(page, 'Keyboard');
  await page.keyboard.type('uname');
  await page.keyboard.press('Enter');
  await line(page, /^Pretended$/).waitFor();
});

test('two people at one serial port see what either types', async () => {
  const id = await guest('shared', 'vm');
  const pages = [await on.open(`/instances/${id}?tab=console`), await on.open(`/instances/${id}?tab=console`)] as const;
  for (const page of pages) {
    await pick(page, 'Which console', 'Serial');
    await page.getByRole('textbox', { name: 'Terminal input' }).waitFor({ state: 'attached' });
  }
  await line(pages[0], 'root@shared').waitFor();
  await types(pages[0], 'echo ahoy');
  for (const page of pages) await line(page, /^ahoy$/).waitFor();
});
