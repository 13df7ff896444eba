/**
 * Writes the stores of a whole cloud, as this build leaves them, for later builds to open (README.md). It runs with the
 * code of the revision whose stores are wanted, so it uses only what all of them have. Not part of any test.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Client } from '../client.ts';
import { CrashCloud } from '../crash-cloud.ts';
import { makeFirstCloud } from '../first-cloud.ts';
import { instanceBody, rested } from '../states.ts';

/** Stands in the stores for the directory in which they were written. */
const placeholder = '/former-data';
const userData = '#cloud-config\npassword: "correct horse battery staple"\n';

const idOf = ({ body }: { readonly body: Readonly<Record<string, unknown>> }) => Number(body['id']);

async function until(client: Client, path: string, holds: (view: Readonly<Record<string, unknown>>) => boolean) {
  const end = performance.now() + 20_000;
  for (;;) {
    const view = await client.read(path);
    if (view?.status === 200 && holds(view.body)) return view.body;
    if (performance.now() > end) throw new Error(`${path} is not as awaited: ${JSON.stringify(view?.body)}`);
    await delay(50);
  }
}

async function fill(cloud: CrashCloud): Promise<void> {
  const client = new Client(cloud, 'writer');
  await makeFirstCloud(cloud, client, 'lan');
  const group = idOf(await client.write('POST', '/v1/groups', { name: 'crew' }));
  await client.write('POST', '/v1/users', { name: 'ann', password: 'a long password', groupIds: [group, 1] });
  const ann = new Client(cloud, 'ann');
  const hers = await ann.write('POST', '/v1/sessions', { name: 'ann', password: 'a long password' });
  ann.secret = String(hers.body['secret']);
  await ann.write('POST', '/v1/tokens', { name: 'script', lifetimeSeconds: 31_536_000 });
  await client.write('POST', '/v1/templates', {
    name: 'with-user-data',
    kind: 'vm',
    imageId: 0,
    networkIds: [0],
    context: { userData },
  });

  const make = async (by: Client, name: string, kind: 'vm' | 'container', more: object = {}) =>
    idOf(await by.write('POST', '/v1/instances', { ...instanceBody(name, kind), ...more }));
  const web = await make(client, 'web', 'vm', { context: { userData }, labels: { zone: 'a' } });
  await make(ann, 'box', 'container');
  const off = await make(client, 'off', 'vm');
  const held = await make(client, 'held', 'vm');
  const going = await make(client, 'going', 'container', { hostId: 1 });
  await rested(cloud, client, 30_000);
  await client.write('POST', `/v1/instances/${off}/stop`, { graceSeconds: 5 });
  await client.write('POST', `/v1/instances/${held}/pause`);
  await client.write('PATCH', `/v1/instances/${web}`, { name: 'shop', labels: { zone: 'b' } });
  await rested(cloud, client, 30_000);

  await client.write('PATCH', '/v1/hosts/1', { admission: 'disabled' });
  const waits = await make(client, 'waits', 'vm', { hostId: 1 });
  await until(client, `/v1/instances/${waits}`, ({ pendingCommands }) => pendingCommands === 0);
  // Its host does not answer any more: it is being deleted until somebody else opens the stores.
  await cloud.level('agent-1').supervisor.stop();
  await client.write('DELETE', `/v1/instances/${going}?graceSeconds=0`);
  await until(client, `/v1/instances/${going}`, ({ pendingCommands }) => pendingCommands === 0);
  // Nor does its cluster: these two wait at the front-end.
  await cloud.level('controller-0').supervisor.stop();
  await client.write('PATCH', `/v1/instances/${web}`, { labels: { zone: 'c' } });
  await make(client, 'late', 'container', { context: { userData } });
  await cloud.stop();
}

/** So that no path of the machine where it was written remains. */
function withoutPaths(path: string, directory: string): void {
  const db = new DatabaseSync(path);
  for (const table of ['entries', 'history']) {
    db.prepare(`UPDATE ${table} SET value = replace(value, ?, ?)`).run(directory, placeholder);
  }
  db.exec('VACUUM');
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

async function keep(path: string, at: string): Promise<void> {
  await mkdir(dirname(at), { recursive: true });
  await writeFile(`${at}.gz`, gzipSync(await readFile(path), { level: 9 }));
}

const target = process.argv[2];
if (target === undefined) throw new Error('Say into which folder the stores shall be written.');
const cloud = await CrashCloud.make('sqlite');
try {
  await fill(cloud);
  const disks = join(cloud.directory, 'disks');
  for (const name of await readdir(cloud.directory)) {
    if (!name.endsWith('.db')) continue;
    withoutPaths(join(cloud.directory, name), disks);
    await keep(join(cloud.directory, name), join(target, name));
  }
  const images = join(disks, 'front-end', 'images');
  for (const name of await readdir(images)) {
    if (name.endsWith('.qcow2')) await keep(join(images, name), join(target, 'images', name));
  }
} finally {
  await cloud.remove();
}
process.exit(0);
