import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { applicationEndFrom, endingFrom, readTail } from './ending.ts';

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

it('knows how an application ended, and when', () => {
  const at = '2026-11-22T23:37:13.297Z';
  expect(applicationEndFrom(line('error (3)'))).toEqual({ how: 'halted', exit: { at, status: 3 } });
  expect(applicationEndFrom(line('signal Killed(9)'))).toEqual({ how: 'killed', exit: { at, signal: 9 } });
  const exited =
    'lxc-start sk-1 20261122233713.297 DEBUG    start - ../src/lxc/start.c:signal_handler:446 - Container init process 15663 exited\n';
  expect(applicationEndFrom(exited)).toEqual({ how: 'halted', exit: { at, status: 0 } });
  expect(applicationEndFrom(exited + line('error (3)'))).toEqual({ how: 'halted', exit: { at, status: 3 } });
  expect(applicationEndFrom('')).toEqual({ how: 'unknown' });
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
