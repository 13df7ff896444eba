import * as fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { nameProblem } from '../object/name.ts';
import { imageNameOf, marketplaceFor, parseImageReference } from './reference.ts';

it.each([
  ['docker://nginx:1.27', { from: 'type', type: 'oci', reference: 'nginx:1.27' }],
  ['docker:nginx', { from: 'type', type: 'oci', reference: 'nginx' }],
  ['oci://ghcr.io/a/b@sha256:ab', { from: 'type', type: 'oci', reference: 'ghcr.io/a/b@sha256:ab' }],
  ['lxc:debian/12', { from: 'type', type: 'linux-containers', reference: 'debian/12' }],
  [' LXC:debian/12 ', { from: 'type', type: 'linux-containers', reference: 'debian/12' }],
  ['turnkey:wordpress', { from: 'type', type: 'turnkey', reference: 'wordpress' }],
  ['opennebula:Alma 9@1#qcow2', { from: 'type', type: 'opennebula', reference: 'Alma 9@1#qcow2' }],
  ['https://example.org/a:b/disk.qcow2', { from: 'url', url: 'https://example.org/a:b/disk.qcow2' }],
  ['ours:web/2', { from: 'marketplace', marketplace: 'ours', reference: 'web/2' }],
])('"%s" is %j', (text, expected) => {
  expect(parseImageReference(text)).toEqual({ ok: true, value: expected });
});

it.each([
  ['nginx', /does not say where it comes from.*docker:\/\/nginx/],
  ['', /does not say where/],
  ['docker://', /does not say which image/],
  ['dokcer://nginx', /no way to an image.*Did you mean "docker"/],
  ['ftp://example.org/x', /no way to an image/],
  ['https://', /no address/],
  [`lxc:${'x'.repeat(1100)}`, /at most 1024 characters/],
])('"%s" is refused with a sentence that says how to write it', (text, sentence) => {
  const read = parseImageReference(text);
  expect(read.ok ? '' : read.error).toMatch(sentence);
});

test('any text is read or refused, never more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = parseImageReference(text);
      expect(read.ok || read.error.endsWith('.') || read.error.endsWith('?')).toBe(true);
    }),
  );
});

const hub = { id: 0, name: 'docker-hub', type: 'oci', url: 'https://docker.io/' } as const;
const own = { id: 4, name: 'ours', type: 'oci', url: 'https://registry.example.org:5000/' } as const;
const streams = { id: 1, name: 'streams', type: 'linux-containers', url: 'https://streams.example.org/' } as const;
const chosen = (text: string, usable: Parameters<typeof marketplaceFor>[1]) => {
  const read = parseImageReference(text);
  if (!read.ok || read.value.from === 'url') throw new Error(text);
  const found = marketplaceFor(read.value, usable);
  return found.ok ? found.value : found.error;
};

test('of several the one whose registry is named is meant, else the public one, else the only one', () => {
  expect(chosen('docker://nginx', [own, hub])).toBe(0);
  expect(chosen('docker://registry.example.org:5000/web', [own, hub])).toBe(4);
  expect(chosen('docker://quay.io/web', [own, hub])).toBe(0);
  expect(chosen('lxc:debian/12', [hub, streams])).toBe(1);
  expect(chosen('docker://nginx', [own])).toBe(4);
  // Another registry's images are not those of the only one there is.
  expect(chosen('docker://quay.io/web', [own])).toMatch(/Which registry/);
  expect(chosen('ours:web', [own, hub])).toBe(4);
});

test('what may not be used, or is not there, is said, with what may be meant', () => {
  expect(chosen('turnkey:wordpress', [hub])).toMatch(/no mirror of TurnKey Linux that you may use.*marketplace create/);
  expect(chosen('our:web', [own, hub])).toMatch(/no marketplace "our".*Did you mean "ours"/);
  expect(chosen('docker://nginx', [own, { ...own, id: 5, name: 'theirs' }])).toMatch(/ours:nginx, theirs:nginx/);
  expect(chosen('ours:x', [own, { ...own, id: 5 }])).toMatch(/2 marketplaces "ours"/);
});

it.each([
  ['nginx:1.27', 'nginx-1.27'],
  ['quay.io/team/app:2', 'app-2'],
  ['registry.example.org:5000/team/app', 'app'],
  ['nginx@sha256:abcdef', 'nginx'],
  ['debian/12/default@20260131_05:24#squashfs', 'default-20260131_05-24'],
  ['debian/12', 'debian-12'],
  ['Alma Linux 9', 'Alma-Linux-9'],
  ['東京', 'image'],
])('an image of "%s" is called "%s"', (reference, name) => {
  expect(imageNameOf(reference)).toBe(name);
});

test('whatever the reference is, an image may be called so', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => nameProblem(imageNameOf(text)) === undefined));
});
