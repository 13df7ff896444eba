import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askLoops, silentLoops } from './loop-names.ts';
import { run } from './run.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-loop-names-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** What the kernel would tell of a device lies in it; one that is let go of is emptied. */
const kernel = `no warnings 'redefine'; sub made_with { my ($device) = @_; my $name = <$device>; $name }
  sub let_go { my ($device) = @_; open(my $emptied, '>', readlink("/proc/self/fd/" . fileno($device))) }`;
const devicesOf = () => `${directory}/loop[0-9]*`;
const device = (number: number, madeWith: string) => writeFile(join(directory, `loop${number}`), madeWith);

test('a device that never answers holds up nobody: it is named, and the others are found and let go of', async () => {
  await device(0, '/lab/a/disk.raw');
  // Whoever opens it waits until somebody writes: as for a file whose server does not answer.
  await run('mkfifo', [join(directory, 'loop1')]);
  await device(2, '/lab/b/disk.raw');
  await device(3, '/lab-of-others/disk.raw');
  const started = performance.now();
  const answer = await askLoops('/lab', { release: true, devices: devicesOf(), kernel });
  expect(answer).toEqual({
    found: [join(directory, 'loop0'), join(directory, 'loop2')],
    silent: [join(directory, 'loop1')],
  });
  expect(performance.now() - started).toBeLessThan(25_000);
  expect(await askLoops('/lab', { devices: `${directory}/loop[023]`, kernel })).toEqual({ found: [], silent: [] });
  expect((await askLoops('/lab-of-others', { devices: `${directory}/loop[023]`, kernel })).found).toHaveLength(1);
}, 40_000);

test('what can be done about such a device is said with its name', () => {
  const { message, hint } = silentLoops(['/dev/loop3', '/dev/loop7']);
  expect(message).toMatch(/^\/dev\/loop3, \/dev\/loop7 did not answer/);
  expect(hint).toMatch(/losetup -l.*\/sys\/fs\/fuse\/connections\/N\/abort/);
});
