import { fakeClock, Lasting, toFailure } from '@skerry/kit';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, link, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ContentFiles, type ContentFilesOptions, type ContentStep, contentSteps } from './content-files.ts';

const digestOf = (content: Buffer | string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const content = randomBytes(300_000);
const digest = digestOf(content);
const whole = `${digest.slice(7)}.blob`;
const part = `.${whole}.part`;
const chunks = [content.subarray(0, 100_000), content.subarray(100_000, 200_000), content.subarray(200_000)];

let directory: string;
let master: string;
beforeEach(async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'skerry-content-'));
  [directory, master] = [join(scratch, 'files'), join(scratch, 'master')];
  await writeFile(master, content);
});
afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

const life = async (options: Partial<ContentFilesOptions> = {}) => {
  const files = new ContentFiles({ directory, suffix: '.blob', ...options });
  await files.open(0o711);
  return files;
};
/** What a dead life has open stays open, as nobody collects it. */
const dead: unknown[] = [];
function never(): Promise<never> {
  const promise = new Promise<never>(() => {});
  dead.push(promise);
  return promise;
}
const names = async () => (await readdir(directory)).sort();
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'kept',
    (error: unknown) => toFailure(error).code,
  );
async function* coming(from: readonly Buffer[], end: 'end' | 'cut' | 'hang' = 'end') {
  yield* from;
  if (end === 'cut') throw new Error('the link was cut');
  if (end === 'hang') await never();
}
const from = (offset: number) => coming([content.subarray(offset)]);
const adopted = async (files: ContentFiles) => {
  const source = await open(master, 'r');
  try {
    return await files.adopt(source, { digest });
  } finally {
    await source.close();
  }
};

/** Ways in which a file comes. */
const ways: Record<string, (files: ContentFiles) => Promise<unknown>> = {
  receive: (files) => files.receive(coming(chunks), { digest }),
  'receive, whatever it is': (files) => files.receive(coming(chunks)),
  adopt: adopted,
  resume: (files) => files.resume(from, { digest, fileBytes: content.length }),
};

