import { join } from 'node:path';
import { hostRegister } from '@skerry/contract';
import type { Instance } from '@skerry/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { type FakeCluster, goodHost, joinFakeCluster } from '@skerry/front-end/testing/fake-cluster';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';

let cloud: TestFrontEnd;
let cluster: FakeCluster;
let imageId: number;
const ordered = new Map<number, Instance>();

async function must<T = { id: number }>(method: string, path: string, body?: object): Promise<T> {
  const reply = await cloud.admin.call<T>(method, path, body);
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
  return reply.body;
}
let names = 0;
const create = (more: object, query = '') =>
  cloud.admin.call<{ id: number; cpus: number; machine?: object; errors?: object[] }>('POST', `/v1/instances${query}`, {
    name: `vm-${names++}`,
    imageId,
    memoryMiB: 64,
    networkIds: [],
    ...more,
  });
const uefi = { firmware: 'uefi', tpm: true } as const;

beforeAll(async () => {
  cloud = await startFrontEnd();
  const { id } = await must('POST', '/v1/clusters', { name: 'home' });
  const { token } = await must<{ token: string }>('POST', `/v1/clusters/${id}/join-token`, {});
  cluster = await joinFakeCluster(id, token, (instance) => {
    ordered.set(instance.id, instance);
    return { instance: { ...instance, hostId: 0 }, writes: [] };
  });
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
  const registered = await cluster.session.request(hostRegister.method, { name: 'rack', key: 'machine-1' });
  const { hostId } = hostRegister.reply.parse(registered);
  const status = goodHost(hostId, id);
  const runtimes = status.report?.runtimes.map((runtime) => ({
    ...runtime,
    machine: { abilities: ['devices', 'uefi', 'tpm', 'of-tomorrow'], cpuModels: ['EPYC'] },
  }));
  const lxc = { kind: 'container', name: 'lxc', available: true, reason: 'It works.' } as const;
  const report = { ...status.report!, runtimes: [...runtimes!, lxc] };
  await cluster.put('host-status', hostId, { ...status, report });
  await writeQcow2(join(cloud.directory, 'tiny.qcow2'));
  const path = join(cloud.directory, 'tiny.qcow2');
  const image = { name: 'tiny', path, kinds: ['vm', 'container'], machine: uefi };
  imageId = (await must('POST', '/v1/images', image)).id;
  await eventually(async () => {
    expect((await must<{ state: string }>('GET', `/v1/hosts/${hostId}`)).state).toBe('online');
  });
}, 60_000);
afterAll(async () => {
  await cluster.close();
  await cloud.close();
});

test('an image says what it needs, the template and the request say it instead, and the host is told the sum', async () => {
  expect(await must('GET', `/v1/images/${imageId}`)).toMatchObject({ machine: uefi });
  const template = await must('POST', '/v1/templates', {
    name: 'small',
    imageId,
    memoryMiB: 64,
    cpus: 2,
    machine: { tpm: false, topology: { cores: 2 }, video: 'virtio' },
  });
  const made = await create({ templateId: template.id, machine: { video: 'cirrus' } });
  expect(made.status, made.text).toBe(202);
  expect(made.body).toMatchObject({
    cpus: 2,
    machine: {
      firmware: 'uefi',
      chipset: 'q35',
      tpm: false,
      secureBoot: false,
      video: 'cirrus',
      diskBus: 'virtio',
      topology: { sockets: 1, cores: 2, threads: 1 },
    },
  });
  await eventually(async () => expect(ordered.get(made.body.id)).toBeDefined());
  expect(ordered.get(made.body.id)?.spec.machine).toEqual({
    firmware: 'uefi',
    tpm: false,
    topology: { cores: 2 },
    video: 'cirrus',
  });
  await must('PATCH', `/v1/templates/${template.id}`, { machine: { topology: null, tpm: null, tablet: true } });
  expect(await must('GET', `/v1/templates/${template.id}`)).toMatchObject({
    machine: { video: 'virtio', tablet: true },
  });
  await must('PATCH', `/v1/templates/${template.id}`, { machine: null });
  expect(await must('GET', `/v1/templates/${template.id}`)).not.toHaveProperty('machine');
});

test('as many processors as are laid out, where nobody says how many', async () => {
  expect((await create({ machine: { topology: { sockets: 2, cores: 2 } } })).body.cpus).toBe(4);
});

test.each([
  [{ machine: { secureBoot: true, firmware: 'bios' } }, 'machine.secureBoot', 'ask for the firmware uefi'],
  [{ machine: { nicModel: 'e1000e', chipset: 'pc' } }, 'machine.chipset', 'ask for q35'],
  [{ machine: { topology: { sockets: 3 } }, cpus: 2 }, 'machine.topology', 'make the two the same'],
  [{ machine: { cpuModel: 'a b' } }, 'machine.cpuModel', 'Letters, digits'],
  [{ machine: { tpm: true }, kind: 'container' }, 'machine', 'leave out machine.tpm'],
])('%j is refused at its field, with what to do', async (more, field, why) => {
  for (const query of ['', '?dryRun=true']) {
    const { status, body, text } = await create(more, query);
    expect(status, text).toBe(400);
    expect(body.errors).toMatchObject([{ field: expect.stringMatching(new RegExp(`${field}$`)) as string }]);
    expect(text).toContain(why);
  }
});

test('of an image of machines a container is made all the same, and has none', async () => {
  const { status, body, text } = await create({ kind: 'container' });
  expect(status, text).toBe(202);
  expect(body.machine).toBeUndefined();
});

test('what no host has is refused, by the name of the package', async () => {
  const { status, text } = await create({ machine: { secureBoot: true } });
  expect(status, text).toBe(409);
  expect(text).toContain('install the package ovmf there');
  expect((await create({ machine: { cpuModel: 'Haswell' } })).text).toContain(
    'cannot be a processor of the model Haswell',
  );
  expect((await create({ machine: { cpuModel: 'EPYC' } })).status).toBe(202);
});
