import { fieldsOf, objectKinds } from '@skerry/domain';
import type { Handlers } from '@skerry/sdk/testing/fake-server';
import { aCluster, aHost, anInstance, aPage } from '@skerry/sdk/testing/samples';
import { expect, test } from 'vitest';
import { nouns } from '../nouns/index.ts';
import { serverOf } from '../testing/server-of.ts';

const web = anInstance({ labels: { zone: 'a', 'app.name': 'x,y' } });
const oslo = aCluster({ id: 4, name: 'oslo' });
const handlers = {
  'instance.list': () => ({ body: aPage([web]) }),
  'cluster.list': ({ query }: { query: Readonly<Record<string, unknown>> }) => ({
    body: aPage([aCluster(), oslo].filter((c) => query['name'] === undefined || query['name'] === c.name)),
  }),
};

test.each([
  ['--filter cluster=harbour --sort -name', { clusterId: '1', sort: 'name', order: 'desc' }],
  ['--filter cluster=harbour,oslo', { clusterId: '1,4' }],
  ['--filter cluster!=harbour', { clusterId: '!1' }],
  ['--filter clusterId=4 --filter host=none', { clusterId: '4', hostId: 'none' }],
  ['--filter label=zone=a --filter label=tier', { label: ['zone=a', 'tier'] }],
  ['--filter label!=zone=a', { label: '!zone=a' }],
  ['--filter memory=1G', { memoryMiB: '1024' }],
  ['--filter state!=stopped,failed', { state: '!stopped,failed' }],
  ['--filter search=60.0', { search: '60.0' }],
  ['--sort -cpus', { sort: 'cpus', order: 'desc' }],
  ['--sort -owner', { sort: 'ownerId', order: 'desc' }],
  ['--sort memory', { sort: 'memoryMiB', order: 'asc' }],
  ['--sort memory:desc', { sort: 'memoryMiB', order: 'desc' }],
  ['--sort age', { sort: 'createdAt', order: 'desc' }],
  ['--sort -age', { sort: 'createdAt', order: 'asc' }],
  ['--sort lastHeardSeconds', { sort: 'lastHeardSeconds', order: 'asc' }],
])('%s asks the API: %j', async (words, expected) => {
  const { server, skerry } = await serverOf(handlers);
  expect(await skerry(`instance list ${words}`)).toMatchObject({ exitCode: 0 });
  expect(server.requests.findLast((r) => r.route === 'instance.list')?.query).toMatchObject(expected);
});

test.each([
  ['instance list --filter stat=running', 'Did you mean "state"?'],
  ['instance list --filter state=runing', '"runing" is no state. Did you mean "running"?'],
  ['instance list --filter state=running --filter state=stopped', 'state=running,stopped'],
  ['instance list --filter state', 'is not field=value'],
  ['instance list --filter cluster=harbuor', 'Did you mean harbour (1)?'],
  ['instance list --sort memroy', 'Did you mean "memory"?'],
  ['instance list --sort name:dsc', 'Did you mean "asc" or "desc"?'],
  ['instance list --sort name --sort age', '--sort is given twice'],
  ['instance list --limit 1.5', 'is not a whole number'],
  ['instance list -o tabel', 'Did you mean "table"?'],
  ['instance list -o custom', '"custom" needs fields'],
  ['instance list -o custom=nmae', 'Did you mean "name"?'],
  ['status -o csv', '-o csv is for lists'],
  ['instance update web -o custom=name --label a=b', '-o custom is for lists'],
  ['instance update web --label a=b --label a=c', '"a" is given twice'],
  ['instance wait web --for runing', 'Did you mean "running"?'],
  ['instance create x --kind contaner', 'Did you mean "container"?'],
  ['instance create x --memory 1G --memory 2G', '--memory is given twice'],
  ['image create x --path /x --kinds vm,contaner', 'Did you mean "container"?'],
  ['instnace list', 'Did you mean instance?'],
  ['instance lst', 'Did you mean one of list, ls?'],
  ['events --kind instances', 'Did you mean "instance"?'],
  ['events --after now', 'is not the number of an event'],
  ['audit list --action instance.strat', 'Did you mean "instance.start"'],
  ['api instance.get --param di=3', 'Did you mean "id"?'],
  ['api instance.list --query stat=running', 'Did you mean "state"'],
  ['i list', '"i" may be instance, image.'],
  ['instance re web', '"re" may be reboot, resume, rename, resize.'],
])('%s is an error that helps: %s', async (line, sentence) => {
  const { server, skerry } = await serverOf(handlers);
  const ran = await skerry(line);
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ran.stderr.replaceAll(/\s+/g, ' ')).toContain(sentence);
  expect(server.requests.filter((r) => r.route === 'instance.list' || r.route === 'instance.patch')).toEqual([]);
});

