import { expect, test } from 'vitest';
import { agree, dialog, fill, heading, press, row, sees, state } from './hand.ts';
import { stage } from './stage.ts';

const many = 230;
const on = stage({
  clusters: 2,
  furnish: async ({ cloud, client }) => {
    const { imageId } = cloud.simulation;
    await cloud.workload.create(many);
    for (const [name, tier, start] of [
      ['web-1', 'web', true],
      ['web-2', 'web', true],
      ['web-3', 'web', false],
      ['old', 'archive', false],
    ] as const) {
      await client.call('instance.create', { body: { name, imageId, start, labels: { tier }, memoryMiB: 128 } });
    }
    await on.until(async () => {
      const { instances } = (await client.call('status.get')).data;
      return instances['running'] === many + 2 && instances['stopped'] === 2;
    });
  },
});

const total = many + 4;

test('all rows are reached by scrolling, and by the keyboard', async () => {
  const page = await on.open('/instances');
  await sees(page, `${total} in all`);
  const table = page.getByRole('table', { name: 'Instances, table' });
  expect(await table.getAttribute('aria-rowcount')).toBe(String(total + 1));
  await row(page, 'old').waitFor();
  await page.getByRole('link', { name: 'old', exact: true }).focus();
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate('document.activeElement?.textContent')).toBe('sim-0');
  await table.hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 3000);
        return row(page, 'web-3').isVisible();
      },
      { timeout: 15_000 },
    )
    .toBe(true);
});

test('while rows pass too fast to read only their names are drawn; at rest all is there, in the order of reading', async () => {
  const page = await on.open('/instances');
  await sees(page, `${total} in all`);
  // Rows that had a box while it went down, and those that had none, over all frames after the second.
  const passed = await page.evaluate<{ whole: number; names: number }>(
    `new Promise((resolve) => {
      const table = document.querySelector('[role="table"]');
      const passed = { whole: 0, names: 0 };
      let frames = 0;
      const frame = () => {
        if (frames > 3)
          for (const row of table.querySelectorAll('[role="row"][data-id]'))
            passed[row.querySelector('input') === null ? 'names' : 'whole'] += row.textContent === '' ? 1000 : 1;
        table.scrollTop += 460;
        if (++frames < 12) requestAnimationFrame(frame);
        else resolve(passed);
      };
      requestAnimationFrame(frame);
    })`,
  );
  expect(passed.whole).toBe(0);
  expect(passed.names).toBeGreaterThan(80);
  expect(passed.names).toBeLessThan(1000);
  const rows = page.locator('[role="row"][data-index]');
  await expect.poll(() => page.locator('[role="row"][data-index]:not(:has(input))').count()).toBe(0);
  const indexes = await rows.evaluateAll((found) => found.map((one) => Number(one.getAttribute('data-index'))));
  expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
});

test('what has the focus keeps it, and stays whole, however fast the table is scrolled', async () => {
  const page = await on.open('/instances');
  await page.getByRole('link', { name: 'sim-1', exact: true }).focus();
  await page.evaluate(`new Promise((resolve) => {
    const table = document.querySelector('[role="table"]');
    let frames = 0;
    const frame = () => {
      table.scrollTop += 460;
      if (++frames < 10) requestAnimationFrame(frame);
      else resolve();
    };
    requestAnimationFrame(frame);
  })`);
  const focused = 'document.activeElement?.textContent';
  expect(await page.evaluate(focused)).toBe('sim-1');
  await expect.poll(() => page.locator('[role="row"][data-index]:not(:has(input))').count()).toBe(0);
  expect(await page.evaluate(focused)).toBe('sim-1');
});

