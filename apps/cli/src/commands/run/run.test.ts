import { startImportingCloud } from '@skerry/front-end/testing/importing-cloud';
import { silentLog } from '@skerry/kit';
import { startSimulation } from '@skerry/lab/simulator/simulation';
import { createClient } from '@skerry/sdk';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCli } from '../../testing/memory-io.ts';
import { freeName } from './image-for.ts';

test('one command fetches the image, makes the instance and says how it is reached; the second time the image is here', async () => {
  const cloud = await startImportingCloud();
  const directory = await mkdtemp(join(tmpdir(), 'skerry-cli-run-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const { url, linkUrl } = cloud.frontEnd;
  const client = createClient({ url, token: cloud.admin.secret });
  const simulation = await startSimulation({
    client,
    linkUrl,
    directory,
    clusters: 1,
    hostsPerCluster: 1,
    log: silentLog,
  });
  onTestFinished(() => simulation.close());
  await vi.waitFor(async () => expect((await client.call('status.get')).data.hosts.online).toBe(1), 20_000);
  cloud.files.set('/web.qcow2', await cloud.qcow2());
  const env = { SKERRY_URL: url, SKERRY_TOKEN: cloud.admin.secret ?? '' };
  const ran = async (...words: string[]) => {
    const { exitCode, stderr } = await runCli(['run', ...words], { env, home: directory });
    return { code: exitCode, said: stderr };
  };
  const shape = ['--kind', 'container', '--memory', '64M'];
  const first = await ran(`${cloud.web.url}/web.qcow2`, '--name', 'one', ...shape);
  expect(first.said).toMatch(/web: ready[^]*The instance one has the number[^]*one runs/);
  expect(first.code).toBe(0);
  const second = await ran(`${cloud.web.url}/web.qcow2`, '--name', 'two', ...shape);
  expect(second.said).toMatch(/The image web \(\d+\) is here already\.[^]*two runs/);
  expect((await client.call('image.list')).data.items.filter(({ name }) => name.startsWith('web'))).toHaveLength(1);
  // What boots its own init is told no program.
  const refused = await ran('web', ...shape, '--', 'echo', 'hello');
  expect(refused.code).toBe(2);
  expect(refused.said).toContain('boots its own init');
  const nowhere = await ran('dokcer://nginx');
  expect([nowhere.code, nowhere.said]).toEqual([2, expect.stringContaining('docker')]);
}, 120_000);

test.each([
  ['docker://nginx:1.27', [], 'nginx-1.27'],
  ['docker://registry.example:5000/team/web', [], 'web'],
  ['lxc:debian/12', [], 'debian-12'],
  ['lxc:12', [], 'image-12'],
  ['docker://nginx@sha256:0123', [], 'nginx'],
  ['https://example.org/a/disk.qcow2?x=1', [], 'disk'],
  ['docker://nginx', ['nginx', 'nginx-2'], 'nginx-3'],
  ['turnkey:wordpress', [], 'wordpress'],
])('the image of %s is called by what it is: beside %j, %s', (reference, taken, name) => {
  expect(freeName(reference, new Set(taken))).toBe(name);
});
