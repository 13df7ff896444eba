/** The controller of another cluster, with a valid certificate. */
import { type InstanceView, waitFor } from '@skerry/sdk';
import { expect, vi } from 'vitest';
import type { Attack } from './attack.ts';
import { type HostileChild, joinAs } from './hostile-child.ts';
import { all, type Scene } from './scene.ts';

export const cluster: readonly Attack[] = [
  {
    rule: 'records of the wrong shape are neither kept nor read again: nobody ends, now or at the next start',
    run: (scene) =>
      asCluster(scene, async (child) => {
        const kinds = ['instance', 'disk', 'lease', 'host-status', 'command-result', 'audit', 'nonsense'];
        const values: unknown[] = [
          null,
          5,
          'x',
          [],
          {},
          { clusterId: child.id },
          { id: 1, clusterId: child.id, spec: 4 },
        ];
        for (const kind of kinds) {
          for (const value of values) await child.tell('cluster-state', [{ key: `${kind}/7000`, value }]);
        }
        for (const route of ['status.get', 'instance.list', 'host.list', 'lease.list', 'disk.list'] as const) {
          expect((await scene.administrator.callAny(route, {})).status).toBe(200);
        }
      }),
  },
  {
    rule: 'it cannot tell an instance that is, or will be, of another cluster',
    run: (scene) =>
      asCluster(scene, async (child) => {
        const { data: template } = await scene.alice.callAny('instance.get', { params: { id: scene.victim.id } });
        const { spec } = template as { spec?: unknown };
        const told = (id: number) => ({
          key: `instance/${id}`,
          value: {
            id,
            name: 'stolen',
            ownerId: 1,
            groupId: 1,
            permissions: 'um-u--u--',
            labels: {},
            attributes: {},
            createdAt: new Date().toISOString(),
            changedAt: new Date().toISOString(),
            clusterId: child.id,
            spec: spec ?? {},
            intent: { generation: 9, power: 'stopped', reboots: 0, graceSeconds: 1 },
          },
        });
        // Hers, and those whose numbers come next.
        const numbers = Array.from({ length: 40 }, (_, i) => scene.victim.id + i);
        for (const id of numbers) await child.tell('cluster-state', [told(id)]);
        const body = { name: 'mine', kind: 'container', templateId: scene.templateId, start: false };
        const made = (await scene.alice.callAny('instance.create', { body })).data as InstanceView;
        const seen = (await scene.alice.callAny('instance.get', { params: { id: made.id } })).data as InstanceView;
        expect(seen).toMatchObject({ name: 'mine', clusterId: scene.clusterId });
        for (const who of [scene.alice, scene.administrator]) {
          expect((await all(who, 'instance.list')).filter(({ name }) => name === 'stolen')).toEqual([]);
        }
        await scene.alice.callAny('instance.delete', { params: { id: made.id } });
        await gone(scene, made.id);
      }),
  },
  {
    rule: 'it cannot write into the audit trail what others did, nor push anything out of it',
    run: (scene) =>
      asCluster(scene, async (child) => {
        const record = (sequence: number) => ({
          key: `audit/${String(sequence).padStart(15, '0')}`,
          value: {
            sequence,
            at: new Date().toISOString(),
            userId: 0,
            userName: 'admin',
            address: '127.0.0.1',
            requestId: 'forged',
            action: 'instance.delete',
            object: { kind: 'instance', id: scene.victim.id },
            outcome: 'done',
            status: 200,
          },
        });
        for (let i = 0; i < 200; i += 20) {
          await child.tell(
            'cluster-state',
            Array.from({ length: 20 }, (_, k) => record(i + k + 1)),
          );
        }
        const deletions = await all(scene.administrator, 'audit.list', { action: 'instance.delete' });
        const forged = (deletions as unknown as { requestId: string }[]).filter(
          ({ requestId }) => requestId === 'forged',
        );
        expect(forged).toEqual([]);
      }),
  },
];

async function gone(scene: Scene, id: number): Promise<void> {
  await waitFor(scene.alice, id, (view) => view === undefined, { deadlineMs: 60_000 });
}

let clusters = 0;
async function asCluster(scene: Scene, attack: (child: HostileChild) => Promise<void>): Promise<void> {
  const { administrator } = scene;
  const made = await administrator.call('cluster.create', { body: { name: `hostile-${++clusters}` } });
  const { id } = made.data;
  const { data } = await administrator.callAny('cluster.join-token', { params: { id }, body: {} });
  const child = await joinAs('cluster', (data as { token: string }).token);
  try {
    await attack(child);
  } finally {
    await child.leave();
    const remove = () => administrator.callAny('cluster.delete', { params: { id } });
    await vi.waitFor(remove, { timeout: 30_000, interval: 250 });
  }
}
