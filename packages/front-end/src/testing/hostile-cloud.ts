import { join } from 'node:path';
import { hostRegister } from '@skerry/contract';
import { expect } from 'vitest';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, goodHost, joinFakeCluster } from './fake-cluster.ts';
import { startFrontEnd, type TestFrontEnd } from './front-end.ts';
import { writeQcow2 } from './qcow2.ts';

/** A cloud with an honest cluster and one that is somebody else's program now, each with a host, and an image to use. */
export interface HostileCloud {
  readonly cloud: TestFrontEnd;
  readonly honest: FakeCluster;
  readonly enemy: FakeCluster;
  readonly enemyHost: number;
  readonly imageId: number;
  /** As the administrator; fails where the answer is no success. */
  readonly must: <T = { id: number }>(method: string, path: string, body?: unknown) => Promise<T>;
  close(): Promise<void>;
}

export async function startHostileCloud(): Promise<HostileCloud> {
  const cloud = await startFrontEnd();
  const must = async <T = { id: number }>(method: string, path: string, body?: unknown): Promise<T> => {
    const reply = await cloud.admin.call<T>(method, path, body);
    expect(reply.status, `${method} ${path}: ${reply.text}`).toBeLessThan(300);
    return reply.body;
  };
  const joinAs = async (name: string): Promise<[FakeCluster, number]> => {
    const { id } = await must('POST', '/v1/clusters', { name });
    const { token } = await must<{ token: string }>('POST', `/v1/clusters/${id}/join-token`, {});
    const cluster = await joinFakeCluster(id, token);
    await cluster.session.waitFor('connected', { deadlineMs: 8000 });
    const registered = await cluster.session.request(hostRegister.method, { name: `${name}-host`, key: name });
    const { hostId } = hostRegister.reply.parse(registered);
    await cluster.put('host-status', hostId, goodHost(hostId, id));
    await eventually(async () =>
      expect(await must<{ state: string }>('GET', `/v1/hosts/${hostId}`)).toMatchObject({ state: 'online' }),
    );
    return [cluster, hostId];
  };
  const [honest] = await joinAs('honest');
  const [enemy, enemyHost] = await joinAs('enemy');
  const path = join(cloud.directory, 'tiny.qcow2');
  await writeQcow2(path);
  const imageId = (await must('POST', '/v1/images', { name: 'tiny', path, kinds: ['vm'] })).id;
  return {
    cloud,
    honest,
    enemy,
    enemyHost,
    imageId,
    must,
    async close() {
      await enemy.close();
      await honest.close();
      await cloud.close();
    },
  };
}