test('the filter asks the server, says what it cannot be asked, and lives in the address', async () => {
  const page = await on.open('/instances');
  const filter = page.getByRole('combobox', { name: 'Filter' });
  await filter.fill('label:tier=web state:running');
  await sees(page, '2 fit the filter');
  expect(new URL(page.url()).searchParams.get('q')).toBe('label:tier=web state:running');
  await filter.fill('colour:red');
  await sees(page, /There is no filter "colour"\. .*Use one of: .*state/);
  await filter.fill('state:asleep');
  await sees(page, /"asleep" is no state\. Use one of: pending/);
  await filter.fill('nothing-is-called-like-this');
  await sees(page, 'Nothing fits this filter');
  await press(page.getByRole('main'), 'Clear the filter').catch(() =>
    page.getByRole('button', { name: 'Clear the filter' }).last().click(),
  );
  await sees(page, `${total} in all`);
});

test('a link to a view shows that view, sorted as it says; going back undoes a change of it', async () => {
  const page = await on.open('/instances?q=web&sort=name&order=desc');
  await sees(page, '3 fit the filter');
  const names = page.getByRole('cell').getByRole('link', { name: /^web-/ });
  expect(await names.allTextContents()).toEqual(['web-3', 'web-2', 'web-1']);
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await expect.poll(() => names.allTextContents()).toEqual(['web-1', 'web-2', 'web-3']);
  await row(page, 'web-1').getByRole('link', { name: 'web-1' }).click();
  await heading(page, 'web-1');
  await page.goBack();
  await heading(page, 'Instances');
  await sees(page, '3 fit the filter');
});

test('a view is saved under a name, kept by the browser, chosen again, and forgotten', async () => {
  const page = await on.open('/instances?q=label:tier=archive');
  await sees(page, '1 fits the filter');
  await press(page, 'Views');
  await fill(page, 'Name of the view', 'the archive');
  await press(page, 'Save');
  await page.goto('/instances');
  await sees(page, `${total} in all`);
  await press(page, 'Views');
  await press(page, 'the archive');
  await sees(page, '1 fits the filter');
  await press(page, 'Views');
  await press(page, 'Delete the view "the archive"');
  await sees(page, /No view is saved yet/);
});

test('columns are chosen, and the choice is part of the address', async () => {
  const page = await on.open('/instances?q=web');
  await press(page, 'Columns');
  await page.getByRole('checkbox', { name: 'Number' }).click();
  await page.getByRole('columnheader', { name: 'Number' }).waitFor();
  await page.reload();
  await page.getByRole('columnheader', { name: 'Number' }).waitFor();
});

test('what is done to many is done to those for which it is possible, and says so before', async () => {
  const page = await on.open('/instances?q=web');
  for (const name of ['web-2', 'web-3']) await page.getByRole('checkbox', { name: `Select ${name}` }).click();
  await sees(page, '2 selected');
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await stop.hover();
  await page.getByRole('tooltip', { name: 'Stop is possible for 1 of 2 selected.' }).waitFor();
  const resume = page.getByRole('button', { name: 'Resume', exact: true });
  await resume.hover();
  await page.getByRole('tooltip', { name: /^Resume is possible for none of the selected\. / }).waitFor();
  expect(await resume.getAttribute('aria-disabled')).toBe('true');
  await stop.click();
  await agree(page, 'Stop "web-2"?', 'Stop');
  await state(page, 'web-2', 'Stopped');
  await sees(page, '3 fit the filter');
});

test('what is selected stays selected while the cloud changes, and leaves with its row', async () => {
  const page = await on.open('/instances?q=web');
  for (const name of ['web-1', 'web-3']) await page.getByRole('checkbox', { name: `Select ${name}` }).click();
  await sees(page, '2 selected');
  // The server counts hosts and clusters anew after such changes, and the page asks for their names.
  const asked = page.waitForRequest(/\/v1\/hosts\?/);
  const body = { name: 'web-9', imageId: on.cloud.simulation.imageId, start: false, memoryMiB: 64 };
  const { data: made } = await on.client.call('instance.create', { body });
  if (!('id' in made)) throw new Error('The answer to a creation was a plan.');
  const params = { id: made.id };
  await row(page, 'web-9').waitFor();
  await (await asked).response();
  await on.client.call('instance.patch', { params, body: { labels: { tier: 'late' } } });
  for (const name of ['web-1', 'web-3']) {
    expect(await page.getByRole('checkbox', { name: `Select ${name}` }).isChecked(), name).toBe(true);
  }
  await page.getByRole('checkbox', { name: 'Select web-9' }).click();
  await sees(page, '3 selected');
  await on.client.call('instance.delete', { params });
  await row(page, 'web-9').waitFor({ state: 'detached' });
  await sees(page, '2 selected');
});

