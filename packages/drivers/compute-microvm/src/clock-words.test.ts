import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clockWords } from './clock-words.ts';

test('an emulated guest is told the frequency of its counter, one under KVM measures it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-clock-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const cpuinfo = join(directory, 'cpuinfo');
  await writeFile(cpuinfo, 'model name\t: A\ncpu MHz\t\t: 2445.426\ncache size\t: 512 KB\n');
  expect(await clockWords('tcg', cpuinfo)).toEqual(['tsc_early_khz=2445426']);
  expect(await clockWords('kvm', cpuinfo)).toEqual([]);
  await writeFile(cpuinfo, 'model name\t: B\n');
  expect(await clockWords('tcg', cpuinfo)).toEqual([]);
});
