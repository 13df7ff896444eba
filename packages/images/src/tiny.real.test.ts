import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loopDevices, mounts, run } from '@skerry/host-os';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
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

  it('has a log-in on its display, and the time limit of wget is kept there', async () => {
    const disk = join(directory, 'display.qcow2');
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', image.path, '-F', 'qcow2', disk]);
    guest = await startGuest(directory, disk, await writeContextIso(join(directory, 'second'), 'wren'));
    const { monitor } = guest;
    const shows = (what: RegExp, withinMs: number) =>
      vi.waitFor(async () => expect(await monitor.screen()).toMatch(what), { timeout: withinMs, interval: 200 });
    await shows(/skerry: wren ready at 10\.0\.2\.15/, 60_000);
    await shows(/Log in as root; there is no password.*wren login:/s, 10_000);
    await monitor.type('root\n');
    await shows(/Skerry tiny: a small guest.*#/s, 10_000);
    // Somebody who takes the connection and says nothing.
    await monitor.type('nc -l -p 81 & wget -q -t 1 -T2 -O - http://127.0.0.1:81/; echo over $?\n');
    await shows(/wget: download timed out.*over 1/s, 15_000);
    await monitor.type('wget -T 9 -q -O - http://127.0.0.1/; echo done $?\n');
    await shows(/wren.*done 0/s, 10_000);
    await monitor.picture(join(directory, 'display.ppm'));
    const wanted = process.env['SKERRY_PICTURES'];
    if (wanted !== undefined) await copyFile(join(directory, 'display.ppm'), join(wanted, 'tiny.ppm'));
  });
});
