import { newPermissions } from '@skerry/domain';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { choose, dialog, fill, heading, press, sees } from './hand.ts';
import { stage } from './stage.ts';

const on = stage();

/** Is all of it inside of the window, and not behind the foot of its form? */
const inSight = (element: Locator): Promise<boolean> =>
  element.evaluate((node) => {
    const { top, left, width, height } = (node as unknown as Drawn).getBoundingClientRect();
    const seen = (globalThis as unknown as Sighted).document.elementFromPoint(left + width / 2, top + height / 2);
    return top >= 0 && seen !== null && (node as unknown as Drawn).contains(seen);
  });
interface Drawn {
  getBoundingClientRect(): {
    readonly top: number;
    readonly left: number;
    readonly width: number;
    readonly height: number;
  };
  contains(other: unknown): boolean;
}
interface Sighted {
  readonly document: { elementFromPoint(x: number, y: number): unknown };
}
const hasFocus = (field: Locator): Promise<boolean> =>
  field.evaluate(
    (node) => node === (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement,
  );

/** Rights as the boxes of a form draw them, as nine characters. */
async function drawn(form: Locator): Promise<string> {
  let text = '';
  for (const who of ['Its owner', 'Its group', 'Everybody']) {
    for (const [right, letter] of [
      ['use', 'u'],
      ['manage', 'm'],
      ['administer', 'a'],
    ] as const) {
      text += (await form.getByRole('checkbox', { name: `${who}: ${right}` }).isChecked()) ? letter : '-';
    }
  }
  return text;
}

test('the rights that a form draws are those that it sends, and those that the server gives when nobody says', async () => {
  const page = await on.open('/networks');
  await press(page, 'Create a network');
  const form = dialog(page, 'Create a network');
  const shown = await drawn(form);
  await fill(form, 'Name', 'as-drawn');
  await choose(form, 'Cluster', 'island-0');
  await fill(form, 'Addresses', '10.97.0.0/24');
  await press(form, 'Create');
  await heading(page, 'as-drawn');
  const { data } = await on.client.call('network.list', { query: { name: 'as-drawn' } });
  expect(data.items[0]?.permissions).toBe(shown);
  const clusterId = data.items[0]?.clusterId ?? -1;
  const { data: unsaid } = await on.client.call('network.create', {
    body: { name: 'unsaid', clusterId, cidr: '10.96.0.0/24' },
  });
  expect(shown).toBe(unsaid.permissions);
  expect(newPermissions('network', true).other.use).toBe(true);
  for (const [path, button] of [
    ['/images', 'Add an image'],
    ['/clusters', 'Create a cluster'],
    ['/tokens', 'Create a token'],
  ] as const) {
    await page.goto(path);
    await page.getByRole('button', { name: button }).first().click();
    const everybody = path !== '/tokens';
    const box = page.getByRole('dialog').getByRole('checkbox', { name: 'Everybody: use' });
    await box.waitFor();
    expect(await box.isChecked(), path).toBe(everybody);
  }
});

test('a long form that is wrong says so where one looks: the first wrong field is in sight and has the focus', async () => {
  const page = await on.open('/templates');
  await page.getByRole('button', { name: 'Create a template' }).first().click();
  const form = dialog(page, 'Create a template');
  await form.getByRole('checkbox', { name: 'Everybody: administer' }).scrollIntoViewIfNeeded();
  await press(form, 'Create');
  const name = form.getByRole('textbox', { name: 'Name', exact: true });
  await expect.poll(() => hasFocus(name)).toBe(true);
  await expect.poll(() => inSight(name)).toBe(true);
  const note = form.getByRole('alert').filter({ hasText: /need(s)? another look/ });
  await expect.poll(() => inSight(note)).toBe(true);
});

test('what the server refuses is in sight too, told by itself, and the field it names has the focus', async () => {
  await on.client.call('template.create', { body: { name: 'taken', imageId: on.cloud.simulation.imageId } });
  const page = await on.open('/templates');
  await page.getByRole('button', { name: 'Create a template' }).first().click();
  const form = dialog(page, 'Create a template');
  await fill(form, 'Name', 'taken');
  await choose(form, 'Image', 'pretended');
  await choose(form, 'Kind', 'Container');
  await form.getByRole('checkbox', { name: 'Everybody: administer' }).scrollIntoViewIfNeeded();
  await press(form, 'Create');
  const wrong = form.locator('[aria-invalid=true]').first();
  await expect.poll(() => hasFocus(wrong)).toBe(true);
  expect(await inSight(wrong)).toBe(true);
  expect(await inSight(form.getByRole('alert').first())).toBe(true);
});

test('whoever closes a dialog is back where they were', async () => {
  const page = await on.open('/networks');
  const create = page.getByRole('button', { name: 'Create a network' });
  await create.focus();
  await page.keyboard.press('Enter');
  await dialog(page, 'Create a network').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => hasFocus(create)).toBe(true);
  const filter = page.getByRole('combobox', { name: 'Filter' });
  await filter.focus();
  await page.keyboard.press('Control+k');
  await dialog(page, 'Search and commands').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => hasFocus(filter)).toBe(true);
});

test('the buttons of a long form stay in view, also on a telephone', async () => {
  for (const width of [360, 1280]) {
    const page = await on.open('/instances/new', { width });
    const button = page.getByRole('main').getByRole('button', { name: 'Create', exact: true });
    await button.waitFor();
    expect(await inSight(button), `${width} px`).toBe(true);
    await press(page, 'Create');
    await sees(page, /need(s)? another look/);
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await expect.poll(() => hasFocus(name)).toBe(true);
    expect(await inSight(name), `${width} px`).toBe(true);
  }
});
