import { digestOf } from '@skerry/outbound';
import { expect, test } from 'vitest';
import { choose, type Member } from './platform.ts';

const member = (platform: string | undefined, more: Partial<Member> = {}): Member => {
  const [os = '', architecture = '', variant] = platform?.split('/') ?? [];
  return {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: digestOf(`${platform}${JSON.stringify(more)}`),
    size: 1,
    annotations: undefined,
    ...(platform === undefined ? {} : { platform: { os, architecture, ...(variant ? { variant } : {}) } }),
    ...more,
  };
};
const chosen = (ours: string, ...members: Member[]) => {
  const { chosen: best } = choose(members, ours);
  return best && members.indexOf(best);
};

test('the image for the architecture is chosen, of equals the first', () => {
  expect(chosen('aarch64', member('linux/amd64'), member('linux/arm64/v8'), member('linux/arm64'))).toBe(1);
  expect(chosen('x86_64', member('windows/amd64'), member('linux/amd64'), member('linux/amd64', { size: 2 }))).toBe(1);
});

test('of x86-64 what every machine runs, and never what only new ones do', () => {
  expect(chosen('x86_64', member('linux/amd64/v3'), member('linux/amd64/v2'), member('linux/amd64'))).toBe(2);
  expect(choose([member('linux/amd64/v3')], 'x86_64')).toMatchObject({ there: ['amd64/v3'] });
  expect(choose([member('linux/amd64/v3')], 'x86_64').chosen).toBeUndefined();
});

test('of arm the best that it runs', () => {
  const all = [member('linux/arm/v5'), member('linux/arm/v6'), member('linux/arm/v7')];
  expect(chosen('armv7l', ...all)).toBe(2);
  expect(chosen('armv6l', ...all)).toBe(1);
  expect(chosen('armv6l', member('linux/arm/v7'))).toBeUndefined();
});

test('attestations and artifacts are none of the images', () => {
  const beside = [
    member('unknown/unknown'),
    member('linux/amd64', { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }),
    member('linux/amd64', { artifactType: 'application/vnd.dev.cosign' }),
  ];
  expect(choose(beside, 'x86_64')).toEqual({ unsaid: [], there: [] });
});

test('who says nothing is asked later', () => {
  const silent = member(undefined);
  expect(choose([silent, member('linux/s390x')], 'x86_64')).toEqual({ unsaid: [silent], there: ['s390x'] });
});

test('an architecture that only we do not know is asked for by its own name', () => {
  expect(chosen('loongarch64', member('linux/loongarch64'))).toBe(0);
});
