import { fakeClock, Lasting } from '@skerry/kit';
import type { Session } from '@skerry/link';
import { createMemoryStore, createMirror } from '@skerry/store';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { keys } from '../keys.ts';
import { ImageReplica } from './replica.ts';
import { imagesWantedBy } from './wanted.ts';

const named = (letter: string) => `sha256:${letter.repeat(64)}`;

test('copies go when neither the catalogue nor a disk has wanted them for a while, and not before the catalogue is there', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-replica-'));
  const store = createMemoryStore();
  const mirror = createMirror(store, '/');
  const clock = fakeClock();
  try {
    await mirror.ready;
    for (const letter of ['a', 'b', 'c']) await writeFile(join(directory, `${letter.repeat(64)}.qcow2`), letter);
    const replica = await ImageReplica.open(directory, undefined as unknown as Session);
    const unwanted = new Lasting<string>(clock, 1000);
    const sweep = async () => {
      await replica.sweep(imagesWantedBy(mirror), unwanted);
      return new Set((await readdir(directory)).map((name) => name[0]));
    };
    const put = async (key: string, value: object) =>
      mirror.waitFor((await store.commit({ writes: [{ op: 'put', key, value: value as never }] })).revision, 1000);

    await put(keys.image(1), { digest: named('a') });
    await put(keys.disk(7), { instanceId: 1, imageDigest: named('b') });
    await sweep();
    clock.advance(2000);
    expect(await sweep()).toEqual(new Set('abc'));
    await put(keys.cursor('catalogue', 'front-end'), { origin: 'x', revision: 1 });
    expect(await sweep()).toEqual(new Set('abc'));
    clock.advance(999);
    expect(await sweep()).toEqual(new Set('abc'));
    clock.advance(1);
    expect(await sweep()).toEqual(new Set('ab'));
  } finally {
    await mirror.close();
    await rm(directory, { recursive: true, force: true });
  }
});

test('a copy that was changed is set aside and fetched anew; what is sound is not read again', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-replica-'));
  const content = Buffer.from('an image');
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  let fetched = 0;
  const upward = {
    request: async () => ({ path: null, fileBytes: content.length }),
    openStream: () => {
      fetched += 1;
      return Object.assign(Readable.from([content]), { end: () => undefined });
    },
  } as unknown as Session;
  try {
    const replica = await ImageReplica.open(directory, upward);
    const path = await replica.path(digest);
    await replica.path(digest);
    expect(fetched).toBe(1);
    expect((await stat(path)).mode & 0o777).toBe(0o444);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);

    await chmod(path, 0o644);
    await writeFile(path, 'an imagE');
    await replica.check();
    expect(await readdir(directory)).toEqual([`.changed-${basename(path)}`]);
    expect(await replica.path(digest)).toBe(path);
    expect(await readFile(path, 'utf8')).toBe('an image');
    expect(fetched).toBe(2);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test('a fetch that is cut goes on where it stopped, in the next life too; more than was said is not taken', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-replica-'));
  const content = Buffer.alloc(300_000, 'an image');
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  const offsets: number[] = [];
  let most = 100_000;
  let said = content.length;
  const upward = {
    request: async () => ({ path: null, fileBytes: said }),
    openStream: (_: string, { offset }: { offset: number }) => {
      offsets.push(offset);
      return Object.assign(Readable.from([content.subarray(offset, offset + most)]), { end: () => undefined });
    },
  } as unknown as Session;
  try {
    const first = await ImageReplica.open(directory, upward);
    await expect(first.path(digest)).rejects.toMatchObject({ failure: { code: 'image-cut' } });
    most = Infinity;
    const replica = await ImageReplica.open(directory, upward);
    expect((await readFile(await replica.path(digest))).equals(content)).toBe(true);
    expect(offsets).toEqual([0, 100_000]);
    said = 10;
    await rm(await replica.path(digest));
    await expect(replica.path(digest)).rejects.toMatchObject({ failure: { code: 'image-corrupt' } });
    expect(await readdir(directory)).toEqual([]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
