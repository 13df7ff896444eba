import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from './command-error.ts';
import { parseStat, processAlive, readPidFile, startDetached, stopProcess } from './process.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-process-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('startDetached', () => {
  it('leads a session of its own, logs, and is known by its pid file', async () => {
    const logFile = join(directory, 'log');
    const pidFile = join(directory, 'pid');
    const daemon = await startDetached('sh', ['-c', 'echo up; exec sleep 60'], { logFile, pidFile });
    try {
      expect(await readPidFile(pidFile)).toEqual(daemon);
      const stat = await readFile(`/proc/${daemon.pid}/stat`, 'utf8');
      expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]).toBe(String(daemon.pid));
      await expect.poll(() => readFile(logFile, 'utf8')).toBe('up\n');
    } finally {
      expect(await stopProcess(daemon.pid, { graceMs: 5_000, startTime: daemon.startTime })).toBe('stopped');
    }
    expect(await processAlive(daemon.pid, daemon.startTime)).toBe(false);
  });

  it('says when the program is not installed', async () => {
    const work = startDetached('skerry-no-such-program', [], { logFile: join(directory, 'log') });
    await expect(work).rejects.toMatchObject({ name: CommandError.name, code: 'command-missing' });
  });
});

describe('processAlive', () => {
  it('does not take a stranger with the same pid for the process', async () => {
    expect(await processAlive(process.pid)).toBe(true);
    expect(await processAlive(process.pid, '1')).toBe(false);
    expect(await stopProcess(process.pid, { graceMs: 0, startTime: '1' })).toBe('gone');
  });

  it('reads the start time behind a name with blanks and parentheses', () => {
    const rest = Array.from({ length: 30 }, (_, index) => String(index)).join(' ');
    expect(parseStat(`77 (a) b (c) S ${rest}`)).toEqual({ state: 'S', startTime: '18' });
  });
});

describe('stopProcess', () => {
  it('kills what ignores SIGTERM', async () => {
    const logFile = join(directory, 'log');
    const daemon = await startDetached('sh', ['-c', 'trap "" TERM; echo up; while :; do sleep 0.1; done'], { logFile });
    await expect.poll(() => readFile(logFile, 'utf8')).toBe('up\n');
    expect(await stopProcess(daemon.pid, { graceMs: 200 })).toBe('killed');
  });
});
