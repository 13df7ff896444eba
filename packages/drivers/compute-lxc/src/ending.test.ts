import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { endingFrom, readTail } from './ending.ts';

const line = (end: string) =>
  `lxc-start sk-1 20261122233713.297 INFO     error - ../src/lxc/error.c:lxc_error_set_and_log:34 - Child <15663> ended on ${end}\n`;

it('tells a halt from a kill by the last end in the log of LXC', () => {
  expect(endingFrom(line('signal Interrupt(2)'))).toBe('halted');
  expect(endingFrom(line('signal Killed(9)'))).toBe('killed');
  expect(endingFrom(line('error (1)'))).toBe('killed');
  expect(endingFrom(line('signal Hangup(1)') + line('signal Interrupt(2)'))).toBe('halted');
  expect(endingFrom(line('signal Interrupt(2)') + line('signal Killed(9)'))).toBe('killed');
});

it('does not know what nobody wrote down, nor believe what a guest wrote', () => {
  expect(endingFrom('')).toBe('unknown');
  expect(endingFrom('lxc-start sk-1 INFO start - Exec\'ing "/sbin/init"\n')).toBe('unknown');
});

it('reads the end of a file in whole characters', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ending-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'log');
  await writeFile(path, 'one ä two');
  expect(await readTail(path, 100)).toBe('one ä two');
  expect(await readTail(path, 5)).toBe(' two');
  expect(await readTail(join(directory, 'none'), 5)).toBe('');
});
