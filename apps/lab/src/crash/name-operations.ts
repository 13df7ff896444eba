/** Names are given, changed and taken back, of what the front-end keeps and of what a cluster keeps. */
import type { Client } from './client.ts';
import type { Operation } from './operation.ts';
import type { Sight } from './sight.ts';
import { instanceBody } from './states.ts';

const called = (sight: Sight, noun: string, ...wanted: string[]): string | undefined => {
  const names = (sight.api[noun] ?? []).map((view) => String(view['name'])).sort();
  return names.join() === wanted.join() ? undefined : `the ${noun} are called ${names.join()}, not ${wanted.join()}`;
};
const network = (client: Client, name: string, cidr: string) =>
  client.write('POST', '/v1/networks', { name, clusterId: 0, cidr });
const pathOf = (noun: string, { body }: Awaited<ReturnType<Client['write']>>) => `/v1/${noun}/${String(body['id'])}`;

export const nameOperations: readonly Operation[] = [
  {
    name: 'names-given',
    from: 'empty',
    async run({ client }) {
      await network(client, 'second', '10.10.0.0/24');
      await client.write('POST', '/v1/tokens', { name: 'second' });
      await client.write('POST', '/v1/instances', instanceBody('second', 'vm'));
    },
    missing: (sight) => called(sight, 'networks', 'default', 'second') ?? called(sight, 'instances', 'second'),
    starts: 1,
  },
  {
    name: 'names-changed',
    from: 'stopped-vm',
    async run({ client }) {
      // Each takes the name that the one before it has just left.
      await client.write('PATCH', '/v1/networks/0', { name: 'left' });
      await network(client, 'default', '10.10.0.0/24');
      await client.write('PATCH', '/v1/instances/0', { name: 'two' });
      await client.write('PATCH', '/v1/instances/0', { name: 'three' });
    },
    missing: (sight) => called(sight, 'networks', 'default', 'left') ?? called(sight, 'instances', 'three'),
    starts: 0,
  },
  {
    name: 'names-taken-back',
    from: 'stopped-vm',
    async run({ client }) {
      const made = await network(client, 'second', '10.10.0.0/24');
      await client.write('DELETE', pathOf('networks', made));
      await client.write('DELETE', '/v1/instances/0?graceSeconds=5');
      // Somebody else may be called so as soon as it is gone.
      await network(client, 'second', '10.11.0.0/24');
    },
    missing: (sight) => called(sight, 'networks', 'default', 'second') ?? called(sight, 'instances'),
    starts: 0,
  },
];