describe.each(Object.entries(ways))('%s', (_, come) => {
  test('a file is whole, of its own, ours and read-only, and nothing else is left', async () => {
    const files = await life();
    await come(files);
    expect(await names()).toEqual([whole]);
    expect((await readFile(files.pathOf(digest))).equals(content)).toBe(true);
    const { mode, nlink, uid } = await stat(files.pathOf(digest));
    expect([mode & 0o7777, nlink, uid]).toEqual([0o444, 1, process.getuid?.()]);
    expect(await files.look(digest)).toBe('sound');
  });

  test.each(contentSteps)(
    'dead after it was %s: the next life has it whole or not at all, and gets it',
    async (step) => {
      const died = Promise.withResolvers<void>();
      const after = async (reached: ContentStep) => {
        if (reached !== step) return;
        died.resolve();
        await never();
      };
      dead.push(come(await life({ after })));
      await died.promise;
      const files = await life();
      const listed = await files.list();
      expect(listed).toEqual(step === 'named' || step === 'synced' ? [digest] : []);
      for (const each of listed) expect(await files.look(each)).toBe('sound');
      expect((await names()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      await come(files);
      expect(await names()).toEqual([whole]);
      expect(await files.look(digest)).toBe('sound');
    },
  );
});

test('what is looked at and refused is not kept, in no part', async () => {
  const files = await life();
  const inspect = async (path: string) => {
    expect((await readFile(path)).equals(content)).toBe(true);
    throw new Error('it names another file');
  };
  await expect(files.receive(coming(chunks), { digest, inspect })).rejects.toThrow('it names another file');
  await expect(files.resume(from, { digest, inspect })).rejects.toThrow('it names another file');
  expect(await names()).toEqual([]);
});

test('dead in the middle: what nobody can go on with is removed, what can be gone on with is gone on with', async () => {
  const first = await life();
  const reached = Promise.withResolvers<void>();
  const onProgress = (bytes: number) => void (bytes === 200_000 && reached.resolve());
  dead.push(first.receive(coming(chunks.slice(0, 2), 'hang'), { digest }));
  dead.push(first.resume(() => coming(chunks.slice(0, 2), 'hang'), { digest, onProgress }));
  await reached.promise;
  await expect.poll(async () => (await names()).length).toBe(2);
  const files = await life();
  expect(await files.list()).toEqual([]);
  expect(await names()).toEqual([part]);
  const offsets: number[] = [];
  await files.resume((offset) => (offsets.push(offset), from(offset)), { digest, fileBytes: content.length });
  expect(offsets).toEqual([200_000]);
  expect(await names()).toEqual([whole]);
  expect(await files.look(digest)).toBe('sound');
});

test('what this life is receiving is not cleaned away', async () => {
  const files = await life();
  const go = Promise.withResolvers<void>();
  async function* slow() {
    yield chunks[0] as Buffer;
    await go.promise;
    yield* chunks.slice(1);
  }
  const received = files.receive(slow(), { digest });
  await expect.poll(names).toHaveLength(1);
  expect(await files.clean()).toEqual([]);
  go.resolve();
  await received;
  expect(await names()).toEqual([whole]);
});

test('a cut keeps what came, however it shows; a lie about digest or size leaves nothing', async () => {
  const files = await life();
  const resume = (source: (offset: number) => AsyncIterable<Buffer>, fileBytes?: number) =>
    code(files.resume(source, { digest, ...(fileBytes === undefined ? {} : { fileBytes }) }));
  expect(await resume(() => coming(chunks.slice(0, 1), 'cut'))).toBe('internal');
  expect(await names()).toEqual([part]);
  expect(await resume(() => coming(chunks.slice(1, 2)), content.length)).toBe('content-cut');
  expect((await stat(join(directory, part))).size).toBe(200_000);
  expect(await resume(() => coming([Buffer.alloc(100_000, 1)]), content.length)).toBe('content-differs');
  expect(await names()).toEqual([]);
  expect(await resume(() => coming(chunks), content.length - 1)).toBe('content-too-large');
  expect(await code(files.receive(coming(chunks), { mostBytes: 250_000 }))).toBe('content-too-large');
  expect(await code(files.receive(coming(chunks.slice(0, 2)), { fileBytes: content.length }))).toBe('content-cut');
  expect(await code(files.receive(coming(chunks), { digest: digestOf('other') }))).toBe('content-differs');
  expect(await names()).toEqual([]);
});

test('an endless source is stopped at its bound', async () => {
  const files = await life();
  async function* endless() {
    for (;;) yield Buffer.alloc(65_536, 7);
  }
  expect(await code(files.receive(endless(), { mostBytes: 1_000_000 }))).toBe('content-too-large');
  expect(await code(files.resume(endless, { digest, mostBytes: 1_000_000 }))).toBe('content-too-large');
  expect(await names()).toEqual([]);
});

test('a part that was spoiled, or is no file, does not stop it for ever', async () => {
  const files = await life();
  await writeFile(join(directory, part), Buffer.alloc(1000, 1));
  expect(await code(ways['resume']?.(files) as Promise<unknown>)).toBe('content-differs');
  await symlink(master, join(directory, part));
  await ways['resume']?.(files);
  expect(await names()).toEqual([whole]);
  expect((await stat(master)).mode & 0o777).not.toBe(0o444);
});

test('however many ask for the rest of one, it is fetched once', async () => {
  const files = await life();
  let opened = 0;
  const once = (offset: number) => ((opened += 1), from(offset));
  await Promise.all([1, 2, 3].map(() => files.resume(once, { digest })));
  expect(opened).toBe(1);
});

test('a file that was changed counts as absent, is told, and comes anew; it goes with the rest of it', async () => {
  const told: string[] = [];
  const files = await life({ onAside: (each) => void told.push(each) });
  await adopted(files);
  await chmod(files.pathOf(digest), 0o644);
  await writeFile(files.pathOf(digest), 'other');
  await files.check();
  expect([await files.list(), await files.has(digest), told]).toEqual([[], false, [digest]]);
  expect(await files.aside()).toEqual([join(directory, `.changed-${whole}`)]);
  await adopted(files);
  expect(await files.look(digest)).toBe('sound');
  expect(await files.remove(digest)).toBe(true);
  expect(await names()).toEqual([]);
});

test('what nobody wants for a while goes, whole or in part; what is wanted, held, or of others stays', async () => {
  const files = await life();
  const clock = fakeClock();
  const unwanted = new Lasting<string>(clock, 1000);
  const all = ['wanted', 'held', 'idle'].map((text) => Buffer.from(text));
  for (const each of all) await files.receive(coming([each]));
  const [wanted, held, idle] = all.map(digestOf) as [string, string, string];
  await code(files.resume(() => coming(chunks.slice(0, 1), 'cut'), { digest }));
  await writeFile(join(directory, 'notes.txt'), 'of somebody else');
  const release = await files.holds.take([held]);
  const elsewhere = digestOf('elsewhere');
  const sweep = async () => (await files.sweep((each) => each === wanted, unwanted, [elsewhere])).toSorted();
  expect(await sweep()).toEqual([]);
  clock.advance(1000);
  expect(await sweep()).toEqual([idle, digest, elsewhere].sort());
  expect(await names()).toEqual(
    [wanted, held]
      .map((each) => `${each.slice(7)}.blob`)
      .concat('notes.txt')
      .sort(),
  );
  release();
  await sweep();
  expect(await files.list()).toEqual([wanted]);
});

test('one that comes while it is being removed is there afterwards', async () => {
  const files = await life();
  await adopted(files);
  const removal = Promise.withResolvers<void>();
  const removed = files.remove(digest, { also: () => removal.promise });
  const again = adopted(files);
  await new Promise(setImmediate);
  removal.resolve();
  expect(await removed).toBe(true);
  await again;
  expect(await files.look(digest)).toBe('sound');
});

test('a name of another file becomes a file of its own, and one that was given away is taken back', async () => {
  const files = await life();
  await link(master, join(directory, whole));
  await chmod(master, 0o666);
  expect(await files.own()).toEqual([digest]);
  expect((await stat(files.pathOf(digest))).ino).not.toBe((await stat(master)).ino);
  await chmod(files.pathOf(digest), 0o666);
  expect(await files.own()).toEqual([]);
  expect((await stat(files.pathOf(digest))).mode & 0o777).toBe(0o444);
});

test('a name of another file with another content is set aside', async () => {
  const files = await life();
  await writeFile(master, 'other');
  await link(master, join(directory, whole));
  await files.own();
  expect(await names()).toEqual([`.changed-${whole}`]);
});

test('what is no digest names no file', async () => {
  const files = await life();
  for (const bad of ['', 'sha256:', '../../etc/passwd', `sha256:${'A'.repeat(64)}`, `sha256:${'0'.repeat(63)}/`])
    expect(() => files.pathOf(bad), bad).toThrow(/is not the digest/);
});

test('leftovers of earlier builds are cleaned, and files that only look alike are not', async () => {
  await life();
  const hex = 'a'.repeat(64);
  const theirs = ['.import-mine', 'x.tmp', '.x.tmp', `${hex}.qcow2.bak`, `${hex}.qcow2`];
  const ours = ['.import-5.partial', `${hex}.qcow2.part`, `${hex}.qcow2.77.part`, `.${hex}.qcow2.0123456789ab.tmp`];
  for (const name of [...theirs, ...ours]) await writeFile(join(directory, name), '');
  await life();
  expect(await names()).toEqual(theirs.sort());
});
