import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
import { type Qcow2Fields, writeQcow2 } from '../testing/qcow2.ts';

let cloud: TestFrontEnd;
beforeAll(async () => {
  cloud = await startFrontEnd();
});
afterAll(() => cloud.close());

const file = (name: string) => join(cloud.directory, name);
const stored = async () => (await readdir(file('images'))).sort();
const register = (name: string, path: string) => cloud.admin.call('POST', '/v1/images', { name, path });

test('an image is copied under its digest, once for the same content, and removed with its last user', async () => {
  await writeQcow2(file('a.qcow2'), { virtualBytes: 100n * 1024n * 1024n + 1n });
  const digest = createHash('sha256')
    .update(await readFile(file('a.qcow2')))
    .digest('hex');
  const made = await register('a', file('a.qcow2'));
  expect(made.body).toMatchObject({ digest: `sha256:${digest}`, sizeMiB: 101, fileBytes: 262_144, state: 'ready' });
  const again = await register('b', file('a.qcow2'));
  expect(await stored()).toEqual([`${digest}.qcow2`]);
  expect(await readFile(join(file('images'), `${digest}.qcow2`))).toEqual(await readFile(file('a.qcow2')));
  await cloud.admin.call('DELETE', `/v1/images/${made.body['id'] as number}`);
  expect(await stored()).toEqual([`${digest}.qcow2`]);
  await cloud.admin.call('DELETE', `/v1/images/${again.body['id'] as number}`);
  expect(await stored()).toEqual([]);
});

const bad: [what: string, fields: Qcow2Fields, sentence: RegExp][] = [
  ['a backing file', { backing: true }, /backing file/],
  ['encryption', { encrypted: true }, /encrypted/],
  ['an external data file', { incompatible: 4n }, /another file/],
  ['damage', { incompatible: 2n }, /damaged/],
  ['no size', { virtualBytes: 0n }, /size/],
  ['an absurd size', { virtualBytes: 1n << 60n }, /size/],
  ['a size of 60 TiB', { virtualBytes: 60n << 40n }, /size/],
  ['a version from the future', { version: 9 }, /Version 9/],
];
test.each(bad)('a qcow2 file with %s is refused', async (_, fields, sentence) => {
  await writeQcow2(file('bad.qcow2'), fields);
  const reply = await register('bad', file('bad.qcow2'));
  expect([reply.status, reply.body['code']]).toEqual([400, 'not-qcow2']);
  expect(reply.body['detail']).toMatch(sentence);
  expect(await stored()).toEqual([]);
});

test('a signal that would be a line of a configuration is refused, and nothing is copied', async () => {
  await writeQcow2(file('signal.qcow2'));
  for (const field of ['haltSignal', 'rebootSignal']) {
    for (const signal of ['SIGPWR\nlxc.x=', 'sigpwr', 'SIGRTMIN+99', '']) {
      const reply = await cloud.admin.call('POST', '/v1/images', {
        name: 'signal',
        path: file('signal.qcow2'),
        [field]: signal,
      });
      expect(reply.status, `${field} ${JSON.stringify(signal)}`).toBe(400);
    }
  }
  expect(await stored()).toEqual([]);
});

test('what is no file of ours is refused and leaves nothing behind', async () => {
  await writeFile(file('text'), 'not an image');
  await writeFile(file('empty'), '');
  await symlink(file('nowhere'), file('dangling'));
  for (const path of [
    file('text'),
    file('empty'),
    file('missing'),
    file('dangling'),
    cloud.directory,
    '/dev/zero',
    'relative',
    '/a\u0000b',
  ]) {
    const reply = await register('bad', path);
    expect(reply.status, `${path}: ${reply.text}`).toBe(400);
  }
  expect(await stored()).toEqual([]);
});

test('a name that is taken is refused before anything is copied', async () => {
  await writeQcow2(file('c.qcow2'), { content: 'c' });
  await writeQcow2(file('d.qcow2'), { content: 'd' });
  await register('same', file('c.qcow2'));
  expect((await register('same', file('d.qcow2'))).body['code']).toBe('name-taken');
  expect(await stored()).toHaveLength(1);
});

test('what a crash left half copied is removed at the next start', async () => {
  await writeFile(join(file('images'), '.import-x.partial'), 'half');
  await cloud.restart();
  expect((await stored()).filter((n) => n.includes('partial'))).toEqual([]);
});

test('a file whose registration a crash cut short is removed at the next start; one that is used stays', async () => {
  await writeQcow2(file('f.qcow2'), { content: 'f' });
  const { body } = await register('used', file('f.qcow2'));
  const used = (body['digest'] as string).slice(7);
  const orphan = 'f'.repeat(64);
  const stranger = 'e'.repeat(64);
  for (const name of [`${orphan}.qcow2`, `.doubt-${orphan}`, `.doubt-${used}`, `${stranger}.qcow2`]) {
    await writeFile(join(file('images'), name), '');
  }
  await cloud.restart();
  const there = await stored();
  expect(there).toContain(`${used}.qcow2`);
  expect(there).toContain(`${stranger}.qcow2`);
  expect(there).not.toContain(`${orphan}.qcow2`);
  expect(there.filter((name) => name.startsWith('.doubt'))).toEqual([]);
});

test('an image whose file is gone says so', async () => {
  const { rm } = await import('node:fs/promises');
  await writeQcow2(file('e.qcow2'), { content: 'e' });
  const { body } = await register('gone', file('e.qcow2'));
  await rm(join(file('images'), `${(body['digest'] as string).slice(7)}.qcow2`));
  await cloud.restart();
  const path = `/v1/images/${body['id'] as number}`;
  expect((await cloud.admin.call('GET', path)).body['state']).toBe('missing');
  expect((await cloud.admin.call('GET', `${path}/explain`)).body['summary']).toMatch(/not in its datastore/);
});

test('a file that was changed in the datastore is set aside at the next look, and its image says so', async () => {
  await writeQcow2(file('g.qcow2'), { content: 'g' });
  const { body } = await register('tampered', file('g.qcow2'));
  const kept = join(file('images'), `${(body['digest'] as string).slice(7)}.qcow2`);
  expect((await stat(kept)).mode & 0o777).toBe(0o444);
  const bytes = await readFile(kept);
  bytes.write('other', 1000);
  await chmod(kept, 0o644);
  await writeFile(kept, bytes);
  // A start begins with a look at all of them.
  await cloud.restart();
  const path = `/v1/images/${body['id'] as number}`;
  const found = async () => (await cloud.admin.call('GET', path)).body['state'];
  await expect.poll(found).toBe('missing');
  const { body: why } = await cloud.admin.call<{ reasons: string[] }>('GET', `${path}/explain`);
  expect(why.reasons[0]).toMatch(/changed in the datastore .* set aside/);
  expect(await register('tampered-again', file('g.qcow2'))).toMatchObject({ status: 201 });
  expect((await readFile(kept)).equals(await readFile(file('g.qcow2')))).toBe(true);
});

test('a directory that others may write to keeps no images: it is refused with why', async () => {
  const path = file('open-to-all');
  await mkdir(path);
  await chmod(path, 0o777);
  const reply = await cloud.admin.call('POST', '/v1/datastores', { name: 'open', path });
  expect([reply.status, reply.body['code']]).toEqual([400, 'directory-not-writable']);
  expect(reply.text).toContain('can be written by everybody');
  await chmod(path, 0o755);
  expect((await cloud.admin.call('POST', '/v1/datastores', { name: 'open', path })).status).toBe(201);
});
