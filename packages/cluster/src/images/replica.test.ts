import { fakeClock, Lasting } from '@skerry/kit';
import type { Session } from '@skerry/link';
import { createMemoryStore, createMirror } from '@skerry/store';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
