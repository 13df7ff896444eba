import { testOutbound } from '@skerry/marketplace-contract/conformance/under-test';
import { createFaultyServer, type FaultyServer } from '@skerry/marketplace-contract/testing/faulty-server';
import { digestOf, Outbound, type OutboundOptions, sourceCodeOf } from '@skerry/outbound';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { OciMarketplace, type OciOptions } from './oci-marketplace.ts';
import type { RegistrySetting } from './registry.ts';
import { FixtureRegistry, layer } from './testing/fixture-registry.ts';

const host = 'registry.example';
let registry: FixtureRegistry;
let server: FaultyServer;
const ends: (() => unknown)[] = [];

async function serve(serving: FixtureRegistry): Promise<FaultyServer> {
  const made = await createFaultyServer(serving.serve);
  serving.url = made.url;
  ends.push(() => made.close());
  return made;
}
beforeEach(async () => {
  registry = new FixtureRegistry();
  server = await serve(registry);
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function marketplace(setting: RegistrySetting = {}, more: Partial<OciOptions> = {}, outbound: OutboundOptions = {}) {
  const made = new OciMarketplace({
    outbound: new Outbound({ ...testOutbound, ...outbound }),
    registry: host,
    registries: { [host]: { url: server.url, ...setting } },
    ...more,
  });
  ends.push(() => made.close());
  return made;
}
const resolve = (reference: string, architecture = 'x86_64', by = marketplace()) => by.resolve(reference, architecture);
const codeOf = (promise: Promise<unknown>) => promise.then(() => undefined, sourceCodeOf);
const authorizations = () => server.asked.map(({ headers }) => headers.authorization);

describe('who asks', () => {
  beforeEach(() => void registry.image('app', {}, '1'));

  it('is nobody, when the registry does not want to know', async () => {
    await resolve('app:1');
    expect(new Set(authorizations())).toEqual(new Set([undefined]));
  });

  it('gets a token for one repository, and uses it until it ends', async () => {
    registry.wants.token = 'let-me-in';
    const by = marketplace();
    const { blobs } = await resolve('app:1', 'x86_64', by);
    for await (const _ of by.open(blobs[1] as never));
    const tokens = server.asked.filter(({ path }) => path.startsWith('/token'));
    expect(tokens.map(({ path }) => path)).toEqual(['/token?service=fixture&scope=repository%3Aapp%3Apull']);
    expect(authorizations().at(-1)).toBe('Bearer let-me-in');
  });

  it('gets another token when the one it has is not taken any more', async () => {
    registry.wants.token = 'first';
    const by = marketplace();
    await resolve('app:1', 'x86_64', by);
    registry.wants.token = 'second';
    await resolve('app:1', 'x86_64', by);
    expect(authorizations().at(-1)).toBe('Bearer second');
  });

  it('gives its password where it is wanted, and only there', async () => {
    registry.wants.basic = 'me:pass word';
    const credentials = { name: 'me', password: 'pass word' };
    await resolve('app:1', 'x86_64', marketplace({ credentials }));
    const basic = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
    expect(authorizations()[0]).toBeUndefined();
    expect(new Set(authorizations().slice(1))).toEqual(new Set([basic]));
    server.heal();
    expect(await codeOf(resolve('app:1', 'x86_64', marketplace({ credentials: { name: 'me', password: 'no' } })))).toBe(
      'source-refused',
    );
    expect(server.asked).toHaveLength(2);
    expect(await codeOf(resolve('app:1'))).toBe('source-refused');
  });

  it('gives it to whom the registry sends for tokens, and says so when it is not taken', async () => {
    registry.wants.token = 'let-me-in';
    const by = () => marketplace({ credentials: { name: 'me', password: 'pw' } });
    await resolve('app:1', 'x86_64', by());
    const asked = server.asked.find(({ path }) => path.startsWith('/token'));
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from('me:pw').toString('base64')}`);
    server.fault((path) => path.startsWith('/token'), { type: 'reply', reply: { status: 401 } });
    await expect(resolve('app:1', 'x86_64', by())).rejects.toThrow('does not take the name and password');
  });

  it('shows an identity token by POST, and not in an address', async () => {
    registry.wants.token = 'let-me-in';
    await resolve('app:1', 'x86_64', marketplace({ credentials: { identityToken: 'long-lived' } }));
    const asked = server.asked.find(({ path }) => path.startsWith('/token'));
    expect(asked?.path).toBe('/token');
    expect(asked?.headers).toMatchObject({ 'content-type': 'application/x-www-form-urlencoded' });
  });

  it.each(['http://169.254.169.254/token', 'http://10.0.0.1/token', 'nonsense', 'file:///etc/passwd'])(
    'does not go for a token to %s',
    async (realm) => {
      const challenge = `Bearer realm="${realm}",service="x"`;
      server.fault(() => true, { type: 'reply', reply: { status: 401, headers: { 'www-authenticate': challenge } } });
      const code = await codeOf(
        resolve('app:1', 'x86_64', marketplace({ credentials: { name: 'me', password: 'pw' } })),
      );
      expect(['source-address-refused', 'source-not-understood', 'source-setting']).toContain(code);
    },
  );

  it('shows nothing of itself to whom a layer is redirected', async () => {
    registry.wants.token = 'let-me-in';
    const other = new FixtureRegistry();
    const cdn = await createFaultyServer(() => ({ status: 200, body: layer('app') }));
    ends.push(() => cdn.close());
    other.url = cdn.url;
    const by = marketplace();
    const { blobs } = await resolve('app:1', 'x86_64', by);
    const blob = blobs[1];
    server.fault((path) => path.endsWith(blob?.digest ?? ''), {
      type: 'reply',
      reply: { status: 307, headers: { location: `${cdn.url}/signed?key=1` } },
    });
    for await (const _ of by.open(blob as never));
    expect(cdn.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

describe('what is not given', () => {
  it('is not there, or not for everybody', async () => {
    await expect(resolve('app:1')).rejects.toThrow('There is no registry.example/app:1.');
    registry.wants.basic = 'me:pw';
    await expect(resolve('app:1')).rejects.toThrow('app:1 is not given to us: it is not there, or not for everybody');
    await expect(marketplace().search({})).rejects.toThrow('registry.example does not list what it has');
  });
});

describe('a registry that lies', () => {
  it('about the digest of a tag', async () => {
    registry.image('app', {}, '1');
    const told = {
      'docker-content-digest': digestOf('another'),
      'content-type': 'application/vnd.oci.image.manifest.v1+json',
    };
    const body = registry.manifests.get('app/1')?.content ?? '';
    server.fault((path) => path.includes('/manifests/'), {
      type: 'reply',
      reply: { status: 200, headers: told, body },
    });
    expect(await codeOf(resolve('app:1'))).toBe('source-wrong-digest');
  });

  it('about the size of a document in an index', async () => {
    const image = registry.image('app');
    registry.index('app', [{ ...image, size: image.size + 1 }], '1');
    expect(await codeOf(resolve('app:1'))).toBe('source-wrong-size');
  });

  it('by one document that is an index and an image at once', async () => {
    const image = registry.image('app');
    const both = { schemaVersion: 2, manifests: [image], config: image, layers: [] };
    for (const mediaType of [
      'application/vnd.oci.image.index.v1+json',
      'application/vnd.oci.image.manifest.v1+json',
      '',
    ]) {
      registry.manifest('app', both, mediaType, '1');
      expect(await codeOf(resolve('app:1'))).toBe('source-not-understood');
    }
  });

  it('by a document that calls itself something else', async () => {
    const image = registry.image('app');
    const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', manifests: [image] };
    registry.manifest('app', index, 'application/vnd.oci.image.index.v1+json', '1');
    await expect(resolve('app:1')).rejects.toThrow('and is not');
  });

  it('by indexes without an end', async () => {
    let inner = registry.index('app', [registry.image('app')]);
    for (let i = 0; i < 20; i++) inner = registry.index('app', [{ ...inner, annotations: { depth: String(i) } }], '1');
    await expect(resolve('app:1')).rejects.toThrow('is a maze of more than 16 documents');
  });

  it('about how many layers there are', async () => {
    registry.image('app', { layers: [layer('a')] }, '1');
    const document = JSON.parse(String(registry.manifests.get('app/1')?.content)) as { layers: unknown[] };
    registry.manifest('app', { ...document, layers: [...document.layers, ...document.layers] }, 'x', '2');
    await expect(resolve('app:2')).rejects.toThrow('has 2 layers, and its configuration tells of 1');
  });
});

describe('what is no application image', () => {
  it('a chart, a signature, a disk: it says what it is', async () => {
    const path = 'chart';
    const config = registry.blob(path, Buffer.from('{}'), 'application/vnd.cncf.helm.config.v1+json');
    registry.manifest(
      path,
      { schemaVersion: 2, config, layers: [] },
      'application/vnd.oci.image.manifest.v1+json',
      '1',
    );
    await expect(resolve('chart:1')).rejects.toThrow('is no image, but "application/vnd.cncf.helm.config.v1+json"');
  });

  it('a manifest of 2015', async () => {
    registry.manifest(
      'old',
      { schemaVersion: 1, fsLayers: [] },
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
      '1',
    );
    await expect(resolve('old:1')).rejects.toThrow('a form of 2015');
  });

  it('but Docker’s own kinds are, with and without a list', async () => {
    const docker = 'application/vnd.docker';
    registry.image('app', {}, 'oci');
    const document = JSON.parse(String(registry.manifests.get('app/oci')?.content)) as {
      config: object;
      layers: object[];
    };
    const { mediaType: _, ...rest } = { mediaType: '', ...document };
    const image = {
      ...rest,
      config: { ...document.config, mediaType: `${docker}.container.image.v1+json` },
      layers: document.layers.map((each) => ({ ...each, mediaType: `${docker}.image.rootfs.diff.tar.gzip` })),
    };
    const type = `${docker}.distribution.manifest.v2+json`;
    const pushed = registry.manifest('app', { ...image, mediaType: type }, type, '1');
    const list = `${docker}.distribution.manifest.list.v2+json`;
    const platform = { os: 'linux', architecture: 'amd64' };
    registry.manifest('app', { schemaVersion: 2, mediaType: list, manifests: [{ ...pushed, platform }] }, list, '2');
    const offer = await resolve('app:1');
    expect(await resolve('app:2')).toEqual({ ...offer, version: '2' });
    expect(server.asked[0]?.headers.accept).toContain(list);
  });
});

describe('for whom it is', () => {
  it('an image without an index says so itself', async () => {
    registry.image('app', { architecture: 'arm64' }, '1');
    await expect(resolve('app:1')).rejects.toThrow('app:1 is there for aarch64, not for x86_64.');
    expect((await resolve('app:1', 'aarch64')).architecture).toBe('aarch64');
  });

  it('a member of an index that says nothing is looked into', async () => {
    const arm = registry.image('app', { architecture: 'arm64' });
    const amd = registry.image('app', {});
    const config = registry.blob('app', Buffer.from('{}'), 'application/vnd.in-toto+json');
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const beside = registry.manifest('app', { schemaVersion: 2, config, layers: [] }, type);
    const silent = [beside, arm, amd].map(({ mediaType, digest, size }) => ({ mediaType, digest, size }));
    registry.index('app', silent, '1');
    expect((await resolve('app:1')).digest).toBe(amd.digest);
    await expect(resolve('app:1', 'riscv64')).rejects.toThrow('is there for aarch64, x86_64, not for riscv64');
  });
});

test('tags come in pages', async () => {
  for (let i = 0; i < 5; i++) registry.image('app', {}, `v${i}`);
  const body = JSON.stringify({ tags: ['v0', 'v1', 'v1', 'a\u202eb'] });
  const link = '</v2/app/tags/list?last=v1&n=2>; rel="next"';
  server.fault(
    (path) => path.includes('/tags/'),
    { type: 'reply', reply: { status: 200, headers: { link }, body } },
    1,
  );
  const by = marketplace();
  expect(await by.versions('app')).toEqual({ versions: ['v0', 'v1'], next: 'v1' });
  expect(await by.versions('app', { after: 'v1' })).toEqual({ versions: ['v2', 'v3', 'v4'] });
  server.fault(() => true, { type: 'reply', reply: { status: 200, body: '{"tags":null}' } });
  expect(await by.versions('app')).toEqual({ versions: [] });
});

test('how often we may ask still is told', async () => {
  registry.image('app', {}, '1');
  const content = registry.manifests.get('app/1');
  const headers = {
    'content-type': content?.mediaType,
    'ratelimit-limit': '100;w=21600',
    'ratelimit-remaining': '76;w=21600',
  };
  server.fault((path) => path.includes('/manifests/'), {
    type: 'reply',
    reply: { status: 200, headers, body: content?.content ?? '' },
  });
  const by = marketplace();
  expect(by.allowance()).toBeUndefined();
  await resolve('app:1', 'x86_64', by);
  expect(by.allowance()).toMatchObject({ limit: 100, remaining: 76, windowSeconds: 21_600 });
});

describe('a mirror', () => {
  let copy: FixtureRegistry;
  let mirror: FaultyServer;
  const by = () => marketplace({ mirrors: [mirror.url], credentials: { name: 'me', password: 'pw' } });
  const bytes = async (of: OciMarketplace) => {
    let sum = 0;
    for (const blob of (await resolve('app:1', 'x86_64', of)).blobs) {
      for await (const chunk of of.open(blob)) sum += chunk.length;
    }
    return sum;
  };
  beforeEach(async () => {
    copy = new FixtureRegistry();
    mirror = await serve(copy);
    for (const each of [registry, copy]) each.image('app', {}, '1');
  });

  it('is asked in place of its origin, and told no password', async () => {
    copy.wants.basic = 'me:pw';
    await bytes(by());
    expect(mirror.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    delete copy.wants.basic;
    server.heal();
    await bytes(by());
    expect(server.asked).toEqual([]);
  });

  it('that does not have it, fails or lies, is passed over, and left alone for a while', async () => {
    copy.manifests.clear();
    const one = by();
    await bytes(one);
    const before = mirror.asked.length;
    await bytes(one);
    expect(mirror.asked.length).toBe(before);
    mirror.fault((path) => path.includes('/blobs/'), { type: 'reply', reply: { status: 200, body: 'short' } });
    copy.image('app', {}, '1');
    expect(await bytes(by())).toBe(await bytes(marketplace()));
  });
});

test('plain HTTP only when it is said', async () => {
  const { port } = new URL(server.url);
  registry.image('app', {}, '1');
  const bare = new OciMarketplace({ outbound: new Outbound(testOutbound) });
  ends.push(() => bare.close());
  expect(await codeOf(bare.resolve(`127.0.0.1:${port}/app:1`, 'x86_64'))).toMatch(
    /source-(unreachable|not-understood)/,
  );
  expect(server.asked).toEqual([]);
  const said = new OciMarketplace({
    outbound: new Outbound(testOutbound),
    registries: { [`127.0.0.1:${port}`]: { url: server.url } },
  });
  ends.push(() => said.close());
  expect((await said.resolve(`127.0.0.1:${port}/app:1`, 'x86_64')).pinned).toMatch(/^127\.0\.0\.1:\d+\/app@sha256:/);
});

describe('Docker Hub', () => {
  const found = {
    count: 40,
    next: 'https://hub.docker.com/v2/search/repositories/?page=2',
    results: [
      { repo_name: 'nginx', short_description: 'Official\nbuild', is_official: true },
      { repo_name: 'bitnami/nginx', short_description: '\u001b[31mred' },
      { repo_name: 'evil/\u202e' },
      { repo_name: 5 },
      null,
    ],
  };
  const own = {
    count: 2,
    next: null,
    results: [{ name: 'alpine', namespace: 'library', last_updated: '2026-01-01T00:00:00Z' }],
  };
  const open = async () => {
    const hub = await createFaultyServer(({ path }) => ({
      status: 200,
      body: JSON.stringify(path.includes('/search/') ? found : own),
    }));
    ends.push(() => hub.close());
    const made = new OciMarketplace({ outbound: new Outbound(testOutbound), hubSearch: hub.url });
    ends.push(() => made.close());
    return { hub, made };
  };

  it('is searched where it searches itself, page by page', async () => {
    const { hub, made } = await open();
    const page = await made.search({ text: 'nginx & more', limit: 500 });
    expect(page.entries.map(({ name, description, official }) => ({ name, description, official }))).toEqual([
      { name: 'nginx', description: 'Official build', official: true },
      { name: 'bitnami/nginx', description: '[31mred', official: false },
    ]);
    expect(page).toMatchObject({ total: 40, next: '2' });
    await made.search({ text: 'nginx', ...(page.next === undefined ? {} : { after: page.next }) });
    expect(hub.asked.map(({ path }) => path)).toEqual([
      '/v2/search/repositories/?query=nginx+%26+more&page=1&page_size=100',
      '/v2/search/repositories/?query=nginx&page=2&page_size=25',
    ]);
    expect(made.indexed).toBeUndefined();
  });

  it('shows its own images when nothing is asked for', async () => {
    const { made } = await open();
    expect((await made.search({})).entries).toEqual([
      expect.objectContaining({ reference: 'alpine', official: true, publishedAt: '2026-01-01T00:00:00Z' }),
    ]);
  });
});

test('a registry that shall be asked for its own images alone asks no other, whatever a name says', async () => {
  registry.image('app', {}, '1');
  const other = new FixtureRegistry();
  other.image('app', {}, '1');
  const elsewhere = await serve(other);
  const registries = { [host]: { url: server.url }, 'other.example': { url: elsewhere.url } };
  await resolve('app:1', 'x86_64', marketplace({}, { registries, onlyUsual: true }));
  await resolve('other.example/app:1', 'x86_64', marketplace({}, { registries }));
  elsewhere.heal();
  const own = marketplace({}, { registries, onlyUsual: true });
  expect(await codeOf(resolve('other.example/app:1', 'x86_64', own))).toBe('source-not-found');
  expect(await codeOf(own.versions('other.example/app'))).toBe('source-not-found');
  expect(elsewhere.asked).toEqual([]);
});
