import { expect, test } from 'vitest';
import { fill, heading, press, sees } from './hand.ts';
import { password, stage } from './stage.ts';

const on = stage();

const asAdmin = async (page: Awaited<ReturnType<typeof on.open>>, secret = password) => {
  await fill(page, 'User name', 'admin');
  await fill(page, 'Password', secret);
  await press(page, 'Log in');
};

test('a stranger gets the log-in page at every address, and after the log-in the page that was asked for', async () => {
  const page = await on.open('/networks?q=lan', { loggedIn: false });
  await asAdmin(page);
  await heading(page, 'Networks');
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/networks?q=lan');
  await page.getByRole('link', { name: 'lan-0', exact: true }).waitFor();
});

test('a wrong password is refused with a sentence, and what is missing is named', async () => {
  const page = await on.open('/', { loggedIn: false });
  await press(page, 'Log in');
  await sees(page, 'Give your user name.');
  await sees(page, 'Give your password.');
  await expect.poll(() => page.evaluate('document.activeElement?.getAttribute("name")')).toBe('name');
  await asAdmin(page, 'not the password');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(/password/i);
  await asAdmin(page);
  await heading(page, 'Overview');
});

test('an access token is good for its tab alone, and a wrong one is refused', async () => {
  const { data } = await on.client.call('token.create', { body: { name: 'pasted' } });
  const page = await on.open('/tokens', { loggedIn: false });
  await press(page, 'Use an access token instead');
  await fill(page, 'Access token', 'sk_nonsense');
  await press(page, 'Log in');
  await page.getByRole('alert').waitFor();
  await fill(page, 'Access token', data.secret);
  await press(page, 'Log in');
  await heading(page, 'Tokens');
  await page.getByRole('link', { name: 'pasted', exact: true }).waitFor();
  const other = await page.context().newPage();
  await other.goto('/tokens');
  await other.getByRole('button', { name: 'Log in' }).waitFor();
});

test('a session that ended elsewhere asks for a log-in, and goes on where it was', async () => {
  const page = await on.open('/images', { loggedIn: false });
  await asAdmin(page);
  await heading(page, 'Images');
  const { data } = await on.client.call('session.list');
  const newest = data.items.toSorted((a, b) => b.id - a.id)[0];
  await on.client.call('session.revoke', { params: { id: newest?.id ?? -1 } });
  // Nobody clicks: its events end, and the page asks why.
  await sees(page, 'Your log-in has ended');
  await asAdmin(page);
  await heading(page, 'Images');
});

test('a log-out ends the session at the server, and the address shows nothing any more', async () => {
  const page = await on.open('/hosts', { loggedIn: false });
  await asAdmin(page);
  await heading(page, 'Hosts');
  const before = (await on.client.call('session.list')).data.items.length;
  await press(page, 'Account of admin');
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  await expect.poll(async () => (await on.client.call('session.list')).data.items.length).toBe(before - 1);
  await page.goto('/hosts');
  await page.getByRole('button', { name: 'Log in' }).waitFor();
});
