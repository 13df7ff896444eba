import { cpus } from 'node:os';
import { type Disk, instanceState, type Lease, publicPermissions } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

let site: Awaited<ReturnType<typeof startTestSite>>;
beforeEach(async () => {
  site = await startTestSite();
});
afterEach(() => site.close());

const state = async (id: number) => {
  const instance = await site.mirrored(id);
  return instance ? instanceState(instance) : 'gone';
};
const reaches = (id: number, wanted: string) => site.until(async () => expect(await state(id)).toBe(wanted));

async function leftOvers() {
  const keys = async (prefix: string) => (await site.clusterStore.list(prefix)).entries.map((e) => e.key);
  return {
    cluster: [
      ...(await keys('/state/instance/')),
      ...(await keys('/state/disk/')),
      ...(await keys('/state/lease/')),
      ...(await keys('/address/')),
      ...(await keys('/name/')),
    ],
    intents: (await keys('/intents/')).filter((k) => k.includes('/instance/')),
    disks: [...site.drivers.storage.disks.keys()],
    ports: await site.drivers.network.listPorts(),
    guests: (await Promise.all(site.drivers.compute.map((d) => d.list()))).flat(),
  };
}
const nothing = { cluster: [], intents: [], disks: [], ports: [], guests: [] };

test('an instance is placed, gets an address and runs; deleted, it leaves nothing', async () => {
  await site.create(1);
  await reaches(1, 'running');
  const instance = await site.mirrored(1);
  expect(instance?.hostId).toBe(0);
  expect(instance?.spec.nics[0]?.address).toBe('10.9.0.2');
  await site.command(1, { type: 'delete', graceSeconds: 5 });
  await reaches(1, 'gone');
  await site.until(async () => expect(await leftOvers()).toEqual(nothing));
});

test('every operation of the life cycle reaches its state', async () => {
  await site.create(1, { kind: 'vm' });
  await reaches(1, 'running');
  await site.command(1, { type: 'pause' });
  await reaches(1, 'paused');
  await site.command(1, { type: 'resume' });
  await reaches(1, 'running');
  await site.command(1, { type: 'reboot', graceSeconds: 5 });
  await site.until(async () => expect((await site.mirrored(1))?.observed?.reboots).toBe(1));
  await reaches(1, 'running');
  await site.command(1, { type: 'stop', graceSeconds: 5 });
  await reaches(1, 'stopped');
  await site.command(1, { type: 'resize', cpus: 2, memoryMiB: 128 });
  await site.command(1, { type: 'rename', name: 'other' });
  await site.command(1, { type: 'start' });
  await reaches(1, 'running');
  expect(await site.mirrored(1)).toMatchObject({ name: 'other', spec: { cpus: 2, memoryMiB: 128 } });
});

test('a running instance is found by its new name at once, and of two with one name the first keeps it', async () => {
  const names = async () => {
    const ports = [...site.drivers.network.host.ports.values()];
    return Object.fromEntries(ports.map(({ instanceId, hostname, domain }) => [instanceId, `${hostname}.${domain}`]));
  };
  for (const id of [1, 2]) await site.create(id);
  for (const id of [1, 2]) await reaches(id, 'running');
  const { ownerId, observed } = (await site.mirrored(1)) ?? {};
  const domain = `user-${ownerId}.internal`;
  await site.command(1, { type: 'rename', name: 'DB' });
  await site.until(async () => expect((await names())[1]).toBe(`db.${domain}`));
  await site.command(2, { type: 'rename', name: 'd.b' });
  await site.until(async () => expect((await names())[2]).toBe(`d-b.${domain}`));
  await site.command(2, { type: 'rename', name: 'db' });
  await site.until(async () => expect(await names()).toEqual({ 1: `db.${domain}`, 2: `db-2.${domain}` }));
  expect((await site.mirrored(1))?.observed?.startedAt).toBe(observed?.startedAt);
});

test('an instance that is stopped gives up its old name at once, and gets nothing on its network by it', async () => {
  const names = () =>
    [...site.drivers.network.host.ports.values()].map(({ instanceId, hostname }) => `${instanceId} ${hostname}`);
  await site.create(1);
  await reaches(1, 'running');
  await site.command(1, { type: 'stop', graceSeconds: 5 });
  await reaches(1, 'stopped');
  await site.command(1, { type: 'rename', name: 'db' });
  await site.until(async () => expect(names()).toEqual(['1 db']));
  expect(await state(1)).toBe('stopped');
  await site.command(1, { type: 'rename', name: 'other' });
  await site.create(2);
  await site.command(2, { type: 'rename', name: 'db' });
  await site.until(async () => expect(names().sort()).toEqual(['1 other', '2 db']));
});

