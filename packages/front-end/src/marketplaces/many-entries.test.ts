/** A list of 100,000 entries: kept, searched after a restart with nobody there, and page after page each once. */
import { expect, test } from 'vitest';
import { startFrontEnd } from '../testing/front-end.ts';
import { startImageFolder } from '../testing/image-folder.ts';

const many = 100_000;
const files = Object.fromEntries(Array.from({ length: many }, (_, i) => [`disk-${i}-amd64.qcow2`, 'x']));

test('a list of 100,000 entries is kept, and searched whole when its marketplace is gone', async () => {
  const folder = await startImageFolder(files);
  const cloud = await startFrontEnd();
  const url = `${folder.settings.url}SHA256SUMS`;
  const made = await cloud.admin.call<{ id: number }>('POST', '/v1/marketplaces', {
    ...folder.settings,
    name: 'many',
    url,
  });
  const path = `/v1/marketplaces/${made.body.id}`;
  const read = await cloud.admin.call('POST', `${path}/refresh`, undefined);
  expect(read.body, read.text).toMatchObject({ entries: many });
  await folder.server.down();
  await cloud.restart();
  interface Page {
    readonly items: readonly { readonly reference: string }[];
    readonly total: number;
    readonly next?: string;
    readonly stale?: object;
  }
  const page = async (query: string) => (await cloud.admin.call<Page>('GET', `${path}/entries?${query}`)).body;
  const one = await page('q=disk-54321-amd64');
  expect([one.total, one.items[0]?.reference]).toEqual([1, 'disk-54321-amd64.qcow2']);
  expect(one.stale).toBeDefined();
  expect((await page('q=9999')).total).toBe(Object.keys(files).filter((name) => name.includes('9999')).length);
  expect((await page('q=nothing+is+called+so')).items).toEqual([]);
  const seen = new Set<string>();
  let after: string | undefined;
  for (let i = 0; i < 5; i++) {
    const { items, next } = await page(`limit=200${after === undefined ? '' : `&after=${after}`}`);
    for (const { reference } of items) seen.add(reference);
    after = next;
  }
  expect([seen.size, after === undefined]).toEqual([1_000, false]);
  await cloud.close();
  await folder.server.close();
}, 120_000);
