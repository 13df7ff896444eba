import { describe, expect, it } from 'vitest';
import { parseReference, shortName } from './reference.ts';

const hex = 'a'.repeat(64);

describe('an image is named', () => {
  it.each([
    ['nginx', 'docker.io', 'library/nginx', 'latest', undefined],
    ['docker://nginx:1.27', 'docker.io', 'library/nginx', '1.27', undefined],
    ['bitnami/redis', 'docker.io', 'bitnami/redis', 'latest', undefined],
    ['index.docker.io/library/nginx', 'docker.io', 'library/nginx', 'latest', undefined],
    ['ghcr.io/a/b/c:v1', 'ghcr.io', 'a/b/c', 'v1', undefined],
    ['localhost/x', 'localhost', 'x', 'latest', undefined],
    ['localhost:5000/x:y', 'localhost:5000', 'x', 'y', undefined],
    ['[::1]:5000/x', '[::1]:5000', 'x', 'latest', undefined],
    ['REGISTRY.example/x', 'registry.example', 'x', 'latest', undefined],
    [`nginx@sha256:${hex}`, 'docker.io', 'library/nginx', undefined, `sha256:${hex}`],
    [`nginx:1@sha256:${hex}`, 'docker.io', 'library/nginx', '1', `sha256:${hex}`],
    ['a__b/c--d.e', 'docker.io', 'a__b/c--d.e', 'latest', undefined],
  ])('%s', (text, host, path, tag, digest) => {
    expect(parseReference(text)).toEqual({ host, path, ...(tag && { tag }), ...(digest && { digest }) });
  });
});

describe('no image is named', () => {
  it.each([
    ['', 'such a name no registry has'],
    ['NGINX', 'no capital letters'],
    ['a/../b', 'such a name no registry has'],
    ['../etc/passwd', 'no host'],
    ['a//b', 'such a name no registry has'],
    ['nginx:', 'no tag'],
    ['nginx:a b', 'no tag'],
    [`nginx:${'t'.repeat(129)}`, 'no tag'],
    ['nginx@sha256:12', 'no digest'],
    [`nginx@md5:${hex.slice(32)}`, 'no digest'],
    [`nginx@sha256:${hex}@sha256:${hex}`, 'two digests'],
    ['ex ample.org/x', 'no host'],
    ['ü', 'such a name no registry has'],
    ['a'.repeat(256), 'such a name no registry has'],
    ['a.example:99999999/x', 'no host'],
    ['nginx?x=1', 'such a name no registry has'],
    ['nginx%2f', 'such a name no registry has'],
  ])('%s', (text, why) => {
    expect(() => parseReference(text)).toThrow(why);
  });
});

it('a registry of one’s own may be the usual one', () => {
  expect(parseReference('x', 'registry.example')).toEqual({ host: 'registry.example', path: 'x', tag: 'latest' });
});

it('is written as short as it is understood', () => {
  expect(shortName({ host: 'docker.io', path: 'library/nginx' })).toBe('nginx');
  expect(shortName({ host: 'docker.io', path: 'library/a/b' })).toBe('library/a/b');
  expect(shortName({ host: 'ghcr.io', path: 'library/nginx' })).toBe('ghcr.io/library/nginx');
  expect(shortName({ host: 'ghcr.io', path: 'a/b' }, 'ghcr.io')).toBe('a/b');
});
