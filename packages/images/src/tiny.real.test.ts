import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loopDevices, mounts, run } from '@skerry/host-os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from './build-image.ts';
import type { BuiltImage } from './finished-image.ts';
import { startGuest, type TestGuest, writeContextIso } from './testing/test-guest.ts';

/** Set SKERRY_IMAGE_CACHE to keep the images between runs and between test files. */
const givenCache = process.env['SKERRY_IMAGE_CACHE'];

interface Status {
  readonly name: string;
  readonly kind: string;
  readonly bootId: string;
  readonly boots: number;
  readonly uptimeSeconds: number;
  readonly memory: { readonly totalKiB: number };
  readonly disk: { readonly totalKiB: number };
}

let directory: string;
let cacheDir: string;
let image: BuiltImage;
let guest: TestGuest | undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-tiny-'));
  cacheDir = givenCache ?? join(directory, 'cache');
  image = await buildImage('tiny', { cacheDir });
});
afterEach(async () => {
  await guest?.kill();
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** The guest listens when it listens: ask until it answers or the deadline is over. */
async function fetchWithin(url: string, deadlineMs: number): Promise<string> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    try {
      return await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).text();
    } catch (error) {
      if (performance.now() > until)
        throw new Error(`no answer from ${url}: ${await guest?.console()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

describe('the image tiny', () => {
  it('is found in the cache within a second, and building it left nothing behind', async () => {
    const started = performance.now();
    const again = await buildImage('tiny', { cacheDir });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(again).toEqual({ ...image, cached: true });
    expect((await readdir(cacheDir)).filter((name) => name.startsWith('build-'))).toEqual([]);
    expect((await loopDevices()).filter((device) => device.backingFile.startsWith(cacheDir))).toEqual([]);
    expect((await mounts()).filter((mount) => mount.mountPoint.startsWith(cacheDir))).toEqual([]);
  });

  it('boots, serves its name, powers off on the button, and keeps its disk', async () => {
    const disk = join(directory, 'disk.qcow2');
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', image.path, '-F', 'qcow2', disk]);
    const iso = await writeContextIso(directory, 'heron');

    guest = await startGuest(directory, disk, iso);
    expect(await fetchWithin(`${guest.url}/`, 60_000)).toBe('heron');
    const first = JSON.parse(await fetchWithin(`${guest.url}/cgi-bin/status`, 5_000)) as Status;
    expect(first).toMatchObject({ name: 'heron', kind: 'vm', boots: 1 });
    expect(first.memory.totalKiB).toBeGreaterThan(64 * 1024);
    expect(await guest.console()).toContain('skerry: heron ready at 10.0.2.15');
    expect(await guest.powerOff(10_000)).toBeLessThan(10_000);

    guest = await startGuest(directory, disk, iso);
    const second = JSON.parse(await fetchWithin(`${guest.url}/cgi-bin/status`, 60_000)) as Status;
    expect(second.boots).toBe(2);
    expect(second.bootId).not.toBe(first.bootId);
  });
});
