import type { Handlers } from '@skerry/sdk/testing/fake-server';
import { aPage } from '@skerry/sdk/testing/samples';
import { expect, test } from 'vitest';
import { serverOf } from '../testing/server-of.ts';

const ours = {
  id: 4,
  name: 'ours',
  type: 'oci',
  url: 'https://registry.example.org/',
  insecure: false,
  ownerId: 0,
  groupId: 0,
  permissions: 'um-------',
  labels: {},
  attributes: {},
  createdAt: '2026-01-01T00:00:00Z',
  changedAt: '2026-01-01T00:00:00Z',
};
const entry = (name: string) => ({ reference: name, name, architectures: ['x86_64'], kinds: ['container'] });
const asOf = '2026-01-01T00:00:00Z';
const handlers: Handlers = {
  'marketplace.list': () => ({ body: aPage([ours] as never) }),
  'marketplace.create': () => ({ status: 201, body: ours }),
  'marketplace.patch': () => ({ body: ours }),
  'marketplace.check': () => ({ body: { reached: false, message: 'It is gone.', hint: 'Look for it.' } }),
  'marketplace.entries': ({ query }) =>
    query['after'] === undefined
      ? { body: { items: [entry('nginx'), entry('nginx-extra')] as never, total: 3, next: 'x', asOf } }
      : {
          body: {
            items: [entry('old/nginx')] as never,
            total: 3,
            asOf,
            stale: { code: 'source-unreachable', message: 'It does not answer.' },
          },
        },
};

test('a search prints what is found, page after page, and says to people what it leaves out and how old it is', async () => {
  const { server, skerry } = await serverOf(handlers);
  const all = await skerry('marketplace search ours nginx web --kind container');
  expect(all.stdout).toMatch(/^REFERENCE +KINDS +ARCH\nnginx +container +x86_64\nnginx-extra .*\nold\/nginx /);
  expect(all.stderr).toMatch(/This is what there was .* ago\. It does not answer\./);
  const asked = server.requests.filter(({ route }) => route === 'marketplace.entries');
  expect(asked.map(({ query }) => query)).toMatchObject([
    { q: 'nginx web', kind: 'container', limit: 50 },
    { q: 'nginx web', after: 'x' },
  ]);
  const few = await skerry('marketplace search ours --limit 1 -o name');
  expect([few.stdout, few.stderr]).toEqual(['nginx\n', '1 of 3 are shown; --limit shows more.\n']);
});

test('a password is asked for with a user, and never stands on the command line', async () => {
  const { server, skerry } = await serverOf(handlers);
  const line = 'marketplace create ours --type oci --address https://registry.example.org --user robot';
  const refused = await skerry(line);
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('--password-stdin')]);
  const made = await skerry(`${line} --password-stdin`, { stdin: 'correct horse\n' });
  expect(made.exitCode, made.stderr).toBe(0);
  expect(await skerry('marketplace update ours --password-stdin', { stdin: 'other\n' })).toMatchObject({ exitCode: 0 });
  const bodies = server.requests.filter(({ route }) => /create|patch/.test(route)).map(({ body }) => body);
  expect(bodies).toMatchObject([{ user: 'robot', password: 'correct horse' }, { password: 'other' }]);
});

test('with --check one that does not answer is not made, and it says why', async () => {
  const { server, skerry } = await serverOf(handlers);
  for (const flag of ['--check', '--dry-run']) {
    const ran = await skerry(`marketplace create ours --type oci ${flag}`);
    expect([ran.exitCode, ran.stderr]).toEqual([5, expect.stringMatching(/It is gone\.[^]*Look for it\./)]);
  }
  expect(server.requests.filter(({ route }) => route === 'marketplace.create')).toEqual([]);
});
