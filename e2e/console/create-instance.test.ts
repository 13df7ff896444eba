import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { choose, dialog, fill, heading, press, sees, size } from './hand.ts';
import { stage } from './stage.ts';

const on = stage({
  clusters: 2,
  furnish: async ({ cloud, client }) => {
    const { imageId } = cloud.simulation;
    await client.call('template.create', { body: { name: 'small', imageId, memoryMiB: 96, kind: 'container' } });
  },
});

test('the plan says where it would go and why, before anything is made', async () => {
  const page = await on.open('/instances/new');
  const plan = page.getByRole('region', { name: 'Where would it go?' });
  await sees(plan, 'Give it a name and an image, and the answer stands here.');
  await fill(page, 'Name', 'planned');
  await choose(page, 'Image', 'pretended');
  await choose(page, 'Cluster', 'island-1');
  await sees(plan, /island-1 \/ host-/);
  await fill(page, 'Requirements on the host', 'labels.zone == "a"');
  await sees(plan, 'Hosts that cannot take it');
  await fill(page, 'Requirements on the host', 'labels.zone ==');
  await page.getByRole('alert').or(page.locator('[aria-invalid=true]')).first().waitFor();
  const { data } = await on.client.call('instance.list', { query: { name: 'planned' } });
  expect(data.items).toEqual([]);
});

test('what is missing or wrong is said at its field, and nothing is sent', async () => {
  const page = await on.open('/instances/new');
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && !request.url().includes('dryRun')) sent.push(request.url());
  });
  await press(page, 'Create');
  const wrong = page.getByRole('textbox', { name: 'Name', exact: true }).and(page.locator('[aria-invalid=true]'));
  await wrong.waitFor();
  await fill(page, 'Name', 'white space');
  await press(page, 'Create');
  await wrong.waitFor();
  await fill(page, 'Attributes', '{ no json');
  await sees(page, /no JSON|not JSON/i);
  expect(sent).toEqual([]);
});

