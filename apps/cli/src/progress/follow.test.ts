import { type FakeServer, type Handlers, problem } from '@skerry/sdk/testing/fake-server';
import { aCluster, anInstance } from '@skerry/sdk/testing/samples';
import { expect, test } from 'vitest';
import { serverOf } from '../testing/server-of.ts';

const command = (id: number, more: object = {}) => ({
  id,
  clusterId: 1,
  userId: 0,
  issuedAt: '2026-01-01T00:00:00Z',
  type: 'resize',
  instanceId: 3,
  state: 'applied',
  ...more,
});
const refused = {
  state: 'refused',
  failure: { code: 'too-little-memory', message: 'Its image needs 96 MiB.', hint: 'Give it at least 96M.' },
};

/** An instance whose change becomes the commands 7 and 8. `answers`: what the cluster says of each, as it is asked. */
const ordering = (answers: (id: number) => object, more: Handlers = {}): Handlers => ({
  'instance.get': () => ({ body: anInstance({ name: 'web' }), headers: { etag: '"1"' } }),
  'instance.patch': () => ({ body: anInstance({ pendingCommands: 2 }), headers: { 'skerry-command': '7, 8' } }),
  'instance.start': () => ({ body: anInstance({ pendingCommands: 1 }), headers: { 'skerry-command': '7' } }),
  'cluster.get': () => ({ body: aCluster() }),
  'command.get': ({ params }) => ({ body: command(Number(params['id']), answers(Number(params['id']))) }),
  ...more,
});

test.each(['resize 3 --memory 64M', 'rename 3 db', 'update 3 --permissions um-u--u--', 'update 3 --label a=b'])(
  '%s follows its commands to what the cluster says: a refusal is told, with its cure, and is no success',
  async (words) => {
    const { skerry } = await serverOf(ordering((id) => (id === 8 ? refused : {})));
    const ran = await skerry(`instance ${words}`);
    expect(ran).toMatchObject({ exitCode: 4, stdout: '' });
    expect(ran.stderr).toContain('error: The cluster refused it: Its image needs 96 MiB.');
    expect(ran.stderr).toContain('hint:  Give it at least 96M.');
    expect(ran.stderr).not.toContain('is changed');
  },
);

test('what is applied is said when it is, also when the cluster needs a while and no event comes', async () => {
  let asked = 0;
  const { skerry } = await serverOf(ordering(() => (++asked < 4 ? { state: 'waiting' } : {})));
  const ran = await skerry('instance rename 3 db');
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(ran.stderr).toBe('Waiting for the cluster to answer the change of web…\nThe instance web (3) is changed.\n');
});

test('an event wakes it', async () => {
  let isDone = false;
  const { server, skerry } = await serverOf(ordering(() => (isDone ? {} : { state: 'waiting' })));
  const running = skerry('instance rename 3 db');
  await expect.poll(() => asksOf(server)).toBeGreaterThan(0);
  isDone = true;
  server.emit('5', 'put', { kind: 'instance', id: 3, object: {}, revision: 5 });
  expect(await running).toMatchObject({ exitCode: 0 });
});

const asksOf = ({ requests }: FakeServer) => requests.filter(({ route }) => route === 'command.get').length;

test('a cluster that is cut is not waited for: the change is accepted, and that is said', async () => {
  const cut = { 'cluster.get': () => ({ body: aCluster({ state: 'cut' }) }) };
  const { skerry } = await serverOf(ordering(() => ({ state: 'waiting' }), cut));
  const ran = await skerry('instance resize 3 --cpus 2');
  expect(ran).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: 'The change of web is accepted, and waits for the cluster harbour, whose link is cut.\n',
  });
});

test('a cluster that does not answer ends it with 6, and the option that waits longer is named', async () => {
  const hidden = { 'cluster.get': () => problem(404, 'not-found', 'There is no such cluster.') };
  const { skerry } = await serverOf(ordering(() => ({ state: 'waiting' }), hidden));
  const ran = await skerry('instance resize 3 --cpus 2 --timeout 1s');
  expect(ran.exitCode).toBe(6);
  expect(ran.stderr).toContain('has not answered the change of web within 1s');
  expect(ran.stderr).toContain('`--timeout` waits longer');
});

test('with --no-wait nothing is asked', async () => {
  const { server, skerry } = await serverOf(ordering(() => refused));
  const ran = await skerry('instance rename 3 db --no-wait');
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(ran.stderr).toContain('is accepted');
  expect(asksOf(server)).toBe(0);
  expect((await skerry('instance rename 3 db --wait --no-wait')).exitCode).toBe(2);
});

test('a state that is waited for never comes when the cluster refused the order: the wait ends with its reason', async () => {
  const stopped = { 'instance.get': () => ({ body: anInstance({ state: 'stopped', pendingCommands: 0 }) }) };
  const { skerry } = await serverOf(ordering(() => refused, stopped));
  const ran = await skerry('instance start 3 --wait --timeout 20s');
  expect(ran.exitCode).toBe(4);
  expect(ran.stderr).toContain('The cluster refused it: Its image needs 96 MiB.');
});

test('a state that does not come in time names the option that waits longer', async () => {
  const slow = { 'instance.get': () => ({ body: anInstance({ state: 'starting' }) }) };
  const { skerry } = await serverOf(ordering(() => ({}), slow));
  const ran = await skerry('instance start 3 --wait --timeout 1s');
  expect(ran.exitCode).toBe(6);
  expect(ran.stderr).toContain('`--timeout` waits longer.');
  expect(ran.stderr).not.toContain('--deadline');
});
