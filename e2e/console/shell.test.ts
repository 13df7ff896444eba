import { FrontEndProcess } from '@skerry/lab/simulator/front-end-process';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { fill, heading, press, sees } from './hand.ts';
import { password, stage } from './stage.ts';

const on = stage({
  furnish: async ({ cloud, client }) => {
    const { imageId } = cloud.simulation;
    await client.call('instance.create', { body: { name: 'lighthouse', imageId, memoryMiB: 128 } });
  },
});

test('the palette finds pages, actions and objects by a part of their names, by the keyboard alone', async () => {
  const page = await on.open('/settings');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('lightho');
  await page
    .getByRole('option', { name: /^lighthouse/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await heading(page, 'lighthouse');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('create an inst');
  await page.getByRole('option', { name: /Create an instance/ }).waitFor();
  await page.keyboard.press('Enter');
  await heading(page, 'Create an instance');
  await press(page, 'Search or jump to… Ctrl K');
  await page.keyboard.type('nothing is called so');
  await sees(page, 'Nothing is called like that.');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('the palette does things: each action of an instance, or why not; and finds addresses and MACs', async () => {
  const page = await on.open('/settings');
  const { data } = await on.client.call('instance.list', { query: { name: 'lighthouse' } });
  const { id, nics } = data.items[0] ?? { id: -1, nics: [] };
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  const ask = async (text: string) => {
    await page.keyboard.press('Control+k');
    await palette.getByRole('combobox').fill(text);
  };
  await ask('pause light');
  await page.getByRole('option', { name: 'Pause lighthouse' }).click();
  await on.until(async () => (await on.client.call('instance.get', { params: { id } })).data.state === 'paused');
  await ask('pause light');
  const refused = page.getByRole('option', { name: /^Pause lighthouse/ });
  await expect.poll(() => refused.getAttribute('aria-disabled')).toBe('true');
  expect(await refused.textContent()).toMatch(/paused/);
  await page.keyboard.press('Escape');
  for (const verb of [
    'Start',
    'Stop',
    'Stop by force',
    'Reboot',
    'Resume',
    'Resize',
    'Rename',
    'Edit',
    'Change keys and user data',
    'Delete',
    'Console',
  ]) {
    await ask(`${verb} lightho`);
    await page
      .getByRole('option', { name: new RegExp(`^${verb} lighthouse`) })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
  }
  await ask('resume light');
  await page.getByRole('option', { name: 'Resume lighthouse' }).waitFor();
  await page.keyboard.press('Enter');
  await on.until(async () => (await on.client.call('instance.get', { params: { id } })).data.state === 'running');
  for (const text of [nics[0]?.address ?? '', nics[0]?.mac ?? '']) {
    await ask(text);
    await page
      .getByRole('option', { name: new RegExp(`lighthouse.*${text}`) })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
  }
});

test('keys lead to pages and to the search, and are listed; not while somebody types', async () => {
  const page = await on.open('/');
  for (const [key, title] of [
    ['i', 'Instances'],
    ['h', 'Hosts'],
    ['n', 'Create an instance'],
  ] as const) {
    await page.locator('body').click({ position: { x: 640, y: 780 } });
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await heading(page, title);
    if (key === 'i') {
      await page.getByRole('combobox', { name: 'Filter' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('gh?');
      expect(await page.getByRole('combobox', { name: 'Filter' }).inputValue()).toBe('gh?');
      await page.keyboard.press('Escape');
    }
  }
  await page.goto('/hosts');
  await heading(page, 'Hosts');
  await page.keyboard.press('?');
  await sees(page.getByRole('dialog', { name: 'Keyboard shortcuts' }), 'Next row');
});

test('from the log-in to a stopped instance by the keyboard alone', async () => {
  const page = await on.open('/', { loggedIn: false });
  await page.keyboard.type('admin');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await heading(page, 'Overview');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await heading(page, 'Instances');
  await page.getByRole('link', { name: 'lighthouse', exact: true }).waitFor();
  const focused = () => page.evaluate('document.activeElement?.textContent ?? ""');
  for (let tabs = 0; tabs < 30 && (await focused()) !== 'lighthouse'; tabs++) await page.keyboard.press('Tab');
  expect(await focused()).toBe('lighthouse');
  await page.keyboard.press('Enter');
  await heading(page, 'lighthouse');
  for (let tabs = 0; tabs < 30 && (await focused()) !== 'Stop'; tabs++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Stop "lighthouse"?' }).waitFor();
  const inDialog = () =>
    page.evaluate(
      "document.activeElement?.textContent === 'Stop' && document.activeElement.closest('[role=dialog]') !== null",
    );
  for (let tabs = 0; tabs < 9 && !(await inDialog()); tabs++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('main').getByText('Stopped', { exact: true }).first().waitFor();
});

test('a telephone has the navigation behind a button, and every page fits its width', async () => {
  const page = await on.open('/', { width: 360 });
  const links = page.getByRole('navigation').getByRole('link', { name: 'Hosts' });
  expect(await links.isVisible()).toBe(false);
  await press(page, 'Open the navigation');
  await links.click();
  await heading(page, 'Hosts');
  await expect.poll(() => links.isVisible()).toBe(false);
  const catalogue = ['/networks', '/addresses', '/templates', '/images', '/users/0', '/tokens'];
  for (const path of [
    '/',
    '/instances',
    '/instances/new',
    '/clusters/0',
    '/hosts/0',
    ...catalogue,
    '/audit',
    '/settings',
  ]) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    // Not of innerWidth: a page that is too wide makes the window of a telephone wider.
    expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(360);
  }
});

test('on a telephone tables beside what they belong to fit, each cell with its head, and are tables to screen readers', async () => {
  for (const path of ['/clusters/0', '/users/0', '/audit']) {
    const page = await on.open(path, { width: 360 });
    const table = page.getByRole('main').getByRole('table').first();
    await table.getByRole('row').nth(1).waitFor();
    const sideways = `[...document.querySelectorAll('main [role="region"]')].map((one) => one.scrollWidth - one.clientWidth)`;
    expect(Math.max(...(await page.evaluate<number[]>(sideways))), path).toBeLessThanOrEqual(0);
    const heads = await table.getByRole('columnheader').allTextContents();
    const cells = table.getByRole('row').nth(1).getByRole('cell');
    expect(await cells.count(), path).toBe(heads.length);
    expect(heads.length).toBeGreaterThan(2);
    const labels = await cells.evaluateAll((all) => all.map((cell) => cell.getAttribute('data-label')));
    expect(labels, path).toEqual(heads);
  }
});

test('an address that is none says so and leads back', async () => {
  const page = await on.open('/nowhere');
  await heading(page, 'There is nothing at this address');
  await page.getByRole('link', { name: 'Go to the overview' }).click();
  await heading(page, 'Overview');
});

test('what was begun stands in the list of activities until it is cleared', async () => {
  const page = await on.open('/networks');
  await press(page, 'Create a network');
  const form = page.getByRole('dialog');
  await fill(form, 'Name', 'noted');
  await form.getByRole('combobox', { name: 'Cluster', exact: true }).click();
  await page.getByRole('option', { name: 'island-0' }).click();
  await fill(form, 'Addresses', '10.98.0.0/24');
  await press(form, 'Create');
  await heading(page, 'noted');
  await press(page, 'Activity');
  const drawer = page.getByRole('dialog', { name: 'Activity' });
  await sees(drawer, '"noted" is created');
  await press(drawer, 'Clear what is done');
  await sees(drawer, 'Nothing is under way');
});

// Last: the front-end comes back on another link port, so the hosts of this file do not.
test('a lost server is told, what was there stays, and it goes on by itself', async () => {
  on.expectTrouble(
    /ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET|SOCKET_NOT_CONNECTED)/,
  );
  const page = await on.open('/networks');
  await page.getByRole('link', { name: 'lan-0', exact: true }).waitFor();
  const { port } = on.cloud.frontEnd;
  await on.cloud.frontEnd.stop('SIGKILL');
  await sees(page, /The connection to the server is lost/);
  expect(await page.getByRole('link', { name: 'lan-0', exact: true }).isVisible()).toBe(true);
  const again = await FrontEndProcess.start({ data: dirname(on.cloud.storeFile), password, port });
  try {
    await page.getByText(/The connection to the server is lost/).waitFor({ state: 'detached', timeout: 30_000 });
    const { data } = await on.client.call('network.list', { query: { name: 'lan-0' } });
    await on.client.call('network.patch', { params: { id: data.items[0]?.id ?? -1 }, body: { name: 'mended' } });
    await page.getByRole('link', { name: 'mended', exact: true }).waitFor();
  } finally {
    await again.stop();
  }
});
