import { expect, test } from 'vitest';
import { agree, choose, close, dialog, fill, heading, press, row, sees } from './hand.ts';
import { stage } from './stage.ts';

const on = stage({
  clusters: 2,
  furnish: async ({ cloud, client }) => {
    const { imageId } = cloud.simulation;
    const { data: clusters } = await client.call('cluster.list');
    const clusterId = clusters.items[0]?.id ?? -1;
    await client.call('instance.create', { body: { name: 'resident', imageId, clusterId, memoryMiB: 128 } });
  },
});

test('clusters: made by a form, joined by a command that is shown once, changed, and deleted', async () => {
  const page = await on.open('/clusters');
  await page.getByRole('table', { name: 'Clusters, table', exact: true }).waitFor();
  await press(page, 'Create a cluster');
  const form = dialog(page, 'Create a cluster');
  await press(form, 'Create');
  await sees(form, 'This is needed.');
  await fill(form, 'Name', 'halifax');
  await fill(form, 'Place', 'Halifax');
  await fill(form, 'Latitude', '44.65');
  await fill(form, 'Longitude', '-63.57');
  await press(form, 'Create');
  await heading(page, 'halifax');
  await sees(page, 'Waiting to join');
  await press(page, 'Join its controller…');
  const join = dialog(page, 'Join a machine to "halifax"');
  await sees(join, /packaging\/join\.sh controller/);
  await close(join);
  await press(page, 'Edit…');
  await fill(dialog(page, 'Edit halifax'), 'Place', 'Dartmouth');
  await press(dialog(page, 'Edit halifax'), 'Save');
  await page.getByRole('definition').filter({ hasText: 'Dartmouth' }).waitFor();
  await press(page, 'Delete…');
  await sees(dialog(page, 'Delete "halifax"?'), /forgotten/);
  await agree(page, 'Delete "halifax"?', 'Delete', 'halifax');
  await heading(page, 'Clusters');
  await row(page, 'halifax').waitFor({ state: 'detached' });
});

test('a cluster that is in use is not deleted, and the refusal says why', async () => {
  const page = await on.open('/clusters');
  await page.getByRole('link', { name: 'island-0', exact: true }).click();
  await heading(page, 'island-0');
  await press(page, 'Delete…');
  await agree(page, 'Delete "island-0"?', 'Delete', 'island-0');
  await sees(page, '"island-0" was not deleted');
  await sees(page.getByRole('status').filter({ hasText: 'was not deleted' }), /in use|still|has/);
  await heading(page, 'island-0');
});

test('a cluster shows what it has, and leads to its hosts and instances', async () => {
  const page = await on.open('/clusters');
  await page.getByRole('link', { name: 'island-0', exact: true }).click();
  await page.getByRole('meter', { name: 'Virtual processors' }).first().waitFor();
  await press(page, 'Add a host…');
  await sees(dialog(page, 'Join a machine to "island-0"'), /agent/);
  await close(dialog(page, 'Join a machine to "island-0"'));
  await page.getByRole('link', { name: 'resident', exact: true }).click();
  await heading(page, 'resident');
});

test('a host takes no new instances after a question that names what stays, and takes them again', async () => {
  const page = await on.open('/hosts');
  const { data } = await on.client.call('host.list');
  const host = data.items.find(({ instances }) => instances === 1);
  const name = host?.name ?? '';
  await page.getByRole('link', { name, exact: true }).click();
  await heading(page, name);
  await sees(page, 'fake, available');
  await press(page, 'Take no new instances…');
  const question = dialog(page, `Take no new instances on "${name}"?`);
  await sees(question, /1 instances? stays?: resident/);
  await press(question, 'Take no new ones');
  await sees(page, 'Disabled');
  await press(page, 'Take new instances again');
  await page.getByRole('main').getByText('Online', { exact: true }).waitFor();
  await press(page, 'Edit…');
  await fill(dialog(page, `Edit ${name}`), 'Name', 'rock');
  await press(dialog(page, `Edit ${name}`), 'Save');
  await heading(page, 'rock');
});

test('networks: made by a form that says what is wrong, changed, and refused to go while in use', async () => {
  const page = await on.open('/networks');
  await press(page, 'Create a network');
  const form = dialog(page, 'Create a network');
  await fill(form, 'Name', 'harbour');
  await choose(form, 'Cluster', 'island-1');
  await fill(form, 'Addresses', '10.99.0.0/99');
  await press(form, 'Create');
  await form
    .getByRole('textbox', { name: 'Addresses', exact: true })
    .and(page.locator('[aria-invalid=true]'))
    .waitFor();
  await fill(form, 'Addresses', '10.99.0.0/24');
  await press(form, 'Create');
  await heading(page, 'harbour');
  await sees(page, '10.99.0.1');
  await press(page, 'Edit…');
  await fill(dialog(page, 'Edit harbour'), 'Name', 'marina');
  await press(dialog(page, 'Edit harbour'), 'Save');
  await heading(page, 'marina');
  await press(page, 'Delete…');
  await press(dialog(page, 'Delete "marina"?'), 'Delete');
  await heading(page, 'Networks');
  await page.getByRole('link', { name: 'lan-0', exact: true }).click();
  await heading(page, 'lan-0');
  await page.getByRole('link', { name: 'resident', exact: true }).waitFor();
  await press(page, 'Delete…');
  await press(dialog(page, 'Delete "lan-0"?'), 'Delete');
  await sees(page, '"lan-0" was not deleted');
});

test('disks and addresses of instances are listed, and lead to what they belong to', async () => {
  const page = await on.open('/disks');
  await row(page, 'resident-0').getByRole('link', { name: 'resident', exact: true }).click();
  await heading(page, 'resident');
  await page.goto('/addresses');
  await heading(page, 'Addresses');
  await page.getByRole('row').getByRole('link', { name: 'resident', exact: true }).click();
  await heading(page, 'resident');
});

test('the overview counts, and a cut site is told there at once', async () => {
  const page = await on.open('/');
  await sees(page, 'Nothing needs attention.');
  await page.getByRole('region', { name: 'Clusters' }).getByText('2 of 2 online').waitFor();
  await page.getByRole('link', { name: '1 Running' }).waitFor();
  await on.cloud.simulation.clusters[1]?.close();
  await page
    .getByRole('region', { name: 'Needs attention' })
    .getByText('island-1')
    .first()
    .waitFor({ timeout: 30_000 });
  await page.getByRole('region', { name: 'Clusters' }).getByText('1 of 2 online').waitFor();
  expect(await page.getByText('Nothing needs attention.').count()).toBe(0);
});

test('a site that never comes back is given up, by its name, with what was there', async () => {
  const page = await on.open('/clusters');
  await page.getByRole('link', { name: 'island-1', exact: true }).click();
  await heading(page, 'island-1');
  await press(page, 'Give up for good…');
  const question = dialog(page, 'Give up "island-1" for good?');
  await sees(question, 'Network lan-1');
  await sees(question, /^Host /);
  await agree(page, 'Give up "island-1" for good?', 'Give it up', 'island-1');
  await heading(page, 'Clusters');
  await row(page, 'island-1').waitFor({ state: 'detached' });
  const { data } = await on.client.call('cluster.list');
  expect(data.items.map(({ name }) => name)).toEqual(['island-0']);
});
