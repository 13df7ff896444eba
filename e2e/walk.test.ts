/**
 * Random walks with real guests: a virtual machine and a container on one real site, at the same time, asked for what
 * users ask for in any order, and crashed. What was accepted is the model; see `walker.ts` for what is held against it.
 */
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import type { Client } from '@skerry/sdk';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealSite, startRealSite } from './real-site.ts';
import { Walker } from './walker.ts';

const stepsPerWalk = 24;
const { seed, rounds, timeoutMs } = campaign(1, 170_000);

let site: RealSite;
let client: Client;
beforeAll(async () => {
  site = await startRealSite();
  const { logIn } = await import('../tools/quickstart/cloud.ts');
  client = await logIn(JSON.parse(await readFile(join(site.state, 'credentials.json'), 'utf8')));
}, 580_000);
afterAll(() => site.down());

async function walk(walker: Walker, templateId: number, start: boolean): Promise<void> {
  await walker.create(templateId, start);
  for (let step = 0; step < stepsPerWalk; step++) await walker.step();
  await walker.complete();
  await walker.settle();
  await walker.delete();
}

test(
  'whatever is asked of real guests in whatever order: it is done or refused by the table, and nothing is left over',
  async () => {
    const [template] = (await client.call('template.list', { query: { name: 'tiny' } })).data.items;
    if (!template) throw new Error('npm start left no template "tiny"');
    for (let round = 0; round < rounds; round++) {
      const walkers = (['vm', 'container'] as const).map(
        (kind, i) => new Walker(site, client, kind, randomOf(seed + 1000 * round + i)),
      );
      try {
        await Promise.all(walkers.map((walker, i) => walk(walker, template.id, (round + i) % 3 !== 2)));
      } finally {
        console.log(`round ${round}\n  ${walkers.map((walker) => walker.story()).join('\n  ')}`);
      }
      const { stdout } = await site.skerry(['doctor', '--leaks', '--state', site.state, '-o', 'json'], [0, 1]);
      expect(JSON.parse(stdout)).toEqual([]);
    }
    for (const name of ['hello-vm', 'hello-container']) {
      const { stdout } = await site.skerry(['instance', 'show', name, '-o', 'json']);
      expect(JSON.parse(stdout)).toMatchObject({ state: 'running', observed: { crashes: 0 } });
    }
  },
  timeoutMs,
);