test('disks and addresses follow their instance to its owner, group, permissions and name', async () => {
  await site.create(1);
  await reaches(1, 'running');
  const parts = async () => {
    const all = await Promise.all(['disk', 'lease'].map((kind) => site.clusterStore.list(`/state/${kind}/`)));
    return all.flatMap(({ entries }) => entries.map(({ value }) => value as unknown as Disk | Lease));
  };
  expect(await parts()).toHaveLength(2);
  const whose = { ownerId: 5, groupId: 6, permissions: publicPermissions };
  const id = await site.command(1, { type: 'update', ...whose });
  await site.until(async () => expect(await site.result(id)).toMatchObject({ outcome: 'applied' }));
  expect(await parts()).toEqual([expect.objectContaining(whose), expect.objectContaining(whose)]);
  await site.command(1, { type: 'rename', name: 'db' });
  await site.until(async () => expect((await parts()).map(({ name }) => name)).toEqual(['db-0', '10.9.0.2']));
});

test('what an older build left with another owner is mended', async () => {
  await site.create(1);
  await reaches(1, 'running');
  const [disk] = (await site.clusterStore.list('/state/disk/')).entries;
  if (disk === undefined) throw new Error('it has no disk');
  const stale = { ...(disk.value as object), ownerId: 99, name: 'old-0' };
  await site.clusterStore.commit({ writes: [{ op: 'put', key: disk.key, value: stale }] });
  await site.command(1, { type: 'pause' });
  await site.until(async () => {
    const { ownerId, name } = disk.value as unknown as Disk;
    expect((await site.clusterStore.get(disk.key))?.value).toMatchObject({ ownerId, name });
  });
});

test('many renames in one batch are applied, each with its parts', async () => {
  for (const id of [1, 2, 3]) await site.create(id);
  for (const id of [1, 2, 3]) await reaches(id, 'running');
  site.cutAbove();
  let last = 0;
  for (let round = 0; round < 12; round++) {
    for (const id of [1, 2, 3]) last = await site.command(id, { type: 'rename', name: `n-${id}-${round}` });
  }
  site.healAbove();
  await site.until(async () => expect(await site.result(last)).toMatchObject({ outcome: 'applied' }));
  expect(
    (await site.clusterStore.list('/state/disk/')).entries.map(({ value }) => (value as { name: string }).name).sort(),
  ).toEqual(['n-1-11-0', 'n-2-11-0', 'n-3-11-0']);
});

test('the cluster has the last word: a command that came too late is refused with a sentence', async () => {
  await site.create(1);
  await reaches(1, 'running');
  const id = await site.command(1, { type: 'resume' });
  await site.until(async () =>
    expect(await site.result(id)).toMatchObject({ outcome: 'refused', failure: { code: 'instance-state' } }),
  );
});

test('an instance cannot grow beyond what its host has, and stays as it was', async () => {
  await site.create(1, { kind: 'vm' });
  await reaches(1, 'running');
  await site.command(1, { type: 'stop', graceSeconds: 5 });
  await reaches(1, 'stopped');
  // As much as placement would have given it, and no more.
  await site.command(1, { type: 'resize', cpus: cpus().length * 4 });
  await site.until(async () => expect((await site.mirrored(1))?.spec.cpus).toBe(cpus().length * 4));
  const id = await site.command(1, { type: 'resize', cpus: cpus().length * 4 + 1 });
  await site.until(async () =>
    expect(await site.result(id)).toMatchObject({ outcome: 'refused', failure: { code: 'host-full', field: 'cpus' } }),
  );
  expect((await site.mirrored(1))?.spec.cpus).toBe(cpus().length * 4);
});

test('when addresses run out the instance says so, and is placed when one comes free', async () => {
  for (const id of [1, 2, 3, 4, 5]) await site.create(id);
  await site.until(async () => expect((await site.mirrored(5))?.unplaced?.message).toContain('no free address'));
  await site.command(2, { type: 'delete', graceSeconds: 0 });
  await reaches(5, 'running');
  expect((await site.mirrored(5))?.spec.nics[0]?.address).toBe('10.9.0.3');
});

