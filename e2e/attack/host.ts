/** A machine that joined as a host of the victim's cluster, with root and without our agent. */
import { expect, vi } from 'vitest';
import { countersOf } from '../../packages/domain/testing/counters.ts';
import type { Attack } from './attack.ts';
import { type HostileChild, joinAs } from './hostile-child.ts';
import type { Scene } from './scene.ts';

const report = {
  hostname: 'hostile',
  agentVersion: '0.1.0',
  architecture: 'x86_64',
  cpus: 2,
  memoryMiB: 2048,
  diskMiB: 10_240,
  diskFreeMiB: 10_240,
  runtimes: [],
  problems: [],
};

export const host: readonly Attack[] = [
  {
    rule: 'reports of the wrong shape spoil no list, status or plan, and end nobody',
    run: (scene) =>
      asHost(scene, async (child) => {
        const wrong: unknown[] = [
          null,
          7,
          'report',
          [],
          {},
          { ...report, cpus: 'many' },
          { ...report, runtimes: 3, problems: { length: 1e9 } },
          { ...report, problems: Array.from({ length: 5000 }, () => 'x'.repeat(400)) },
          { ...report, memoryMiB: -1, diskMiB: 1e308 },
          { ...report, runtimes: [{ kind: 'container', name: 'lxc', available: 'yes', reason: 5 }] },
        ];
        for (const value of wrong) {
          await child.tell('observations', [{ key: 'report', value }]);
          for (const route of ['status.get', 'host.list', 'cluster.list'] as const) {
            expect((await scene.administrator.callAny(route, {})).status).toBe(200);
          }
        }
      }),
  },
  {
    rule: "it cannot say what became of another host's guest, nor measure it",
    run: (scene) =>
      asHost(scene, async (child) => {
        const { id } = scene.victim;
        const observed = { instanceId: id, state: 'none', reached: 99, crashes: 12, reboots: 0 };
        await child.tell('observations', [
          { key: `instance/${id}`, value: observed },
          { key: 'instance/99999', value: { ...observed, instanceId: 99_999 } },
          { key: '../../state/instance/1', value: observed },
        ]);
        const counters = countersOf({ cpuSeconds: 1e9, memoryBytes: 1e15 });
        for (const at of [Date.now(), Date.now() + 20_000]) {
          child.session.sample('samples.push', { readings: [{ subject: 'instance', id, at, counters }] });
        }
        // A request behind them: what was said before it has been heard.
        await child.tell('observations', [{ key: 'report', value: report }]);
        const samples = await scene.alice.callAny('instance.samples', { params: { id } });
        expect(JSON.stringify(samples.data)).not.toContain('1000000000000000');
      }),
  },
  {
    rule: 'a host that has a hundred times its processors of a sudden is not filled',
    run: (scene) =>
      asHost(scene, async (child) => {
        const runtimes = [{ kind: 'container', name: 'lxc', available: true, reason: 'It works.' }];
        await child.tell('observations', [{ key: 'report', value: { ...report, runtimes } }]);
        const grown = {
          ...report,
          runtimes,
          cpus: 128,
          memoryMiB: 262_144,
          diskMiB: 1_000_000,
          diskFreeMiB: 1_000_000,
        };
        await child.tell('observations', [{ key: 'report', value: grown }]);
        const body = {
          name: 'bait',
          kind: 'container',
          templateId: scene.templateId,
          cpus: 64,
          memoryMiB: 131_072,
          requirements: '',
        };
        await vi.waitFor(
          async () => {
            const { data } = await scene.administrator.callAny('host.get', { params: { id: child.id } });
            expect(JSON.stringify(data)).toMatch(/approv/i);
          },
          { timeout: 30_000, interval: 250 },
        );
        const plan = await scene.alice.callAny('instance.create', { body, query: { dryRun: true } });
        expect((plan.data as { hostId?: number | null }).hostId ?? null).not.toBe(child.id);
      }),
  },
];

async function asHost(scene: Scene, attack: (child: HostileChild) => Promise<void>): Promise<void> {
  const params = { id: scene.clusterId };
  const { data } = await scene.administrator.callAny('cluster.host-join-token', { params, body: {} });
  const child = await joinAs('host', (data as { token: string }).token);
  try {
    await attack(child);
  } finally {
    await child.leave();
    // It is removed once it is seen to be gone.
    const remove = () => scene.administrator.callAny('host.delete', { params: { id: child.id } });
    await vi.waitFor(remove, { timeout: 30_000, interval: 250 });
  }
}