test('everything that the form holds becomes the instance, and its page opens', async () => {
  const page = await on.open('/instances/new');
  await fill(page, 'Name', 'whole');
  await choose(page, 'Image', 'pretended');
  await choose(page, 'Kind', 'Container');
  await fill(page, 'Processors', '2');
  await size(page, 'Memory', 160, 'MiB');
  await size(page, 'Disk', 96, 'MiB');
  await choose(page, 'Cluster', 'island-0');
  await choose(page, 'Networks', 'lan-0');
  await page.keyboard.press('Escape');
  await fill(page, 'SSH keys', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)} me@here`);
  await fill(page, 'User data', '#cloud-config\n');
  await press(page, 'Add a label');
  await fill(page, 'Key', 'tier');
  await fill(page, 'Value', 'web');
  await page.getByRole('checkbox', { name: 'Everybody: use' }).check();
  await fill(page, 'Attributes', '{ "ticket": 7 }');
  await press(page, 'Create');
  await heading(page, 'whole');
  await page.getByRole('main').getByText('Running', { exact: true }).first().waitFor();
  const { data } = await on.client.call('instance.list', { query: { name: 'whole' } });
  expect(data.items[0]).toMatchObject({
    kind: 'container',
    cpus: 2,
    memoryMiB: 160,
    labels: { tier: 'web' },
    permissions: 'um----u--',
    attributes: { ticket: 7 },
    clusterId: on.cloud.simulation.clusters[0]?.clusterId,
    disks: [{ sizeMiB: 96 }],
  });
});

/** What stands below a field, as a screen reader says it. */
async function toldAt(page: Page, field: Locator): Promise<string> {
  const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ').filter((id) => id !== '');
  return (await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).textContent()))).join(' ');
}

test('an address and a MAC are fixed beside their network; what cannot be had is said before anything is made', async () => {
  const { data: networks } = await on.client.call('network.list', { query: { name: 'lan-0' } });
  const address = (networks.items[0]?.gateway ?? '').replace(/\.\d+$/, '.200');
  const page = await on.open('/instances/new');
  const plan = page.getByRole('region', { name: 'Where would it go?' });
  await fill(page, 'Name', 'fixed');
  await choose(page, 'Image', 'pretended');
  await choose(page, 'Networks', 'lan-0');
  await page.keyboard.press('Escape');
  await sees(page, /^Ask for one from /);
  await fill(page, 'Fixed address', '192.0.2.1');
  await sees(plan, '192.0.2.1 is no address of the network "lan-0"');
  await fill(page, 'Fixed MAC', '00-16-3E-00-00-01');
  const field = page.getByRole('textbox', { name: 'Fixed address', exact: true });
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
  expect(await toldAt(page, field)).toContain('192.0.2.1 is no address of the network "lan-0"');
  await fill(page, 'Fixed address', address);
  await expect.poll(() => field.getAttribute('aria-invalid')).not.toBe('true');
  await sees(plan, /00:16:3e:00:00:01 is not locally administered/);
  await press(page, 'Create');
  await heading(page, 'fixed');
  await sees(page, `asked for: ${address}, 00:16:3e:00:00:01`);
  const { data } = await on.client.call('instance.list', { query: { name: 'fixed' } });
  expect(data.items[0]?.nics).toMatchObject([{ asked: { address, mac: '00:16:3e:00:00:01' } }]);
});

test('a template fills what is left open, and an instance need not start', async () => {
  const page = await on.open('/instances/new');
  await fill(page, 'Name', 'from-template');
  await choose(page, 'Template', 'small');
  await page.getByRole('switch', { name: 'Start it at once' }).click({ force: true });
  await press(page, 'Create');
  await heading(page, 'from-template');
  await page.getByRole('main').getByText('Stopped', { exact: true }).first().waitFor();
  await sees(page, '96 MiB');
});

test('a template with no network makes an instance without one, and the form says so before', async () => {
  const page = await on.open('/templates');
  await page.getByRole('button', { name: 'Create a template' }).first().click();
  const form = dialog(page, 'Create a template');
  const alone = (within: Locator) => within.getByRole('switch', { name: /^No network/ });
  const networks = (within: Page | Locator) => within.getByRole('combobox', { name: 'Networks', exact: true });
  await fill(form, 'Name', 'hermit');
  await choose(form, 'Image', 'pretended');
  await choose(form, 'Kind', 'Container');
  await alone(form).press('Space');
  expect(await networks(form).isDisabled()).toBe(true);
  await press(form, 'Create');
  await heading(page, 'hermit');
  const template = async () => (await on.client.call('template.list', { query: { name: 'hermit' } })).data.items[0];
  expect((await template())?.networkIds).toEqual([]);
  await press(page, 'Create an instance from it');
  await heading(page, 'Create an instance');
  await expect.poll(() => networks(page).getAttribute('placeholder')).toBe('From the template: none');
  await fill(page, 'Name', 'on-its-own');
  await press(page, 'Create');
  await heading(page, 'on-its-own');
  await sees(page, 'It is in no network.');
  await page.getByRole('main').getByText('Running', { exact: true }).first().waitFor();
  const nicsOf = async (name: string) =>
    (await on.client.call('instance.list', { query: { name } })).data.items[0]?.nics;
  expect(await nicsOf('on-its-own')).toEqual([]);

  // And the way back: the form of the template has the switch on, and without it the usual network is taken again.
  await page.goto(`/templates/${(await template())?.id}`);
  await press(page, 'Edit…');
  const edit = dialog(page, 'Edit hermit');
  expect(await alone(edit).isChecked()).toBe(true);
  await alone(edit).press('Space');
  await press(edit, 'Save');
  await sees(page, 'The first of its cluster');
  await press(page, 'Create an instance from it');
  await fill(page, 'Name', 'in-company');
  expect(await networks(page).getAttribute('placeholder')).toBe('');
  await press(page, 'Create');
  await heading(page, 'in-company');
  expect(await nicsOf('in-company')).toHaveLength(1);
});

test('what a template says of placement stands in the empty fields', async () => {
  const { imageId } = on.cloud.simulation;
  const requirements = 'freeMemoryMiB > 1';
  const body = { name: 'close', imageId, kind: 'container', rank: 'pack', requirements } as const;
  const { data: template } = await on.client.call('template.create', { body });
  const page = await on.open(`/instances/new?template=${template.id}`);
  const shown = (role: 'combobox' | 'textbox', name: string) =>
    page.getByRole(role, { name, exact: true }).getAttribute('placeholder');
  await expect.poll(() => shown('combobox', 'Placement policy')).toBe('Pack: fill hosts one after the other');
  expect(await shown('textbox', 'Requirements on the host')).toBe(requirements);
});

test('what the server refuses is shown with what to do, and what was typed stays', async () => {
  const page = await on.open('/instances/new');
  await fill(page, 'Name', 'whole');
  await choose(page, 'Template', 'small');
  await press(page, 'Create');
  await page.getByRole('alert').first().waitFor();
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('whole');
  await press(page, 'Cancel');
  await heading(page, 'Instances');
});

test('user data comes from a file, byte by byte; what it is and what does not fit is said before it is sent', async () => {
  const page = await on.open('/instances/new');
  await fill(page, 'Name', 'seeded');
  await choose(page, 'Image', 'pretended');
  const file = page.locator('input[type=file]');
  const named = (name: string, buffer: Buffer) => file.setInputFiles({ name, mimeType: 'application/x', buffer });
  await named('large.bin', Buffer.alloc(70_000, 1));
  await sees(page, /"large\.bin" has 68\.4 KiB; there is room for 64 KiB/);
  // What can be typed goes on as text; what a field of text would change stays a file.
  await named('seed.yaml', Buffer.from('#cloud-config\npackages: []\n'));
  await sees(page, 'cloud-config, 27 B, from seed.yaml');
  expect(await page.getByRole('textbox', { name: 'User data', exact: true }).inputValue()).toContain('packages');
  await named('windows.sh', Buffer.from('#!/bin/sh\r\n'));
  await sees(page, 'shell script, 11 B, from windows.sh');
  const bytes = Buffer.from([0x1f, 0x8b, 8, 0, 0xff, 0xfe]);
  const dropped = `(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.of(${[...bytes].join(', ')})], 'seed.gz'));
    return transfer;
  })()`;
  const data = await page.evaluateHandle(dropped);
  await page.getByRole('group', { name: 'User data' }).dispatchEvent('drop', { dataTransfer: data });
  await sees(page, 'gzip, 6 B, from seed.gz');
  await press(page, 'Create');
  await heading(page, 'seeded');
  await sees(page, 'gzip, 6 B');
  const id = Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0]);
  const given = async () => (await on.client.call('instance.context', { params: { id } })).data;
  expect(await given()).toEqual({ sshKeys: [], userData: '', userDataBase64: bytes.toString('base64') });
  const [saved] = await Promise.all([page.waitForEvent('download'), press(page, 'Save as a file')]);
  expect(saved.suggestedFilename()).toBe('seeded-user-data.gz');
  expect(await readFile(await saved.path())).toEqual(bytes);
  // And changed later: text takes the place of the bytes.
  await page.getByRole('button', { name: /More actions/ }).click();
  await page.getByRole('menuitem', { name: 'Keys and user data…' }).click();
  const form = page.getByRole('dialog');
  await form.getByText('gzip, 6 B').waitFor();
  await press(form, 'Take it away');
  await fill(form, 'User data', '#!/bin/sh\n');
  await press(form, 'Save');
  await expect.poll(given).toEqual({ sshKeys: [], userData: '#!/bin/sh\n' });
});