test('the filter offers fields and their values, takes "not" and "or", and finds addresses and MACs', async () => {
  const page = await on.open('/instances');
  const filter = page.getByRole('combobox', { name: 'Filter' });
  await filter.click();
  await page.keyboard.type('clus');
  await page.getByRole('option', { name: 'cluster', exact: false }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'island-1', exact: true }).click();
  expect(await filter.inputValue()).toBe('cluster:island-1 ');
  await page.keyboard.type('web state:running,stopped');
  await sees(page, /^\d fits? the filter$/);
  await filter.fill('!web !sim');
  await sees(page, '1 fits the filter');
  await row(page, 'old').waitFor();
  await filter.fill('label:tier=web !state:running');
  await sees(page, '1 fits the filter');
  await row(page, 'web-3').waitFor();
  const { data } = await on.client.call('instance.list', { query: { name: 'web-1' } });
  const { address = '', mac = '' } = data.items[0]?.nics[0] ?? {};
  for (const text of [address, mac, `address:${address}`]) {
    await filter.fill(text);
    await row(page, 'web-1').waitFor();
    expect(
      await page
        .getByRole('row')
        .filter({ has: page.getByRole('link') })
        .count(),
      text,
    ).toBeLessThan(12);
  }
  await filter.fill('state:runing');
  await sees(page, /"runing" is no state\. .*running/);
});

test('a row has a menu with everything that can be done with it', async () => {
  const page = await on.open('/instances?q=web-3');
  await row(page, 'web-3').getByRole('button', { name: 'Actions for web-3' }).click();
  const stop = page.getByRole('menuitem', { name: /^Stop\b/ }).first();
  expect(await stop.getAttribute('aria-disabled')).toBe('true');
  expect((await page.getByRole('menuitem').allTextContents()).length).toBe(14);
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  const rename = dialog(page, 'Rename "web-3"');
  expect(await rename.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('web-3');
  await press(rename, 'Cancel');
});

test('a column is made wider by its edge, with the keyboard too, and stays so', async () => {
  const page = await on.open('/instances?q=web');
  const head = page.getByRole('columnheader', { name: 'State' });
  const edge = head.getByRole('separator', { name: 'Width of the column State' });
  const width = async () => Math.round((await head.boundingBox())?.width ?? 0);
  const before = await width();
  await edge.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await expect.poll(width).toBe(before + 48);
  await page.reload();
  await head.waitFor();
  await expect.poll(width).toBe(before + 48);
  const box = (await edge.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 40, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(width).toBe(before + 88);
  await edge.dblclick();
  await expect.poll(width).toBe(before);
});

test('the first page asks each thing once, although it asks before its script is there', async () => {
  const page = await on.open('/networks');
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    // What comes after the first rows is asked for when they are there.
    if (searchParams.has('after')) return;
    if (/^\/v1\/(sessions\/current|status|instances)$/.test(pathname)) asked.push(pathname);
  });
  await page.goto('/instances');
  await sees(page, / in all$/);
  expect(asked.sort()).toEqual(['/v1/instances', '/v1/sessions/current', '/v1/status']);
});

test('the ring around what has the focus is whole, in every table', async () => {
  for (const [path, name] of [
    ['/instances?q=web', 'web-1'],
    ['/networks', 'lan-0'],
  ] as const) {
    const page = await on.open(path);
    const link = page.getByRole('link', { name, exact: true }).first();
    await link.waitFor();
    await page.keyboard.press('Tab');
    await link.focus();
    const outset = await link.evaluate((node) => {
      const style = (
        globalThis as unknown as { getComputedStyle(of: unknown): Record<string, string> }
      ).getComputedStyle(node);
      return Number.parseFloat(style['outlineOffset'] ?? '') + Number.parseFloat(style['outlineWidth'] ?? '');
    });
    expect(outset, path).toBeLessThanOrEqual(0);
  }
});