test.each(objectKinds)('the headings of the columns of a %s are the words of its filters and orders', (kind) => {
  const words = new Set(Object.values(fieldsOf(kind)).map(({ name }) => name));
  // What a column puts together is in no one field.
  const composed = new Set(['doing', 'labels', 'runs', 'problems', 'created', 'networks', 'nameservers', 'groups']);
  const others = nouns[kind].columns.map((c) => c.title.toLowerCase()).filter((w) => !words.has(w) && !composed.has(w));
  expect(others).toEqual([]);
});

test('custom columns: words print what the table prints, fields what the API says', async () => {
  const { skerry } = await serverOf(handlers);
  const fields = 'name,host,hostId,memory,memoryMiB,labels.app.name,nics.address,permissions';
  const ran = await skerry(`instance list -o custom=${fields}`);
  expect(ran.stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['NAME', 'HOST', 'HOSTID', 'MEMORY', 'MEMORYMIB', 'LABELS.APP.NAME', 'NICS.ADDRESS', 'PERMISSIONS'],
    ['web', 'alpha', '2', '256 MiB', '256', 'x,y', '10.60.0.2', 'um-------'],
    [''],
  ]);
});

test('csv has every field, times as the API has them, and quotes what must be', async () => {
  const { skerry } = await serverOf(handlers);
  const [head = '', row = ''] = (await skerry('instance list -o csv')).stdout.split('\n');
  expect(head.split(',').slice(0, 4)).toEqual(['id', 'name', 'owner', 'group']);
  expect(row).toContain('2026-01-01T00:00:00Z');
  expect(row.endsWith(',"zone=a,app.name=x,y"')).toBe(true);
  const chosen = await skerry('instance list -o csv=name,cluster,clusterId');
  expect(chosen.stdout).toBe('name,cluster,clusterId\nweb,harbour,1\n');
});

test('nouns and verbs may be shortened, and a whole name always means itself', async () => {
  const { skerry } = await serverOf(handlers);
  for (const line of ['inst ls -o name', 'inst li -o name', '-o name instance list', 'instance list -o name']) {
    expect(await skerry(line), line).toMatchObject({ exitCode: 0, stdout: 'web\n' });
  }
  expect((await skerry('help inst')).stdout).toContain('Virtual machines and containers');
});

test('addresses are found under the word that people have for them, and under that of the API', async () => {
  const { server, skerry } = await serverOf({ 'lease.list': () => ({ body: aPage([]) }) });
  expect(await skerry('address list')).toMatchObject({ exitCode: 0 });
  expect(server.requests.map(({ route }) => route)).toContain('lease.list');
  expect(await skerry('address list')).toEqual(await skerry('lease list'));
});

const use = { at: '2026-01-01T00:00:00Z', cpu: 0.5, cpuFraction: 0.5, memoryBytes: 134_217_728, memoryFraction: 0.5 };
const used: Handlers = {
  'instance.list': ({ query }) => ({
    body: aPage(
      query['use'] === true
        ? [
            anInstance({ use: { ...use, guestMemoryBytes: 67_108_864, memoryFraction: 0.25 } }),
            anInstance({ id: 4, name: 'vm', use }),
          ]
        : [anInstance()],
    ),
  }),
  'host.list': ({ query }) => ({
    body: aPage([aHost(query['use'] === true ? { use: { ...use, diskUsedMiB: 40_000, diskFraction: 0.4 } } : {})]),
  }),
};

test.each([
  ['instance list', undefined],
  ['instance list -o name', undefined],
  ['instance list -o custom=name,memory', undefined],
  ['instance list -o custom=name,cpu-use', true],
  ['instance list -o csv=name,memoryUse', true],
  ['instance list -o csv', true],
  ['instance list -o wide', true],
  ['instance list -o json', true],
  ['instance list --sort -cpu-use', true],
  ['instance list --sort -cpu-use -o name', true],
  ['host list', true],
  ['host list -o name', undefined],
])('%s asks for use: %s', async (words, expected) => {
  const { server, skerry } = await serverOf(used);
  expect(await skerry(words)).toMatchObject({ exitCode: 0 });
  expect(server.requests.find(({ route }) => route === `${words.split(' ')[0] ?? ''}.list`)?.query['use']).toBe(
    expected,
  );
});

test('use is a share of the size; of a guest that tells nothing it says that it is what it takes on its host', async () => {
  const { skerry } = await serverOf(used);
  const { stdout } = await skerry('instance list -o custom=name,cpu-use,memory-use');
  expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['NAME', 'CPU-USE', 'MEMORY-USE'],
    ['web', '50%', '64 MiB (25%)'],
    ['vm', '50%', '128 MiB on host'],
    [''],
  ]);
  expect((await skerry('host list')).stdout).toMatch(/CPU-USE +MEMORY-USE +DISK-USE[^\n]*\n.*50% +50% +40%/);
});

test('a list by use is not followed where nothing would keep it true', async () => {
  const { server, skerry } = await serverOf(used);
  const ran = await skerry('instance list --watch --sort -cpu-use');
  expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining('only as a table on a terminal')]);
  expect(server.requests.filter(({ route }) => route === 'instance.list')).toEqual([]);
});
