import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { foreignInterfaces } from './foreign-interfaces.ts';

test("what is on a bridge of ours and is no guest's interface is named, with how to take it off", async () => {
  const sys = await mkdtemp(join(tmpdir(), 'skerry-brif-'));
  onTestFinished(() => rm(sys, { recursive: true, force: true }));
  await mkdir(join(sys, 'skbr1/brif'), { recursive: true });
  for (const name of ['skt7-0', 'eth1', 'skthing']) await writeFile(join(sys, 'skbr1/brif', name), '');
  const network = { networkId: 1, name: 'lab', cidr: '10.0.0.0/24', gateway: '10.0.0.1', nat: true };
  const found = await foreignInterfaces('sk', [network, { ...network, networkId: 2 }], sys);
  expect(found).toEqual([
    expect.stringMatching(/^The interface eth1 on the bridge skbr1 of network "lab" .*ip link set eth1 nomaster$/),
    expect.stringContaining('ip link set skthing nomaster'),
  ]);
});
