import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
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

/** Of an entry: the cluster is used once; it is compressed. */
const used = 1n << 63n;
const compressed = 1n << 62n;
const whole: [what: string, fields: Qcow2Fields][] = [
  ['data in its last bytes', { clusters: [used | 0x3_fe00n] }],
  ['compressed data in its last sectors', { clusters: [compressed | (1n << 54n) | 0x3_fc00n] }],
  ['zeroes that are kept nowhere', { clusters: [1n, used | 0x9_0000n | 1n] }],
  ['a count of clusters', { refcountBlock: 0x3_0000n }],
];
test.each(whole)('a qcow2 file with %s is whole', async (_, fields) => {
  await writeQcow2(file('whole.qcow2'), fields);
  const reply = await register('whole', file('whole.qcow2'));
  expect(reply.status, reply.text).toBe(201);
  await cloud.admin.call('DELETE', `/v1/images/${reply.body['id'] as number}`);
});

const short: [what: string, fields: Qcow2Fields][] = [
  ['data', { clusters: [0n, used | 0x4_0000n] }],
  ['compressed data', { clusters: [compressed | (3n << 54n) | 0x3_fc00n] }],
  ['the table of clusters', { clusters: [used], fileBytes: 0x1_8000 }],
  ['the table of tables', { fileBytes: 0x3_0004 }],
  ['a count of clusters', { refcountBlock: 0x4_0000n }],
];
test.each(short)('half a qcow2 file is refused with the cure: %s behind its end', async (_, fields) => {
  await writeQcow2(file('short.qcow2'), fields);
  const reply = await register('short', file('short.qcow2'));
  expect([reply.status, reply.body['code']]).toEqual([400, 'not-qcow2']);
  expect(reply.body['detail']).toMatch(/^The image is cut short/);
  expect(reply.body['errors'] ?? reply.body['field']).toBeDefined();
  expect(await stored()).toEqual([]);
});

test('a digest that is given is checked, and another file leaves nothing', async () => {
  await writeQcow2(file('h.qcow2'), { content: 'h' });
  const digest = `sha256:${createHash('sha256')
    .update(await readFile(file('h.qcow2')))
    .digest('hex')}`;
  const given = (text: string) =>
    cloud.admin.call('POST', '/v1/images', { name: 'h', path: file('h.qcow2'), digest: text });
  const refused = await given(`sha256:${'0'.repeat(64)}`);
  expect([refused.status, refused.body['code']]).toEqual([400, 'digest-differs']);
  expect(refused.body['detail']).toContain(digest);
  expect((await given(digest.slice(7))).status).toBe(400);
  expect(await stored()).toEqual([]);
  const made = await given(digest);
  expect(made.status, made.text).toBe(201);
  await cloud.admin.call('DELETE', `/v1/images/${made.body['id'] as number}`);
});

test('what is a hole in the source takes no room in the datastore', async () => {
  await writeQcow2(file('sparse.qcow2'), { fileBytes: 512 * 1024 * 1024 });
  const made = await register('sparse', file('sparse.qcow2'));
  expect(made.body).toMatchObject({ fileBytes: 512 * 1024 * 1024 });
  const kept = await stat(join(file('images'), `${(made.body['digest'] as string).slice(7)}.qcow2`));
  expect(kept.blocks * 512).toBeLessThan(1024 * 1024);
  await cloud.admin.call('DELETE', `/v1/images/${made.body['id'] as number}`);
});

test('one directory is one datastore, whatever leads to it', async () => {
  await symlink(file('images'), file('linked'));
  const reply = await cloud.admin.call('POST', '/v1/datastores', { name: 'second', path: file('linked') });
  expect([reply.status, reply.body['code']]).toEqual([409, 'name-taken']);
  expect(reply.body['detail']).toBe(`The datastore "default" is in this directory, as ${file('images')}.`);
});

test('a file goes with its last image in any datastore of its directory, also of one that became the same later', async () => {
  await mkdir(file('apart'));
  const second = await cloud.admin.call('POST', '/v1/datastores', { name: 'apart', path: file('apart') });
  expect(second.status, second.text).toBe(201);
  await rm(file('apart'), { recursive: true });
  await symlink(file('images'), file('apart'));
  await writeQcow2(file('i.qcow2'), { content: 'i' });
  const one = await register('one', file('i.qcow2'));
  const other = await cloud.admin.call('POST', '/v1/images', {
    name: 'other',
    path: file('i.qcow2'),
    datastoreId: second.body['id'],
  });
  await cloud.admin.call('DELETE', `/v1/images/${other.body['id'] as number}`);
  expect((await cloud.admin.call('GET', `/v1/images/${one.body['id'] as number}`)).body['state']).toBe('ready');
  expect(await stored()).toHaveLength(1);
  await cloud.admin.call('DELETE', `/v1/images/${one.body['id'] as number}`);
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
