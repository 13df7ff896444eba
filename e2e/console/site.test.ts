/**
 * A person at a site whose link to the front-end is cut opens the console that the cluster's controller serves: the same
 * application over what the site knows. It says where one is, operates the guests, and changes nothing of the catalogue.
 */
import { createSite } from '@skerry/api';
import { randomOf } from '@skerry/kit/testing/campaign';
import { type SimulatedCloud, startSimulatedCloud } from '@skerry/lab/simulator/simulated-cloud';
import type { SimulatedCluster } from '@skerry/lab/simulator/simulated-cluster';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../../tools/build.ts';
import { openBrowser } from './browser.ts';
import { until } from './cloud.ts';
import { complaintsOf } from './complaints.ts';
import { fill, heading, press, row, sees, state } from './hand.ts';

let cloud: SimulatedCloud;
let cluster: SimulatedCluster;
let browser: Browser;
let page: Page;
let password: string;
const complaints: string[] = [];

beforeAll(async () => {
  await build();
  cloud = await startSimulatedCloud({ clusters: 1, hostsPerCluster: 1, random: randomOf(1) });
  cluster = cloud.simulation.clusters[0] as SimulatedCluster;
  const consoleDirectory = join(import.meta.dirname, '../../dist/console');
  await cluster.serveSite((controller, dataDirectory) =>
    createSite({
      controller: controller.site,
      listen: { host: '127.0.0.1', port: 0 },
      dataDirectory,
      consoleDirectory,
    }),
  );
  const body = { name: 'lighthouse', imageId: cloud.simulation.imageId, memoryMiB: 128 };
  await cloud.client.call('instance.create', { body });
  const params = { id: cluster.clusterId };
  ({ password } = (await cloud.client.call('cluster.site-credential', { params })).data);
  await until('the guest, and what a site needs to go on alone', async () => {
    const { instances } = (await cloud.client.call('status.get')).data;
    const spare = await cluster.store.get('/ids/instance/spare');
    const people = await cluster.store.get('/catalogue/user/0');
    const own = (await cluster.store.get(`/catalogue/cluster/${cluster.clusterId}`))?.value ?? {};
    const ready = spare !== undefined && people !== undefined && Object.hasOwn(own as object, 'siteCredentialHash');
    return instances['running'] === 1 && ready ? true : undefined;
  });
  browser = await openBrowser();
  const url = cluster.siteUrl as string;
  page = await (await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } })).newPage();
  page.setDefaultTimeout(15_000);
  complaintsOf(page, url, (what) => complaints.push(what));
}, 120_000);
afterAll(async () => {
  await Promise.all([browser?.close(), cloud?.close()]);
});

test('cut off, it says where one is, stops a guest, and says what is only changed at the front-end', async () => {
  cluster.cable.cut();
  await until('the cut', async () => (cluster.upward?.state === 'cut' ? true : undefined));
  await page.goto('/instances');
  await fill(page, 'User name', 'admin');
  await fill(page, 'Password', password);
  await press(page, 'Log in');
  await heading(page, 'Instances');
  await sees(page, /local console of the cluster "island-0"\. Its link to the front-end is cut/);
  await page.getByRole('link', { name: 'lighthouse', exact: true }).click();
  await heading(page, 'lighthouse');
  await press(page, 'Stop');
  await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('main').getByText('Stopped', { exact: true }).first().waitFor();
  await page.getByRole('link', { name: 'Networks', exact: true }).click();
  await heading(page, 'Networks');
  await row(page, 'lan-0').waitFor();
  const create = page.getByRole('button', { name: 'Create a network' });
  expect(await create.getAttribute('aria-disabled')).toBe('true');
  await create.hover();
  await sees(page, 'This site has a copy of it. Change it at the front-end');
  expect(complaints).toEqual([]);
});

test('healed, it says so without a reload, and the front-end knows what was done', async () => {
  cluster.cable.heal();
  await sees(page, /Its link to the front-end is up/);
  await page.getByRole('link', { name: 'Instances', exact: true }).click();
  await state(page, 'lighthouse', 'Stopped');
  await until('the front-end', async () => {
    const { items } = (await cloud.client.call('instance.list')).data;
    return items[0]?.state === 'stopped' ? true : undefined;
  });
  expect(complaints).toEqual([]);
});