test('where the server refuses one of many, the others are done, and the refusal is named', async () => {
  const page = await on.open('/instances?q=sim-22');
  const names = ['sim-220', 'sim-221'];
  const { data } = await on.client.call('instance.list', { query: { name: 'sim-221' } });
  const late = data.items[0]?.id ?? -1;
  // Somebody else is faster, between the click and the request.
  await page.route(`**/v1/instances/${late}/pause`, async (route) => {
    await on.client.call('instance.pause', { params: { id: late } });
    await on.until(
      async () => (await on.client.call('instance.get', { params: { id: late } })).data.state === 'paused',
    );
    await route.continue();
  });
  for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}` }).click();
  await press(page, 'Pause');
  await sees(page, /sim-221: .*paused/);
  await state(page, 'sim-220', 'Paused');
});

test('deleting many names each and what it loses, and wants their number typed', async () => {
  const page = await on.open('/instances?q=sim-21');
  for (const name of ['sim-210', 'sim-211']) await page.getByRole('checkbox', { name: `Select ${name}` }).click();
  await press(page, 'Delete…');
  const question = dialog(page, 'Delete 2 instances?');
  await sees(question, 'sim-210 (64 MiB)');
  const button = question.getByRole('button', { name: 'Delete', exact: true });
  expect(await button.isDisabled()).toBe(true);
  await fill(question, 'Type 2 to confirm', '2');
  await button.click();
  await row(page, 'sim-210').waitFor({ state: 'detached' });
  await row(page, 'sim-211').waitFor({ state: 'detached' });
});

test('what others do appears without a reload: a new instance, a new state, a deletion', async () => {
  const page = await on.open('/instances?q=label:tier=live');
  await sees(page, 'Nothing fits this filter');
  const body = { name: 'arrived', imageId: on.cloud.simulation.imageId, labels: { tier: 'live' } };
  const { data: made } = await on.client.call('instance.create', { body });
  if (!('id' in made)) throw new Error('The answer to a creation was a plan.');
  await state(page, 'arrived', 'Running');
  const host = on.hosts.find(({ vms }) => vms.all.has(made.id));
  await on.client.call('instance.pause', { params: { id: made.id } });
  await state(page, 'arrived', 'Paused');
  await on.client.call('instance.resume', { params: { id: made.id } });
  await state(page, 'arrived', 'Running');
  expect(host).toBeDefined();
  await on.client.call('instance.delete', { params: { id: made.id } });
  await sees(page, 'Nothing fits this filter');
});

test('what each uses now is a column that can be chosen and ordered by; what is off shows none', async () => {
  const { imageId } = on.cloud.simulation;
  for (const [name, start] of [
    ['busy', true],
    ['idle', false],
  ] as const) {
    await on.client.call('instance.create', { body: { name, imageId, start, labels: { tier: 'use' }, memoryMiB: 64 } });
  }
  const page = await on.open('/instances?q=label:tier=use&columns=name.state.cpuUse.memoryUse');
  await row(page, 'busy').getByRole('meter', { name: 'Processors in use' }).waitFor({ timeout: 60_000 });
  await row(page, 'idle')
    .getByTitle(/^Nothing is known of now/)
    .first()
    .waitFor();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/v1/instances?')) asked.push(request.url());
  });
  // A sample draws cells: no table is read again for it.
  await page.waitForRequest((request) => request.url().includes('use=true') && request.url().includes('id='));
  expect(asked.filter((url) => !url.includes('id='))).toEqual([]);
  const ordered = await on.open('/instances?q=label:tier=use&columns=name.cpuUse&sort=cpuUse&order=desc');
  const names = ordered.getByRole('row').getByRole('link', { name: /^(busy|idle)$/ });
  await expect.poll(() => names.allTextContents()).toEqual(['busy', 'idle']);
});
