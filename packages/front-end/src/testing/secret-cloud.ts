import { join } from 'node:path';
import { parsePermissions, privatePermissions } from '@skerry/domain';
import { systemClock } from '@skerry/kit';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, goodHost, joinFakeCluster } from './fake-cluster.ts';
import { startFrontEnd, type TestFrontEnd } from './front-end.ts';
import { startImageFolder } from './image-folder.ts';
import { instanceRecord } from '@skerry/api/testing/instance-record';
import { writeQcow2 } from './qcow2.ts';

/** Stands in every text that only the owner may read. */
export const marker = 'Zq7Secret';

export interface SecretCloud {
  readonly front: TestFrontEnd;
  readonly site: FakeCluster;
  /** The secret of a user who may use only what is offered to all. */
  stranger(): string;
  logInAgain(): Promise<void>;
  /** One object of each kind that the stranger may not use. */
  readonly hidden: Readonly<Record<string, number>>;
  /** What everybody may use. */
  readonly open: {
    readonly marketplace: number;
    readonly image: number;
    readonly network: number;
    readonly cluster: number;
    readonly host: number;
  };
  /** Changes hidden objects, so that there are events of them. */
  touchSecrets(): Promise<void>;
  close(): Promise<void>;
}

/** A cloud with an owner whose every text is a secret, and a stranger beside. */
export async function startSecretCloud(): Promise<SecretCloud> {
  // Guesses at passwords are slowed down for all of one address: time passes before the stranger logs in again.
  let waitedMs = 0;
  const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + waitedMs };
  const front = await startFrontEnd({ clock });
  const { admin } = front;
  const post = async (path: string, body: object, client = admin): Promise<number> => {
    const reply = await client.call<{ id?: number; token?: { id: number } }>('POST', path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
    return reply.body.id ?? (reply.body.token?.id as number);
  };
  const secretive = {
    labels: { [marker]: marker },
    attributes: { [marker]: { deep: [marker] } },
    permissions: 'um-------',
  };
  const cluster = await post('/v1/clusters', { name: 'site' });
  const hiddenCluster = await post('/v1/clusters', { name: `${marker}-cluster`, ...secretive });
  const joined = await admin.call<{ token: string }>('POST', `/v1/clusters/${cluster}/join-token`, {});
  const site = await joinFakeCluster(cluster, joined.body.token);
  await site.lease(1000);
  const register = async (name: string) => {
    const { hostId } = (await site.session.request('host.register', { name, key: name })) as { hostId: number };
    await site.put('host-status', hostId, goodHost(hostId, cluster));
    return hostId;
  };
  await eventually(async () => {
    if ((await admin.call('GET', `/v1/clusters/${cluster}`)).body['state'] !== 'online') throw new Error('not online');
  });
  const host = await register('open-host');
  const hiddenHost = await register(`${marker}-host`);
  await admin.call('PATCH', `/v1/hosts/${hiddenHost}`, secretive);
  const path = join(front.directory, `${marker}.qcow2`);
  await writeQcow2(path);
  const image = await post('/v1/images', { name: 'open', path });
  const hiddenImage = await post('/v1/images', { name: `${marker}-image`, os: marker, path, ...secretive });
  const network = await post('/v1/networks', { name: 'open', clusterId: cluster, cidr: '10.1.0.0/24' });
  const network2 = { name: `${marker}-net`, clusterId: cluster, cidr: '10.2.0.0/24', ...secretive };
  const hiddenNetwork = await post('/v1/networks', network2);
  const hiddenDatastore = await post('/v1/datastores', {
    name: `${marker}-store`,
    path: join(front.directory, marker),
    ...secretive,
  });
  const folder = await startImageFolder();
  const { settings } = folder;
  const marketplace = await post('/v1/marketplaces', { name: 'open', ...settings, permissions: 'um-u--u--' });
  const hiddenMarketplace = await post('/v1/marketplaces', {
    name: `${marker}-marketplace`,
    ...settings,
    url: new URL(marker, settings.url).href,
    user: marker,
    password: marker,
    mirrors: [],
    ...secretive,
  });
  const hiddenGroup = await post('/v1/groups', { name: `${marker}-group`, ...secretive });
  const strangers = await post('/v1/groups', { name: 'strangers' });
  const owner = await front.user(`${marker}-owner`, [hiddenGroup]);
  const { id: strangerId } = await front.user('stranger', [strangers]);
  const logIn = async () => {
    const password = 'password of stranger';
    waitedMs += 3600_000;
    const known = await admin.call('PATCH', `/v1/users/${strangerId}`, { password, name: 'stranger' });
    if (known.status !== 200) throw new Error(known.text);
    return (await front.logIn('stranger', password)).secret as string;
  };
  let secret = await logIn();
  // The owner has the right to use what it built upon, as the administrator gave it.
  for (const [noun, id] of [
    ['images', hiddenImage],
    ['networks', hiddenNetwork],
    ['clusters', hiddenCluster],
  ] as const) {
    const given = await admin.call('PATCH', `/v1/${noun}/${id}`, { ownerId: owner.id });
    if (given.status !== 200) throw new Error(given.text);
  }
  const template = await post(
    '/v1/templates',
    {
      name: `${marker}-template`,
      imageId: image,
      networkIds: [network],
      requirements: `name != "${marker}"`,
      context: { userData: marker, sshKeys: [`ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)} ${marker}`] },
      ...secretive,
    },
    owner,
  );
  const token = await post('/v1/tokens', { name: `${marker}-token`, ...secretive }, owner);
  // Wrote its name into the audit of an object that everybody may use.
  await owner.call('DELETE', `/v1/images/${image}`);
  const meta = {
    ownerId: owner.id,
    groupId: hiddenGroup,
    permissions: privatePermissions,
    labels: secretive.labels,
    attributes: secretive.attributes,
  };
  const base = instanceRecord(500, cluster);
  const instance = {
    ...base,
    ...meta,
    name: `${marker}-instance`,
    hostId: host,
    spec: {
      ...base.spec,
      disks: [{ diskId: 500, imageId: image, imageDigest: `sha256:${'0'.repeat(64)}`, sizeMiB: 64 }],
      nics: [{ networkId: network, address: '10.1.0.9', mac: '02:00:00:00:00:09' }],
    },
    observed: {
      ...base.observed,
      reached: 1,
      guest: 'none',
      reboots: 0,
      crashes: 0,
      failure: { step: 'start-guest', code: 'x', message: `${marker}.`, attempts: 1, nextTryAt: base.createdAt },
    },
  } as const;
  await site.put('instance', 500, instance);
  const { createdAt, changedAt } = base;
  const disk = {
    ...meta,
    id: 500,
    name: `${marker}-disk`,
    createdAt,
    changedAt,
    clusterId: cluster,
    hostId: host,
    instanceId: 500,
    imageId: image,
    imageDigest: `sha256:${'0'.repeat(64)}`,
    sizeMiB: 64,
  };
  await site.put('disk', 500, disk);
  // Of the owner's instance, but given to everybody: what it tells of the instance is still the owner's.
  await site.put('disk', 501, {
    ...disk,
    id: 501,
    name: 'shared-disk',
    labels: {},
    attributes: {},
    permissions: parsePermissions('um-u--u--') ?? privatePermissions,
  });
  await site.put('lease', 500, {
    ...meta,
    id: 500,
    name: `${marker}-lease`,
    createdAt,
    changedAt,
    clusterId: cluster,
    networkId: network,
    address: '10.1.0.9',
    mac: '02:00:00:00:00:09',
    instanceId: 500,
  });
  await eventually(async () => {
    if ((await owner.call('GET', '/v1/leases/500')).status !== 200) throw new Error('not fed yet');
  });
  return {
    front,
    site,
    stranger: () => secret,
    async logInAgain() {
      if ((await front.client(secret).call('GET', '/v1/sessions/current')).status === 200) return;
      secret = await logIn();
    },
    hidden: {
      cluster: hiddenCluster,
      host: hiddenHost,
      image: hiddenImage,
      network: hiddenNetwork,
      datastore: hiddenDatastore,
      marketplace: hiddenMarketplace,
      group: hiddenGroup,
      user: owner.id,
      template,
      token,
      instance: 500,
      disk: 500,
      lease: 500,
    },
    open: { marketplace, image, network, cluster, host },
    async touchSecrets() {
      for (const noun of ['images', 'networks', 'clusters'] as const) {
        const id = { images: hiddenImage, networks: hiddenNetwork, clusters: hiddenCluster }[noun];
        const reply = await admin.call('PATCH', `/v1/${noun}/${id}`, { attributes: { [marker]: 1 } });
        if (reply.status !== 200) throw new Error(reply.text);
      }
      await site.put('instance', 500, { ...instance, labels: { a: marker } });
      await site.remove('disk', 500);
      await site.put('disk', 500, disk);
    },
    async close() {
      await folder.server.close();
      await site.close();
      await front.close();
    },
  };
}
