import { writeQcow2 } from '@skerry/front-end/testing/qcow2';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from './client.ts';
import type { Operation, OperationContext } from './operation.ts';
import type { Row, Sight } from './sight.ts';
import { joinSecondCluster } from './states.ts';

const named = (sight: Sight, noun: string, name: string) => sight.api[noun]?.find((view) => view['name'] === name);
const present = (noun: string, name: string) => (sight: Sight) =>
  named(sight, noun, name) ? undefined : `there is no "${name}" among the ${noun}`;
const absent = (noun: string, name: string) => (sight: Sight) =>
  named(sight, noun, name) ? `"${name}" is still among the ${noun}` : undefined;

async function pathOf(client: Client, noun: string, name: string): Promise<string> {
  const list = await client.read(`/v1/${noun}?limit=500`);
  const found = (list?.body['items'] as readonly Row[] | undefined)?.find((view) => view['name'] === name);
  if (found === undefined) throw new Error(`there is no "${name}" among the ${noun}`);
  return `/v1/${noun}/${String(found['id'])}`;
}

/** The host of the only instance is gone for good, and given up. */
async function loseHost({ client, cloud }: OperationContext): Promise<void> {
  const instance = await client.read('/v1/instances/0');
  const hostId = String(instance?.body['hostId']);
  const host = await client.read(`/v1/hosts/${hostId}`);
  await cloud.level(`agent-${hostId}`).supervisor.stop();
  cloud.levels.delete(`agent-${hostId}`);
  // It counts as connected until its cluster has told that it is not.
  await client.write('POST', `/v1/hosts/${hostId}/declare-lost`, { name: host?.body['name'] }, ['in-use']);
}

const hostsLeft = ({ api }: Sight) => (api['hosts']?.length === 1 ? undefined : 'the lost host is still there');
const instanceStates = ({ api }: Sight, wanted: string) => {
  const states = (api['instances'] ?? []).map((view) => view['state']).join();
  return states === wanted ? undefined : `the instances are ${states} instead of ${wanted}`;
};

export const catalogueOperations: readonly Operation[] = [
  {
    name: 'network-create',
    from: 'empty',
    run: async ({ client }) =>
      void (await client.write('POST', '/v1/networks', { name: 'second', clusterId: 0, cidr: '10.10.0.0/24' })),
    missing: present('networks', 'second'),
    starts: 0,
  },
  {
    name: 'network-delete',
    from: 'more-catalogue',
    run: async ({ client }) => void (await client.write('DELETE', await pathOf(client, 'networks', 'second'))),
    missing: absent('networks', 'second'),
    starts: 0,
  },
  {
    name: 'image-create',
    from: 'empty',
    async run({ client, cloud }) {
      const path = join(cloud.directory, 'second.qcow2');
      await writeQcow2(path, { content: 'second' });
      await client.write('POST', '/v1/images', { name: 'second', path });
    },
    missing: present('images', 'second'),
    starts: 0,
  },
  {
    name: 'image-upload',
    from: 'empty',
    async run({ client, cloud }) {
      const path = join(cloud.directory, 'uploaded.qcow2');
      await writeQcow2(path, { content: 'uploaded' });
      const content = await readFile(path);
      const upload = { bytes: content.length };
      const { body } = await client.write('POST', '/v1/images', { name: 'uploaded', upload });
      await client.upload(`/v1/images/${String(body['id'])}/content`, content);
    },
    missing: (sight) =>
      named(sight, 'images', 'uploaded')?.['state'] === 'ready' ? undefined : 'the uploaded image is not ready',
    starts: 0,
  },
  {
    name: 'image-delete',
    from: 'more-catalogue',
    run: async ({ client }) => void (await client.write('DELETE', await pathOf(client, 'images', 'second'))),
    missing: absent('images', 'second'),
    starts: 0,
  },
  {
    name: 'marketplace-create',
    from: 'empty',
    run: async ({ client }) =>
      void (await client.write('POST', '/v1/marketplaces', {
        name: 'second',
        type: 'oci',
        url: 'https://registry.example.org',
        user: 'robot',
        password: 'correct horse',
      })),
    missing: present('marketplaces', 'second'),
    starts: 0,
  },
  {
    name: 'marketplace-delete',
    from: 'empty',
    run: async ({ client }) => void (await client.write('DELETE', await pathOf(client, 'marketplaces', 'docker-hub'))),
    missing: absent('marketplaces', 'docker-hub'),
    starts: 0,
  },
  {
    name: 'host-disable',
    from: 'running-vm',
    run: async ({ client }) => void (await client.write('PATCH', '/v1/hosts/1', { admission: 'disabled' })),
    missing: (sight) =>
      sight.api['hosts']?.some((host) => host['id'] === 1 && host['state'] === 'disabled')
        ? undefined
        : 'host 1 is not disabled',
    starts: 0,
  },
  {
    name: 'host-remove',
    from: 'empty',
    async run({ client, cloud }) {
      await cloud.level('agent-1').supervisor.stop();
      cloud.levels.delete('agent-1');
      // It counts as connected until its cluster has told that it is not.
      await client.write('DELETE', '/v1/hosts/1', undefined, ['in-use']);
    },
    missing: (sight) => (sight.api['hosts']?.length === 1 ? undefined : 'host 1 is still there'),
    starts: 0,
  },
  {
    name: 'host-lost',
    from: 'running-vm',
    run: (context) => loseHost(context),
    missing: (sight) => hostsLeft(sight) ?? instanceStates(sight, 'lost'),
    starts: 0,
  },
  {
    name: 'host-lost-and-instance-deleted',
    from: 'running-vm',
    async run(context) {
      await loseHost(context);
      await context.client.write('DELETE', '/v1/instances/0?graceSeconds=5');
    },
    missing: (sight) => hostsLeft(sight) ?? instanceStates(sight, ''),
    starts: 0,
  },
  {
    name: 'cluster-join',
    from: 'empty',
    run: ({ client, cloud }) => joinSecondCluster(client, cloud),
    missing: present('clusters', 'second'),
    starts: 0,
  },
  {
    name: 'cluster-remove',
    from: 'second-cluster',
    async run({ client, cloud }) {
      const path = await pathOf(client, 'clusters', 'second');
      await client.write('DELETE', path);
      const controller = `controller-${path.split('/').at(-1)}`;
      await cloud.level(controller).supervisor.stop();
      cloud.levels.delete(controller);
    },
    missing: absent('clusters', 'second'),
    starts: 0,
  },
  {
    name: 'cluster-lost',
    from: 'second-cluster',
    async run({ client, cloud }) {
      const path = await pathOf(client, 'clusters', 'second');
      const clusterId = Number(path.split('/').at(-1));
      await client.write('POST', '/v1/networks', { name: 'lost', clusterId, cidr: '10.11.0.0/24' });
      const controller = `controller-${clusterId}`;
      await cloud.level(controller).supervisor.stop();
      cloud.levels.delete(controller);
      // Its link is up until its end is noticed.
      await client.write('POST', `${path}/declare-lost`, { name: 'second' }, ['in-use']);
    },
    missing: (sight) => absent('clusters', 'second')(sight) ?? absent('networks', 'lost')(sight),
    starts: 0,
  },
];
