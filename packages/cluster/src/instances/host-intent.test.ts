import type { BootWay, Image, InstanceKind } from '@skerry/domain';
import { expect, test } from 'vitest';
import { instanceOf } from '../../../domain/testing/instance.ts';
import { hostIntent } from './host-intent.ts';

function bootOfIntent(kind: InstanceKind, boots?: readonly BootWay[]) {
  const instance = instanceOf();
  const disk = { diskId: 1, imageId: 1, imageDigest: `sha256:${'0'.repeat(64)}`, sizeMiB: 64 };
  const spec = { ...instance.spec, kind, nics: [], disks: [disk] };
  const image = (boots === undefined ? {} : { boots }) as Image;
  return hostIntent(
    { ...instance, spec },
    () => undefined,
    () => image,
    () => undefined,
    () => undefined,
  )?.boot;
}

test('a host is told what a guest starts from where that is not what its kind prefers', () => {
  expect(bootOfIntent('vm')).toBeUndefined();
  expect(bootOfIntent('vm', ['boot-loader'])).toBeUndefined();
  expect(bootOfIntent('vm', ['root-partition'])).toBe('root-partition');
  for (const kind of ['container', 'microvm'] as const) expect(bootOfIntent(kind, ['root-partition'])).toBeUndefined();
});
