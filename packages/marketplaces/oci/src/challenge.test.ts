import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseChallenges } from './challenge.ts';

test('what Docker Hub and registries say', () => {
  const hub =
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull,push"';
  expect(parseChallenges(hub)).toEqual([
    {
      scheme: 'bearer',
      parameters: {
        realm: 'https://auth.docker.io/token',
        service: 'registry.docker.io',
        scope: 'repository:library/nginx:pull,push',
      },
    },
  ]);
  expect(parseChallenges('Basic realm="Registry Realm"')).toEqual([
    { scheme: 'basic', parameters: { realm: 'Registry Realm' } },
  ]);
});

test('several in one header, tokens without quotes, quotes within quotes', () => {
  const two = 'Basic realm="a, Bearer x=\\"y\\"", Bearer realm=https://x/y , service=z';
  expect(parseChallenges(two)).toEqual([
    { scheme: 'basic', parameters: { realm: 'a, Bearer x="y"' } },
    { scheme: 'bearer', parameters: { realm: 'https://x/y', service: 'z' } },
  ]);
  expect(parseChallenges('Negotiate')).toEqual([{ scheme: 'negotiate', parameters: {} }]);
});

test('nonsense is no failure, and takes no time', () => {
  expect(parseChallenges('')).toEqual([]);
  expect(parseChallenges(`Bearer ${'a="'.repeat(100_000)}`)).toBeInstanceOf(Array);
  fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseChallenges(text))));
});
