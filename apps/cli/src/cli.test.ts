import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeServer, type FakeServer, type Handlers, problem } from '@skerry/sdk/testing/fake-server';
import { aCluster, aHost, anImage, anInstance, aPage } from '@skerry/sdk/testing/samples';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rendered, runCli, type Setting } from './testing/memory-io.ts';

let server: FakeServer | undefined;
let home: string;
/** As one is shaped; nobody has the other half. */
const publicKey = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'skerry-cli-test-'));
  vi.useFakeTimers({ now: new Date('2026-01-03T04:05:06Z'), toFake: ['Date'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await server?.close();
  server = undefined;
  await rm(home, { recursive: true, force: true });
});

const names: Handlers = {
  'cluster.list': () => ({ body: aPage([aCluster()]) }),
  'host.list': () => ({ body: aPage([aHost()]) }),
};
const step = { name: 'fetch-image', since: '2026-01-03T04:05:00Z', fraction: 0.42 } as const;
const several = [
  anInstance(),
  anInstance({
    id: 12,
    name: 'a-name-that-is-rather-long-for-a-small-terminal',
    kind: 'vm',
    state: 'preparing',
    memoryMiB: 4096,
    nics: [],
    labels: { zone: 'b', note: '東京の倉庫' },
    observed: { guest: 'none', reached: -1, reboots: 0, crashes: 0, step },
  }),
];

async function skerry(handlers: Handlers, argv: readonly string[], setting: Setting = {}) {
  server = await fakeServer({ ...names, ...handlers });
  return await runCli(argv, { home, ...setting, env: { SKERRY_URL: server.url, SKERRY_TOKEN: 'x', ...setting.env } });
}
const golden = (name: string) => join(import.meta.dirname, 'goldens', `${name}.txt`);
const hideUrl = (text: string) => text.replaceAll(server?.url ?? 'nothing', 'http://server');

describe('a list', () => {
  const handlers: Handlers = { 'instance.list': () => ({ body: aPage(several) }) };
  test.each([
    ['80 columns', [], { terminal: 80 }],
    ['140 columns', [], { terminal: 140 }],
    ['a pipe', [], {}],
    ['wide', ['-o', 'wide'], {}],
    ['names', ['-o', 'name'], {}],
    ['yaml', ['-o', 'yaml', '--limit', '1'], {}],
  ])('looks like its golden: %s', async (name, more, setting: Setting) => {
    const ran = await skerry(handlers, ['instance', 'list', ...more], { ...setting, env: { NO_COLOR: '1' } });
    await expect(rendered(ran)).toMatchFileSnapshot(golden(`instance list, ${name}`));
    if (setting.terminal !== undefined) {
      for (const line of ran.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(setting.terminal);
    }
  });

  test('has colours on a terminal only, and never with NO_COLOR', async () => {
    const escape = '\u001b[';
    expect((await skerry(handlers, ['instance', 'list'], { terminal: 100 })).stdout).toContain(escape);
    await server?.close();
    expect((await skerry(handlers, ['instance', 'list'])).stdout).not.toContain(escape);
    await server?.close();
    const without = await skerry(handlers, ['instance', 'list'], { terminal: 100, env: { NO_COLOR: '1' } });
    expect(without.stdout).not.toContain(escape);
  });

  test('says when there is more than is shown', async () => {
    const paged: Handlers = { 'image.list': () => ({ body: { ...aPage([anImage()], 'more'), total: 240 } }) };
    const ran = await skerry(paged, ['image', 'list', '-o', 'name', '--limit', '1']);
    expect(ran.stderr).toContain('1 of 240 are shown; --all shows all.');
  });
});

describe('an object', () => {
  test('is shown with names, sizes and times', async () => {
    const handlers: Handlers = { 'instance.get': () => ({ body: several[1] }) };
    const ran = await skerry(handlers, ['instance', 'show', '12'], { terminal: 80, env: { NO_COLOR: '1' } });
    await expect(rendered(ran)).toMatchFileSnapshot(golden('instance show'));
  });

  test('has a history, with what its guest printed before it ended', async () => {
    const entries = [
      { at: '2026-01-03T04:05:03Z', what: 'restored', sentence: 'It was started again by itself.', seconds: 1.2 },
      {
        at: '2026-01-03T04:05:01Z',
        what: 'crashed',
        sentence: 'It crashed.',
        seconds: 3700,
        log: '\u001b[31mKernel panic\u001b[0m\nat last',
      },
      {
        at: '2026-01-03T03:03:21Z',
        what: 'started',
        sentence: 'It was started.',
        seconds: 12,
        by: { userId: 0, name: 'admin' },
      },
      { at: '2026-01-03T03:03:01Z', what: 'asked', sentence: 'admin asked to create it: its cluster took it up.' },
    ] as const;
    const handlers: Handlers = { 'instance.history': () => ({ body: { entries: [...entries] } }) };
    const ran = await skerry(handlers, ['instance', 'history', '12'], { terminal: 80, env: { NO_COLOR: '1' } });
    await expect(rendered(ran)).toMatchFileSnapshot(golden('instance history'));
  });

  test('whose name is not unique is refused with the numbers', async () => {
    const list: Handlers = { 'instance.list': () => ({ body: aPage([anInstance(), anInstance({ id: 9 })]) }) };
    const ran = await skerry(list, ['instance', 'start', 'web']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('"web" is not one but 2: 3, 9.');
  });

  test('that is not there is answered with what is like it', async () => {
    const list: Handlers = { 'image.list': ({ query }) => ({ body: aPage(query['name'] ? [] : [anImage()]) }) };
    const ran = await skerry(list, ['image', 'show', 'tinny']);
    expect(ran.exitCode).toBe(3);
    expect(ran.stderr).toContain('Did you mean tiny (1)?');
  });
});

describe('instance create', () => {
  const made: Handlers = {
    'template.list': () => ({ body: aPage([]) }),
    'instance.create': ({ body }) => ({ body: anInstance({ ...(body as { name: string }), state: 'pending' }) }),
    'instance.get': () => ({ body: anInstance() }),
  };

  test('turns flags, units, files and names into the body', async () => {
    const key = join(home, 'key.pub');
    await writeFile(key, `# mine\n${publicKey}\n`);
    const words = [
      'instance',
      'create',
      'web',
      '--image',
      '1',
      '--kind',
      'container',
      '--memory',
      '1.5G',
      '--cpus',
      '2',
    ];
    const more = [
      '--ssh-key',
      `@${key}`,
      '--label',
      'a=b',
      '--label',
      'c=d',
      '--cluster',
      'harbour',
      '--network',
      'none',
      '--stopped',
    ];
    const ran = await skerry(made, [...words, ...more, '--disk', '2G']);
    expect(ran.exitCode).toBe(0);
    expect(server?.requests.find((r) => r.route === 'instance.create')?.body).toEqual({
      name: 'web',
      imageId: 1,
      kind: 'container',
      memoryMiB: 1536,
      diskSizeMiB: 2048,
      cpus: 2,
      context: { sshKeys: [publicKey] },
      labels: { a: 'b', c: 'd' },
      clusterId: 1,
      networkIds: [],
      start: false,
    });
  });

  test("reads a file, in flags' words or the API's, and the command line wins", async () => {
    const stdin =
      'memory: 256M\ncluster: harbour\nimageId: 1\nlabels: {a: b}\nssh-key: ["' +
      publicKey +
      '"]\n---\nname: two\nmemoryMiB: 64\n';
    const ran = await skerry(made, ['instance', 'create', '-f', '-', '--cpus', '3'], { stdin: `name: one\n${stdin}` });
    expect(ran.exitCode).toBe(0);
    const bodies = server?.requests.filter((r) => r.route === 'instance.create').map((r) => r.body);
    expect(bodies).toEqual([
      {
        name: 'one',
        memoryMiB: 256,
        clusterId: 1,
        imageId: 1,
        labels: { a: 'b' },
        context: { sshKeys: [publicKey] },
        cpus: 3,
        start: true,
      },
      { name: 'two', memoryMiB: 64, cpus: 3, start: true },
    ]);
  });

  test('with --wait says how it gets on and ends with the address', async () => {
    const ran = await skerry(made, ['instance', 'create', 'web', '--image', '1', '--wait']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain('web: running');
    expect(ran.stderr).toContain('web is running at 10.60.0.2');
  });

  test('that takes too long ends with 6, and says that the work goes on', async () => {
    const slow = { ...made, 'instance.get': () => ({ body: several[1] }) };
    const ran = await skerry(slow, ['instance', 'create', 'web', '--image', '1', '--wait', '--timeout', '1s']);
    expect(ran.stderr).toContain('The work goes on.');
    expect(ran.exitCode).toBe(6);
    expect(ran.stderr).toContain('The work goes on.');
  });

  test('with --dry-run says where it would go, and why', async () => {
    const plan = {
      placed: true,
      clusterId: 1,
      hostId: 2,
      message: 'It has the most free memory.',
      candidates: [{ hostId: 2, clusterId: 1, score: 0.8125, why: '12 GiB of memory are free' }],
      refused: { 'not enough memory': 1 },
    };
    const dry: Handlers = { 'instance.create': () => ({ body: plan }) };
    const ran = await skerry(dry, ['instance', 'create', 'web', '--image', '1', '--dry-run']);
    await expect(rendered(ran)).toMatchFileSnapshot(golden('instance create --dry-run'));
  });
});

describe('commands', () => {
  const waiting = {
    id: 41,
    clusterId: 1,
    userId: 2,
    userName: 'ann',
    issuedAt: '2026-01-03T03:05:06Z',
    type: 'stop',
    instanceId: 3,
    instanceName: 'web',
    state: 'waiting',
  } as const;
  const refused = {
    ...waiting,
    id: 40,
    type: 'create',
    state: 'refused',
    cancelled: true,
    failure: { code: 'command-cancelled', message: 'It was taken back before its cluster took it up.' },
  } as const;

  test('are listed with who gave them and what became of them', async () => {
    const handlers: Handlers = { 'command.list': () => ({ body: aPage([waiting, refused]) }) };
    const argv = ['command', 'list', '--state', 'waiting', '--cluster', 'harbour'];
    const ran = await skerry(handlers, argv, { terminal: 100, env: { NO_COLOR: '1' } });
    await expect(rendered(ran)).toMatchFileSnapshot(golden('command list'));
    const asked = server?.requests.find((r) => r.route === 'command.list')?.query;
    expect(asked).toMatchObject({ clusterId: 1, state: 'waiting' });
  });

  test('are taken back by their number, and by nothing else', async () => {
    const handlers: Handlers = { 'command.cancel': () => ({ status: 202, body: { ...waiting, cancelled: true } }) };
    const ran = await skerry(handlers, ['command', 'cancel', '41']);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.stderr).toContain('The command 41 (stop) is taken back.');
    await server?.close();
    expect(await skerry(handlers, ['command', 'cancel', 'web'])).toMatchObject({ exitCode: 2 });
  });
});

describe('what is lost', () => {
  const handlers: Handlers = {
    'instance.get': () => ({ body: anInstance() }),
    'instance.delete': () => ({ body: anInstance({ state: 'deleting' }) }),
  };

  test('is named, and nothing is deleted, where nobody can be asked', async () => {
    const ran = await skerry(handlers, ['instance', 'delete', '3']);
    await expect(rendered(ran)).toMatchFileSnapshot(golden('instance delete, not a terminal'));
    expect(server?.requests.map((r) => r.route)).not.toContain('instance.delete');
  });

  test('is deleted with --yes', async () => {
    const ran = await skerry(handlers, ['instance', 'delete', '3', '--yes', '--force']);
    expect(ran).toMatchObject({ exitCode: 0, stdout: '' });
    expect(server?.requests.at(-1)).toMatchObject({ route: 'instance.delete', query: { graceSeconds: 0 } });
  });
});

test('a label is changed by itself, one that is taken away by null: the API keeps the others', async () => {
  const handlers: Handlers = { 'instance.patch': () => ({ body: anInstance() }) };
  const ran = await skerry(handlers, ['instance', 'update', '3', '--label', 'new=3', '--label', 'old-']);
  expect(ran.exitCode).toBe(0);
  expect(server?.requests.map((r) => [r.route, r.body])).toEqual([
    ['instance.patch', { labels: { new: '3', old: null } }],
  ]);
});

describe('what a guest is told', () => {
  const template = {
    ...anImage(),
    kind: 'vm',
    cpus: 1,
    memoryMiB: 512,
    imageId: 1,
    requirements: '',
    rank: 'spread',
    context: { sshKeys: [], userData: '' },
  };
  const handlers: Handlers = { 'template.patch': () => ({ body: template }) };
  const bodyOf = async (...words: string[]) => {
    const ran = await skerry(handlers, ['template', 'update', '1', ...words]);
    return ran.exitCode === 0 ? server?.requests.at(-1)?.body : ran.stderr;
  };

  test('is text where the file is text, else the bytes of the file', async () => {
    const file = join(home, 'user-data');
    const cases = [
      [Buffer.from('#!/bin/sh\necho käse\n'), { userData: '#!/bin/sh\necho käse\n' }],
      [Buffer.from('k\u00e4se', 'latin1'), { userDataBase64: Buffer.from('k\u00e4se', 'latin1').toString('base64') }],
      [Buffer.from([0x1f, 0x8b, 8, 0, 0xff]), { userDataBase64: 'H4sIAP8=' }],
      [Buffer.from('\ufeffx'), { userData: '\ufeffx' }],
    ] as const;
    for (const [bytes, context] of cases) {
      await writeFile(file, bytes);
      expect(await bodyOf('--user-data', `@${file}`)).toEqual({ context });
    }
    expect(await bodyOf('--user-data', 'none')).toEqual({ context: { userData: '' } });
    expect(await bodyOf('--user-data', 'x', '--ssh-key', publicKey)).toEqual({
      context: { userData: 'x', sshKeys: [publicKey] },
    });
  });

  test('is no private key: it is not sent', async () => {
    const file = join(home, 'id_ed25519');
    await writeFile(file, '-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n');
    expect(await bodyOf('--ssh-key', `@${file}`)).toContain('This is a private key');
    expect(server?.requests).toEqual([]);
  });

  test('"none" is no network, "usual" the first of the cluster', async () => {
    expect(await bodyOf('--network', 'none')).toEqual({ networkIds: [] });
    expect(await bodyOf('--network', 'usual')).toEqual({ networkIds: null });
  });

  test('a network with a fixed address or MAC makes interfaces of all of them', async () => {
    const fixed = '7,mac=52-54-00-AA-00-01,address=10.60.0.20';
    expect(await bodyOf('--network', '3', '--network', fixed)).toEqual({
      nics: [{ networkId: 3 }, { networkId: 7, address: '10.60.0.20', mac: '52:54:00:aa:00:01' }],
    });
    expect(await bodyOf('--network', '3,address=fd00::1')).toContain('is an IPv6 address');
    expect(await bodyOf('--network', '3,adress=10.60.0.1')).toContain('Did you mean "address"?');
    expect(await bodyOf('--network', '3,mac=')).toContain('gives mac without a value');
    expect(await bodyOf('--network', '3,mac=01:00:00:00:00:01')).toContain('multicast');
    expect(server?.requests).toEqual([]);
  });
});

test('"none" takes away what an object need not have', async () => {
  const before = aCluster({ location: { latitude: 60.4, longitude: 5.3, place: 'Bergen' } });
  const handlers: Handlers = { 'cluster.patch': () => ({ body: before }) };
  const bodyOf = async (place: string) => {
    expect((await skerry(handlers, ['cluster', 'update', '1', '--location', place])).exitCode).toBe(0);
    return server?.requests.at(-1)?.body;
  };
  expect(await bodyOf('none')).toEqual({ location: null });
  expect(await bodyOf('1,2,Here')).toEqual({ location: { latitude: 1, longitude: 2, place: 'Here' } });
  expect((await skerry(handlers, ['cluster', 'create', 'x', '--location', 'none'])).exitCode).toBe(2);
});

describe('the exit code', () => {
  test.each([
    [400, 'invalid-request', 2],
    [401, 'unauthenticated', 4],
    [403, 'forbidden', 4],
    [404, 'not-found', 3],
    [409, 'instance-state', 4],
    [409, 'name-taken', 7],
    [412, 'precondition-failed', 7],
    [500, 'internal', 1],
    [504, 'link-deadline', 6],
  ])('of %i %s is %i', async (status, code, exitCode) => {
    const ran = await skerry({ 'image.get': () => problem(status, code, 'No.') }, ['image', 'show', '1']);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stderr).toContain('error: No.');
  });

  test('of a wrong word is 2, of a server that is not there 5', async () => {
    expect((await runCli(['instance', 'fly'])).exitCode).toBe(2);
    expect((await runCli(['instance', 'list', '--url', 'not-a-url'])).exitCode).toBe(2);
    const gone = await fakeServer({});
    await gone.close();
    const ran = await runCli(['status'], { env: { SKERRY_URL: gone.url, SKERRY_TOKEN: 'x' } });
    expect(ran.exitCode).toBe(5);
    expect(ran.stderr).toContain('is not reachable: nothing listens there');
  });
});

test('an error is a sentence, its fields, and what to do next', async () => {
  const errors = [
    { field: 'memoryMiB', message: 'At least 64 MiB for this image.' },
    { field: 'cpus', message: 'At most 128.' },
  ];
  const more = { errors, hint: 'Correct the fields.' };
  const ran = await skerry({ 'image.get': () => problem(400, 'invalid-request', 'The body is not valid.', more) }, [
    'image',
    'show',
    '1',
  ]);
  await expect(rendered(ran)).toMatchFileSnapshot(golden('error with fields'));
});

describe('credentials', () => {
  const session = { secret: 'fresh', expiresAt: '2026-01-04T00:00:00Z' };
  const user = { ...anImage(), groupIds: [0], enabled: true, administrator: true };

  test('of the quickstart are used when there is nothing else, kept for their owner alone, and renewed', async () => {
    let valid = 'fresh';
    server = await fakeServer({
      ...names,
      'session.create': ({ body }) => {
        expect(body).toEqual({ name: 'admin', password: 'long enough' });
        return { body: { ...session, secret: valid, user } };
      },
      'session.get': ({ headers }) =>
        headers.authorization === `Bearer ${valid}` ? { body: user } : problem(401, 'unauthenticated', 'Log in.'),
    });
    const credentials = { url: server.url, user: 'admin', password: 'long enough' };
    await writeFile(join(home, 'credentials.json'), JSON.stringify(credentials));
    const setting = { home, env: { SKERRY_STATE: home } };
    const logIns = () => server?.requests.filter((r) => r.route === 'session.create').length;
    expect(await runCli(['whoami', '-o', 'name'], setting)).toMatchObject({ exitCode: 0, stdout: 'tiny\n' });
    expect(await runCli(['whoami', '-o', 'name'], setting)).toMatchObject({ exitCode: 0 });
    expect(logIns()).toBe(1);
    const path = join(home, '.config/skerry/config.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toContain('"fresh"');
    expect(await readFile(path, 'utf8')).not.toContain('long enough');
    valid = 'fresher';
    expect(await runCli(['whoami', '-o', 'name'], setting)).toMatchObject({ exitCode: 0 });
    expect(logIns()).toBe(2);
  });

  test('are made by login, used, and forgotten by logout', async () => {
    server = await fakeServer({
      ...names,
      'session.create': () => ({ body: { ...session, user } }),
      'session.delete': () => ({ status: 204 }),
      'status.get': () => problem(404, 'not-found', 'Nothing.'),
    });
    const words = ['login', server.url, '--user', 'admin', '--password-stdin', '--as', 'test'];
    expect((await runCli(words, { home, stdin: 'long enough\n' })).exitCode).toBe(0);
    expect((await runCli(['status'], { home })).exitCode).toBe(3);
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer fresh');
    expect((await runCli(['context', 'list'], { home })).stdout).not.toContain('fresh');
    expect((await runCli(['logout'], { home })).exitCode).toBe(0);
    expect((await runCli(['status'], { home })).exitCode).toBe(5);
  });

  test('of one server are not sent to another', async () => {
    server = await fakeServer({ ...names, 'status.get': () => problem(404, 'not-found', 'Nothing.') });
    const contexts = [{ name: 'a', url: 'http://elsewhere', token: 'secret' }];
    const path = join(home, 'config.json');
    await writeFile(path, JSON.stringify({ current: 'a', contexts }));
    await runCli(['status', '--url', server.url], { home, env: { SKERRY_CONFIG: path } });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });
});

describe('help', () => {
  test.each([
    [[]],
    [['instance']],
    [['instance', 'create', '--help']],
    [['network', 'create', '--help']],
    [['user', 'update', '--help']],
  ])('of "skerry %s" looks like its golden', async (argv: string[]) => {
    const ran = await runCli(argv, { terminal: 100, env: { NO_COLOR: '1' } });
    await expect(rendered(ran)).toMatchFileSnapshot(golden(`help ${argv.join(' ')}`.trim()));
  });
});

test('an unreachable server in the words of a person', async () => {
  const ran = await skerry({ 'image.get': () => ({ break: true }) }, ['image', 'show', '1']);
  expect(hideUrl(ran.stderr)).toBe(
    'error: The server at http://server is not reachable: the connection broke.\n' +
      'hint:  Is it running? `npm run status` says so on the machine of the server; check the address as well.\n',
  );
});

describe('completion', () => {
  test.each([
    [['inst'], ['instance']],
    [['instance', 'cre'], ['create']],
    [
      ['instance', 'create', 'x', '--kind', ''],
      ['vm', 'container', 'microvm'],
    ],
    [['instance', 'create', 'x', '--mem'], ['--memory']],
    [['instance', 'stop', 'w'], ['web']],
    [['instance', 'create', 'x', '--cluster', ''], ['harbour']],
    [
      ['inst', 'st'],
      ['start', 'stop'],
    ],
    [['inst', 'ls', '--filter', 'sta'], ['state=']],
    [['inst', 'ls', '--filter', 'state=run'], ['state=running']],
    [['inst', 'ls', '--filter', 'state=running,pend'], ['state=running,pending']],
    [['inst', 'ls', '--filter', 'state', '=', 'run'], ['running']],
    [['inst', 'ls', '--filter', 'cluster!=har'], ['cluster!=harbour']],
    [
      ['inst', 'ls', '--filter', 'cluster', '='],
      ['harbour', 'none'],
    ],
    [
      ['inst', 'ls', '--sort', 'mem'],
      ['memory', 'memory-use'],
    ],
    [['host', 'ls', '-o', 'custom=name,cl'], ['custom=name,cluster']],
    [['host', 'ls', '-o', 'cu'], ['custom=']],
    [['events', '--kind', 'host,inst'], ['host,instance']],
    [['audit', 'list', '--action', 'instance.sto'], ['instance.stop']],
  ])('of %j offers %j', async (words, expected) => {
    const ran = await skerry({ 'instance.list': () => ({ body: aPage([anInstance()]) }) }, [
      '__complete',
      '--',
      ...words,
    ]);
    expect(
      ran.stdout
        .trim()
        .split('\n')
        .map((l) => l.split('\t')[0]),
    ).toEqual(expected);
  });
});

describe('a cluster that is gone for good', () => {
  const there: Handlers = {
    'cluster.get': () => ({ body: aCluster({ state: 'cut' }) }),
    'host.list': () => ({ body: aPage([aHost()]) }),
    'network.list': () => ({ body: aPage([]) }),
    'instance.list': () => ({ body: aPage(several.slice(0, 2)) }),
  };
  const loss = { hosts: 1, networks: 0, instances: 2, disks: 2, addresses: 1, waitingCommands: 3, templates: 0 };

  test('is given up only when it was meant: what goes with it is named, and nobody can be asked here', async () => {
    const ran = await skerry(there, ['cluster', 'delete', aCluster().name, '--lost']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(`its 1 host: ${aHost().name} (${aHost().id}); its 2 instances: ${several[0]?.name}`);
    expect(ran.stderr).toContain('add --yes');
    expect(server?.requests.some(({ route }) => route === 'cluster.declare-lost')).toBe(false);
  });

  test('is asked for by its name, and told what went with it', async () => {
    const handlers: Handlers = {
      ...there,
      'cluster.declare-lost': ({ body }) => {
        expect(body).toEqual({ name: aCluster().name });
        return { body: loss };
      },
    };
    const ran = await skerry(handlers, ['cluster', 'delete', aCluster().name, '--lost', '--yes']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain('with it 2 instances, 2 disks and 1 addresses');
    expect(ran.stderr).toContain('answered as refused: 3.');
    const plain = await skerry(handlers, ['cluster', 'delete', aCluster().name, '--lost', '--yes', '-o', 'json']);
    expect(JSON.parse(plain.stdout)).toEqual(loss);
  });
});

describe('a host that is gone for good', () => {
  const on = (count: number): Handlers => ({
    'host.get': () => ({ body: aHost({ state: 'cut' }) }),
    'instance.list': () => ({ body: aPage(several.slice(0, count)) }),
  });

  test('is given up only when it was meant: its instances are named, and nobody can be asked here', async () => {
    const ran = await skerry(on(2), ['host', 'delete', aHost().name, '--lost']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(`${several[0]?.name} (${several[0]?.id}), ${several[1]?.name} (12)`);
    expect(ran.stderr).toContain('add --yes');
    expect(server?.requests.some(({ route }) => route === 'host.declare-lost')).toBe(false);
  });

  test('is asked for by its name, and its cluster has the last word', async () => {
    let state: 'lost' | 'online' = 'lost';
    const ran = await skerry(
      {
        ...on(0),
        'host.get': () => ({
          body: aHost({ state: server?.requests.some(({ route }) => route === 'host.declare-lost') ? state : 'cut' }),
        }),
        'host.declare-lost': ({ body }) => {
          expect(body).toEqual({ name: aHost().name });
          state = 'online';
          return { body: aHost({ state: 'lost' }), status: 202 };
        },
      },
      ['host', 'delete', aHost().name, '--lost', '--yes'],
    );
    expect(ran.exitCode).toBe(4);
    expect(ran.stderr).toContain('did not give up the host');
  });
});
