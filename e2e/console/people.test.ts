import { createClient } from '@skerry/sdk';
import { expect, test } from 'vitest';
import { choose, close, dialog, fill, heading, pick, press, row, sees } from './hand.ts';
import { stage } from './stage.ts';

const on = stage();
const secret = 'correct horse battery';

/** Somebody who is no administrator, by a token. */
async function somebody(name: string): Promise<string> {
  await on.client.call('user.create', { body: { name, password: secret } });
  const { data } = await createClient({ url: on.url }).call('session.create', { body: { name, password: secret } });
  return data.secret;
}

test('users: made, put into groups, locked out, given a password, deleted when they own nothing', async () => {
  const page = await on.open('/users');
  await press(page, 'Create a user');
  const form = dialog(page, 'Create a user');
  await fill(form, 'Name', 'ingrid');
  await fill(form, 'Password', 'short');
  await press(form, 'Create');
  await form.getByRole('textbox', { name: 'Password', exact: true }).and(page.locator('[aria-invalid=true]')).waitFor();
  await sees(form, 'At least 8 characters are needed.');
  await fill(form, 'Password', secret);
  await press(form, 'Create');
  await heading(page, 'ingrid');
  await press(page, 'Set a password…');
  const change = dialog(page, 'A new password for ingrid');
  await fill(change, 'Password', 'another horse battery');
  await press(change, 'Save');
  await sees(page, '"ingrid" is saved');
  const logIn = (password: string) =>
    createClient({ url: on.url }).call('session.create', { body: { name: 'ingrid', password } });
  await logIn('another horse battery');
  await expect(logIn(secret)).rejects.toMatchObject({ status: 401 });
  await press(page, 'Edit…');
  const edit = dialog(page, 'Edit ingrid');
  await edit.getByRole('switch', { name: 'May log in' }).click({ force: true });
  await press(edit, 'Save');
  await page.getByRole('main').getByText('Disabled', { exact: true }).first().waitFor();
  await expect(logIn('another horse battery')).rejects.toMatchObject({ status: expect.toSatisfy((s) => s >= 400) });
  await press(page, 'Delete…');
  await press(dialog(page, 'Delete "ingrid"?'), 'Delete');
  await heading(page, 'Users');
  await row(page, 'ingrid').waitFor({ state: 'detached' });
});

test('groups: made, and kept while somebody is in them', async () => {
  const page = await on.open('/groups');
  await press(page, 'Create a group');
  await fill(dialog(page, 'Create a group'), 'Name', 'harbour');
  await press(dialog(page, 'Create a group'), 'Create');
  await heading(page, 'harbour');
  await sees(page, 'Nobody is in this group.');
  const { data } = await on.client.call('group.list', { query: { name: 'harbour' } });
  const groupId = data.items[0]?.id ?? -1;
  const body = { name: 'olaf', password: secret, groupIds: [groupId] };
  const { data: user } = await on.client.call('user.create', { body });
  await page.getByRole('link', { name: 'olaf' }).waitFor();
  await press(page, 'Delete…');
  await press(dialog(page, 'Delete "harbour"?'), 'Delete');
  await sees(page, '"harbour" was not deleted');
  await on.client.call('user.delete', { params: { id: user.id } });
  await sees(page, 'Nobody is in this group.');
  await press(page, 'Delete…');
  await press(dialog(page, 'Delete "harbour"?'), 'Delete');
  await heading(page, 'Groups');
});

test('a token: its secret is shown once and works, and after it is revoked it does not', async () => {
  const page = await on.open('/tokens');
  await page.getByRole('button', { name: 'Create a token' }).first().click();
  await fill(dialog(page, 'Create a token'), 'Name', 'pipeline');
  await press(dialog(page, 'Create a token'), 'Create');
  const shown = dialog(page, 'The token "pipeline"');
  const token = (await shown.getByText(/^sk_/).textContent()) ?? '';
  await createClient({ url: on.url, token }).call('status.get');
  await close(shown);
  await row(page, 'pipeline').getByRole('link', { name: 'pipeline' }).click();
  await heading(page, 'pipeline');
  expect(await page.content()).not.toContain(token);
  await press(page, 'Revoke…');
  await press(dialog(page, 'Delete "pipeline"?'), 'Delete');
  await heading(page, 'Tokens');
  await expect(createClient({ url: on.url, token }).call('status.get')).rejects.toMatchObject({ status: 401 });
});

test('who is no administrator sees what may be done, and why the rest may not', async () => {
  const token = await somebody('visitor');
  const page = await on.open('/networks', { token });
  const create = page.getByRole('button', { name: 'Create a network' }).first();
  expect(await create.getAttribute('aria-disabled')).toBe('true');
  await create.hover();
  await page.getByRole('tooltip', { name: 'Only administrators may do this. Ask one of them.' }).waitFor();
  expect(await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).count()).toBe(0);
  await page.goto('/templates');
  await page.getByRole('button', { name: 'Create a template' }).first().click();
  await dialog(page, 'Create a template').waitFor();
});

test('the audit trail tells who did what, and is filtered by what and by whom; the filter is in the address', async () => {
  await somebody('recorded');
  const page = await on.open('/audit');
  await sees(page, 'Who did what, newest first.');
  await choose(page, 'Action', 'user.create');
  await page.getByRole('row', { name: /admin user\.create user recorded done/ }).waitFor();
  expect(new URL(page.url()).searchParams.get('action')).toBe('user.create');
  await page
    .getByRole('row', { name: /session\.create/ })
    .first()
    .waitFor({ state: 'detached' });
});

test('however long a name is, outcome and address of an audit record stay in sight, and its time names its zone', async () => {
  await somebody('measurement-collector-of-the-northern-harbour-building-7-room-b');
  const page = await on.open('/audit?action=user.create');
  const record = page.getByRole('row', { name: /measurement-collector/ }).first();
  await record.waitFor();
  for (const cell of [record.getByText('done', { exact: true }), record.getByText('127.0.0.1')]) {
    const box = await cell.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(1280);
  }
  const zone = await page.evaluate(
    `new Intl.DateTimeFormat(navigator.language, { timeZoneName: 'short' }).formatToParts(new Date()).find((p) => p.type === 'timeZoneName').value`,
  );
  const time = record.getByRole('cell').first();
  expect(await time.textContent()).toContain(String(zone));
  expect(await time.textContent()).toMatch(/now|ago/);
});

test('settings: theme, password, and sessions elsewhere, which are ended from here', async () => {
  const page = await on.open('/settings');
  await pick(page, 'Theme', 'Dark');
  expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
  await page.reload();
  await heading(page, 'Settings');
  expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
  await pick(page, 'Theme', 'As the system');
  const before = (await on.client.call('session.list')).data.items.length;
  const body = { name: 'admin', password: 'simulator' };
  await createClient({ url: on.url }).call('session.create', { body });
  await page.reload();
  const ends = page.getByRole('button', { name: 'End it' });
  await expect.poll(() => ends.count()).toBe(before);
  await ends.first().click();
  await sees(page, 'The log-in has ended');
  await expect.poll(async () => (await on.client.call('session.list')).data.items.length).toBe(before);
});
