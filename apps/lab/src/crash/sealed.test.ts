/** What users give to guests may hold passwords: it lies sealed in the stores of all three levels. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { CrashCloud } from './crash-cloud.ts';
import { instanceBody, type KeptStates, rested, takeUp } from './states.ts';

const marker = 'correct horse battery staple';
const forms = [marker, Buffer.from(marker).toString('base64')];
/** The cloud comes to rest within this. Milliseconds. */
const restMs = 30_000;

const isOfGuest = (name: string) => name.endsWith('/user-data');

async function filesWithMarker(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(directory, { recursive: true })) {
    if (!(await stat(join(directory, name))).isFile()) continue;
    const bytes = await readFile(join(directory, name));
    if (forms.some((form) => bytes.includes(form))) found.push(name);
  }
  return found;
}

test('user data is in no file of front-end, controller and agent but the one that its guest reads', async () => {
  const cloud = await CrashCloud.make('sqlite');
  try {
    const kept: KeptStates = { made: new Set(), secret: '' };
    await takeUp(cloud, 'running-vm', kept);
    const client = new Client(cloud, 'sealed', kept.secret);
    await rested(cloud, client, restMs);
    const context = { userData: `#cloud-config\npassword: ${marker}\n` };
    await client.write('PATCH', '/v1/instances/0', { context });
    await client.write('PATCH', '/v1/instances/0', { context: { userDataBase64: forms[1] } });
    await client.write('PATCH', '/v1/instances/0', { context });
    await client.write('POST', '/v1/instances', { ...instanceBody('two', 'vm'), context });
    await client.write('POST', '/v1/templates', { name: 'with-a-password', imageId: 0, kind: 'vm', context });
    await rested(cloud, client, restMs);
    const shown = await client.read('/v1/instances/0/context');
    expect(shown?.body).toMatchObject(context);
    const files = await filesWithMarker(cloud.directory);
    expect(files.some(isOfGuest)).toBe(true);
    expect(files.filter((name) => !isOfGuest(name))).toEqual([]);
    await cloud.stop();
    expect((await filesWithMarker(cloud.directory)).filter((name) => !isOfGuest(name))).toEqual([]);
    // Another life of all three opens them again.
    await cloud.start();
    await rested(cloud, client, restMs);
    expect((await client.read('/v1/instances/0/context'))?.body).toMatchObject(context);
  } finally {
    await cloud.remove();
  }
}, 120_000);
