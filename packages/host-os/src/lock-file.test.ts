import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFile } from './lock-file.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-lock-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('lockFile', () => {
  it('has one holder at a time', async () => {
    const path = join(directory, 'lock');
    const first = await lockFile(path);
    expect(first).toBeDefined();
    expect(await lockFile(path)).toBeUndefined();
    const waiting = lockFile(path, { waitMs: 5_000 });
    await first?.release();
    const second = await waiting;
    expect(second?.lost.aborted).toBe(false);
    await second?.release();
  });

  it('is free again when its holder is killed', async () => {
    const path = join(directory, 'lock');
    const program = `import { lockFile } from ${JSON.stringify(new URL('./lock-file.ts', import.meta.url).href)};
      await lockFile(${JSON.stringify(path)}); process.stdout.write('held'); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(await lockFile(path)).toBeUndefined();
    holder.kill('SIGKILL');
    const lock = await lockFile(path, { waitMs: 5_000 });
    expect(lock).toBeDefined();
    await lock?.release();
  });

  it('says when the file cannot be made', async () => {
    await expect(lockFile(join(directory, 'no', 'lock'))).rejects.toMatchObject({ code: 'command-failed' });
  });
});
