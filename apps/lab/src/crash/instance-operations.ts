import type { InstanceKind, InstanceState } from '@skerry/domain';
import type { Operation } from './operation.ts';
import type { Sight } from './sight.ts';
import { instanceBody } from './states.ts';

const shown = (sight: Sight, id = 0) => sight.api['instances']?.find((view) => view['id'] === id);

/** The only instance is there, in this state. */
const only =
  (state: InstanceState, more: Readonly<Record<string, unknown>> = {}) =>
  (sight: Sight): string | undefined => {
    const all = sight.api['instances'] ?? [];
    if (all.length !== 1) return `there are ${all.length} instances instead of one`;
    const view = all[0] as Record<string, unknown>;
    const wrong = Object.entries({ state, ...more }).find(([field, value]) => view[field] !== value);
    return wrong && `instance ${String(view['id'])} has ${wrong[0]} ${String(view[wrong[0]])} instead of ${wrong[1]}`;
  };

const none = (sight: Sight): string | undefined => (shown(sight) ? 'the instance is still there' : undefined);

const rebooted = (sight: Sight): string | undefined => {
  const observed = shown(sight)?.['observed'] as { readonly reboots: number } | undefined;
  return only('running')(sight) ?? (observed?.reboots === 1 ? undefined : 'it was not rebooted');
};

/** The last of those that are given unasked. */
const fixed = { address: '10.9.0.14', mac: '52:54:00:00:00:02' };

const post =
  (verb: string, body?: unknown): Operation['run'] =>
  async ({ client }) =>
    void (await client.write('POST', `/v1/instances/0/${verb}`, body));
const create =
  (kind: InstanceKind): Operation['run'] =>
  async ({ client }) =>
    void (await client.write('POST', '/v1/instances', instanceBody('one', kind)));

export const instanceOperations: readonly Operation[] = [
  { name: 'create-vm', from: 'empty', run: create('vm'), missing: only('running'), starts: 1 },
  { name: 'create-container', from: 'empty', run: create('container'), missing: only('running'), starts: 1 },
  { name: 'create-microvm', from: 'empty', run: create('microvm'), missing: only('running'), starts: 1 },
  {
    name: 'create-with-fixed-address',
    from: 'running-vm',
    async run({ client }) {
      const { networkIds: _, ...body } = instanceBody('two', 'container');
      await client.write('POST', '/v1/instances', { ...body, nics: [{ networkId: 0, ...fixed }] });
    },
    missing: ({ api }) => {
      const view = api['instances']?.find(({ name }) => name === 'two');
      const nics = JSON.stringify(view?.['nics'] ?? []);
      const has = nics.includes(`"address":"${fixed.address}"`) && nics.includes(`"mac":"${fixed.mac}"`);
      return view?.['state'] === 'running' && has
        ? undefined
        : `the instance "two" is ${String(view?.['state'])}: ${nics}`;
    },
    starts: 1,
  },
  { name: 'start', from: 'stopped-vm', run: post('start'), missing: only('running'), starts: 1 },
  { name: 'stop', from: 'running-vm', run: post('stop', { graceSeconds: 10 }), missing: only('stopped'), starts: 0 },
  {
    name: 'stop-grace-runs-out',
    from: 'running-vm',
    arrange: (cloud) => {
      for (const { vms } of cloud.worlds.values()) vms.guests.shutdownMs = Infinity;
    },
    run: post('stop', { graceSeconds: 1 }),
    missing: only('stopped'),
    starts: 0,
  },
  {
    name: 'force-off',
    from: 'running-vm',
    run: post('stop', { graceSeconds: 0 }),
    missing: only('stopped'),
    starts: 0,
  },
  {
    name: 'reboot',
    from: 'running-container',
    run: post('reboot', { graceSeconds: 10 }),
    missing: rebooted,
    starts: 1,
  },
  { name: 'pause', from: 'running-vm', run: post('pause'), missing: only('paused'), starts: 0 },
  { name: 'resume', from: 'paused-vm', run: post('resume'), missing: only('running'), starts: 0 },
  {
    name: 'rename',
    from: 'running-vm',
    run: async ({ client }) => void (await client.write('PATCH', '/v1/instances/0', { name: 'other' })),
    missing: only('running', { name: 'other' }),
    starts: 0,
  },
  {
    name: 'change-rights',
    from: 'running-container',
    run: async ({ client }) =>
      void (await client.write('PATCH', '/v1/instances/0', { permissions: 'um-u--u--', labels: { tier: 'web' } })),
    missing: only('running', { permissions: 'um-u--u--' }),
    starts: 0,
  },
  {
    name: 'reconfigure',
    from: 'running-vm',
    run: async ({ client }) =>
      void (await client.write('PATCH', '/v1/instances/0', { description: 'why', context: { userData: '#!/bin/sh' } })),
    missing: only('running', { description: 'why' }),
    starts: 0,
  },
  {
    name: 'cancel',
    from: 'running-vm',
    async run({ client }) {
      await client.write('PATCH', '/v1/instances/0', { name: 'other' });
      const listed = await client.read('/v1/commands?state=waiting');
      const [waiting] = (listed?.body['items'] ?? []) as readonly { readonly id: number }[];
      if (waiting === undefined) return;
      // Its cluster may have answered by now: then that holds.
      await client.write('DELETE', `/v1/commands/${waiting.id}`).catch((error: unknown) => {
        if (!String(error).includes('command-answered')) throw error;
        // A refusal is no answer that is kept: each has a number of its own.
        client.exchanges.pop();
      });
    },
    missing: only('running'),
    starts: 0,
  },
  {
    name: 'resize',
    from: 'stopped-vm',
    run: async ({ client }) => void (await client.write('PATCH', '/v1/instances/0', { cpus: 2, memoryMiB: 128 })),
    missing: only('stopped', { cpus: 2, memoryMiB: 128 }),
    starts: 0,
  },
  {
    name: 'delete',
    from: 'running-container',
    run: async ({ client }) => void (await client.write('DELETE', '/v1/instances/0?graceSeconds=5')),
    missing: none,
    starts: 0,
  },
  {
    name: 'delete-while-creating',
    from: 'empty',
    async run({ client }) {
      const made = await client.write('POST', '/v1/instances', instanceBody('one', 'vm'));
      await client.write('DELETE', `/v1/instances/${String(made.body['id'])}?graceSeconds=0`);
    },
    missing: none,
    starts: 1,
  },
];
