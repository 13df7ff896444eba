import { writeQcow2 } from '@skerry/front-end/testing/qcow2';
import { join } from 'node:path';
import type { Client } from './client.ts';
import { adminPassword, type CrashCloud } from './crash-cloud.ts';
import { joinBy } from './join.ts';

/**
 * One cluster with two hosts, one network, one image; nothing runs. The client is the administrator from here on. Copied
 * into earlier builds to write their stores (`former/README.md`), so it uses only what all of them have.
 */
export async function makeFirstCloud(cloud: CrashCloud, client: Client, network: string): Promise<void> {
  await cloud.start();
  const logIn = await client.write('POST', '/v1/sessions', { name: 'admin', password: adminPassword });
  client.secret = String(logIn.body['secret']);
  await client.write('POST', '/v1/clusters', { name: 'home' });
  const token = await client.write('POST', '/v1/clusters/0/join-token', {});
  await joinBy(cloud.switchboard, 'front-end', String(token.body['token']), 'cluster', 'key-of-home');
  await cloud.addController(0).supervisor.start();
  for (const key of ['key-of-host-0', 'key-of-host-1']) {
    const offer = await client.write('POST', '/v1/clusters/0/host-join-token', {});
    const id = await joinBy(cloud.switchboard, 'controller-0', String(offer.body['token']), 'host', key);
    await cloud.addAgent(id, 0).supervisor.start();
  }
  const file = join(cloud.directory, 'tiny.qcow2');
  await writeQcow2(file);
  await client.write('POST', '/v1/images', { name: 'tiny', path: file, minMemoryMiB: 32 });
  await client.write('POST', '/v1/networks', { name: network, clusterId: 0, cidr: '10.9.0.0/28' });
}