test('instances of one group do not share a host: the second waits, says why, and follows when the first is gone', async () => {
  await site.create(1, { antiAffinityGroup: 'db' });
  await reaches(1, 'running');
  await site.create(2, { antiAffinityGroup: 'db' });
  await site.create(3, { antiAffinityGroup: 'db', antiAffinityMode: 'preferred' });
  await reaches(3, 'running');
  await site.until(async () => expect((await site.mirrored(2))?.unplaced?.reasons).toEqual({ 'anti-affinity': 1 }));
  await site.command(1, { type: 'delete', graceSeconds: 0 });
  await site.command(3, { type: 'delete', graceSeconds: 0 });
  await reaches(2, 'running');
});

test('a cut changes nothing below; commands wait in order and are applied when it heals', async () => {
  await site.create(1);
  await reaches(1, 'running');
  site.cutAbove();
  await site.command(1, { type: 'stop', graceSeconds: 5 });
  await site.command(1, { type: 'start' });
  const stop = await site.create(2);
  expect(await site.result(stop)).toBeUndefined();
  site.healAbove();
  await reaches(2, 'running');
  await reaches(1, 'running');
  expect((await site.mirrored(1))?.intent.generation).toBe(2);
});

test('a guest that crashes is started again, and the crash is counted', async () => {
  await site.create(1);
  await reaches(1, 'running');
  site.containers.crash(1);
  await site.until(async () => expect((await site.mirrored(1))?.observed?.crashes).toBe(1));
  await reaches(1, 'running');
});

test('a step that fails is tried again, and says why meanwhile', async () => {
  site.drivers.compute[1].faults.failNext('start', 'guest-start-failed');
  await site.create(1);
  await site.until(async () => expect((await site.mirrored(1))?.observed?.failure?.code).toBe('guest-start-failed'));
  await reaches(1, 'running');
  expect((await site.mirrored(1))?.observed?.failure).toBeUndefined();
});

test('an agent that dies disturbs no guest and goes on where it was', async () => {
  await site.create(1);
  await reaches(1, 'running');
  const before = (await site.mirrored(1))?.observed?.startedAt;
  await site.stopAgent();
  await site.command(1, { type: 'stop', graceSeconds: 5 });
  await site.startAgent();
  await reaches(1, 'stopped');
  await site.command(1, { type: 'start' });
  await reaches(1, 'running');
  expect((await site.mirrored(1))?.observed?.startedAt).not.toBe(before);
});

test('a controller that dies disturbs no guest and goes on where it was', async () => {
  await site.create(1);
  await reaches(1, 'running');
  await site.restartController();
  await site.create(2);
  await reaches(2, 'running');
  expect((await site.mirrored(1))?.observed?.crashes).toBe(0);
});

test('a host that was removed loses its link, and nothing of it stays in the cluster', async () => {
  await site.until(async () =>
    expect((await site.clusterStore.get('/state/host-status/0'))?.value).toMatchObject({ connected: true }),
  );
  await site.above.commit({ writes: [{ op: 'delete', key: '/catalogue/host/0' }] });
  await site.until(async () => {
    for (const prefix of ['/intents/0/', '/observed/0/', '/state/host-status/', '/feed/observations/']) {
      expect((await site.clusterStore.list(prefix)).entries).toEqual([]);
    }
  });
  await site.create(1);
  await site.until(async () => expect((await site.mirrored(1))?.unplaced).toBeDefined());
});

test('what could not be written of a host is written later, not forgotten', async () => {
  const connected = async () => (await site.clusterStore.get('/state/host-status/0'))?.value;
  await site.until(async () => expect(await connected()).toMatchObject({ connected: true }));
  const { clusterStore } = site;
  const commit = clusterStore.commit.bind(clusterStore);
  let refused = 0;
  clusterStore.commit = async (transaction) => {
    if (refused < 2 && transaction.writes.some(({ key }) => key.startsWith('/state/host-status/'))) {
      refused += 1;
      throw new SkerryError({ code: 'store-full', kind: 'failed', message: 'The disk is full.' });
    }
    return commit(transaction);
  };
  await site.stopAgent();
  await site.until(async () => expect(await connected()).toMatchObject({ connected: false }));
  expect(refused).toBe(2);
  await site.startAgent();
});

