import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const script = new URL('./testing/fill-disk.ts', import.meta.url).pathname;
/** A mount namespace of our own: the small file system is gone with the process, however it ends. */
const namespace = ['--mount', '--map-root-user'];

test('a full disk refuses with store-full, writes no half, and the store goes on when there is space', async ({
  skip,
}) => {
  if (spawnSync('unshare', [...namespace, 'true']).status !== 0) return skip('this machine gives no mount namespace');
  const directory = await mkdtemp(join(tmpdir(), 'skerry-full-'));
  try {
    const mountAndRun = 'mount -t tmpfs -o size=12m tmpfs "$1" && exec "$2" "$3" "$1"';
    const child = spawn('unshare', [...namespace, 'sh', '-c', mountAndRun, 'sh', directory, process.execPath, script], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let told = '';
    let complaints = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    await once(child, 'close');
    expect(complaints).toBe('');
    const seen = JSON.parse(told) as Record<string, unknown> & { acknowledged: string[]; beforeSpace: number };
    expect(seen).toMatchObject({ refusals: ['store-full'], readable: true, wentOn: true });
    expect(seen.beforeSpace).toBeGreaterThan(4);
    expect(seen['revisionWhenFull']).toBe(seen.beforeSpace);
    expect(seen['left']).toEqual(seen.acknowledged);
    expect(seen['right']).toEqual(seen.acknowledged);
    expect(seen['revision']).toBe(seen.acknowledged.length);
  } finally {
    await rm(directory, { recursive: true });
  }
});