test('an agent that dies just after it started a guest again does not reboot it twice', async () => {
  await site.create(1);
  await reaches(1, 'running');
  const { hostStore } = site;
  const commit = hostStore.commit.bind(hostStore);
  let dead = false;
  const started = () => site.containers.all.get(1)?.startedAtMs;
  const before = started();
  hostStore.commit = async (transaction) => {
    if (dead || (started() !== before && site.containers.all.get(1)?.state === 'running')) {
      dead = true;
      throw new SkerryError({ code: 'store-closed', kind: 'failed', message: 'The agent was killed.' });
    }
    return commit(transaction);
  };
  await site.command(1, { type: 'reboot', graceSeconds: 0 });
  await site.until(() => expect(dead).toBe(true));
  const after = started();
  await site.stopAgent();
  hostStore.commit = commit;
  await site.startAgent();
  await site.until(async () => expect((await site.mirrored(1))?.observed?.reached).toBe(1));
  await reaches(1, 'running');
  expect(started()).toBe(after);
});

test('a network that could not be built is built soon after, not at the next look at the host', async () => {
  await site.create(1);
  await reaches(1, 'running');
  for (let i = 0; i < 2; i++) site.drivers.network.faults.failNext('ensureNetwork', 'network-failed');
  const network = (await site.above.get('/catalogue/network/0'))?.value as object;
  const second = { ...network, id: 1, name: 'second', cidr: '10.8.0.0/24', gateway: '10.8.0.1' };
  await site.above.commit({ writes: [{ op: 'put', key: '/catalogue/network/1', value: second }] });
  await site.until(async () => expect(await site.drivers.network.listNetworks()).toContain(1));
});

test('a change of the catalogue wakes the instances that use it, and no others', async () => {
  await site.create(1);
  await reaches(1, 'running');
  const looked: string[] = [];
  const { clusterStore } = site;
  const get = clusterStore.get.bind(clusterStore);
  clusterStore.get = async (key) => {
    looked.push(key);
    return get(key);
  };
  const network = (await site.above.get('/catalogue/network/0'))?.value as object;
  const put = (id: number, fields: object) =>
    site.above.commit({
      writes: [{ op: 'put', key: `/catalogue/network/${id}`, value: { ...network, id, ...fields } }],
    });
  await put(1, { name: 'second', cidr: '10.8.0.0/24', gateway: '10.8.0.1' });
  await site.until(async () => expect(await site.drivers.network.listNetworks()).toContain(1));
  expect(looked).not.toContain('/state/instance/1');
  await put(0, { nameservers: ['10.9.0.9'] });
  const nameservers = async () => (await site.hostStore.get('/intents/instance/1'))?.value;
  await site.until(async () => expect(await nameservers()).toMatchObject({ nics: [{ nameservers: ['10.9.0.9'] }] }));
});

test('an image stays on its host as long as the catalogue has it, a disk builds on it, or nobody can be asked', async () => {
  await site.close();
  site = await startTestSite({ imageGraceMs: 60 });
  await site.create(1);
  await reaches(1, 'running');
  const [digest] = await site.drivers.storage.listImages();
  const image = (await site.above.get('/catalogue/image/0'))?.value as object;
  const drop = () => site.above.commit({ writes: [{ op: 'delete', key: '/catalogue/image/0' }] });
  const stays = async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await site.drivers.storage.listImages()).toEqual([digest]);
  };
  await drop();
  await stays();
  await site.above.commit({ writes: [{ op: 'put', key: '/catalogue/image/0', value: image as never }] });
  await site.command(1, { type: 'delete', graceSeconds: 0 });
  await reaches(1, 'gone');
  await stays();
  await drop();
  await site.until(async () => expect(await site.drivers.storage.listImages()).toEqual([]));
});

test('a rebooted host brings its guests back with nobody above', async () => {
  await site.create(1);
  await reaches(1, 'running');
  site.cutAbove();
  await site.stopAgent();
  await site.drivers.compute[1].forceOff(1);
  await site.startAgent();
  await site.until(async () => expect((await site.drivers.compute[1].inspect(1))?.state).toBe('running'));
});

test('all that is kept of a host that is gone goes, however much there is, and what an earlier life left behind', async () => {
  const gone = 7;
  for (const area of ['intents', 'observed']) {
    for (let part = 0; part < 2; part++) {
      const writes = Array.from({ length: 75 }, (_, i) => {
        const key = `/${area}/${gone}/instance/${part * 75 + i}`;
        return { op: 'put', key, value: { instanceId: part * 75 + i } } as const;
      });
      await site.clusterStore.commit({ writes });
    }
  }
  await site.restartController();
  await site.until(async () => {
    const left = await Promise.all(['intents', 'observed'].map((a) => site.clusterStore.list(`/${a}/${gone}/`)));
    expect(left.flatMap(({ entries }) => entries)).toEqual([]);
  });
});
