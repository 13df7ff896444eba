import { expect, test } from 'vitest';
import { architectureInName, ourArchitecture } from './architecture-words.ts';
import { formatOfName, kindsOf, rankFor } from './format.ts';

test.each([
  ['debian.qcow2', 'qcow2'],
  ['debian.qcow2.xz', 'qcow2'],
  ['cloud.IMG', 'qcow2'],
  ['root.tar.gz', 'root-tar'],
  ['root.tar.zst', 'root-tar'],
  ['rootfs.tgz', 'root-tar'],
  ['rootfs.squashfs', 'squashfs'],
  ['disk.raw.gz', 'raw'],
  ['a.ova', 'ova'],
  ['a.iso', 'iso'],
  ['a.vmdk', 'vmdk'],
  ['SHA256SUMS', undefined],
  ['readme.txt', undefined],
  ['.gz', undefined],
])('%s is %s', (name, format) => {
  expect(formatOfName(name)).toBe(format);
});

test('a root file system becomes every kind, a disk a virtual machine', () => {
  expect(kindsOf('oci')).toEqual(['vm', 'container', 'microvm']);
  expect(kindsOf('squashfs')).toEqual(['vm', 'container', 'microvm']);
  expect(rankFor('vm', 'qcow2')).toBeLessThan(rankFor('vm', 'squashfs'));
  expect(kindsOf('qcow2')).toEqual(['vm']);
});

test.each([
  ['debian-12-genericcloud-amd64.qcow2', 'x86_64'],
  ['Fedora-Cloud-Base.x86_64.qcow2', 'x86_64'],
  ['ubuntu_arm64.img', 'aarch64'],
  ['alpine-riscv64.raw', 'riscv64'],
  ['raspios-armhf.img', 'armv7l'],
  ['a-ppc64el.tar.xz', 'ppc64le'],
  ['farm.qcow2', undefined],
  ['tools.iso', undefined],
])('%s tells %s', (name, architecture) => {
  expect(architectureInName(name)).toBe(architecture);
});

test('words of others become ours, unknown ones stay', () => {
  expect(['amd64', 'ARM64', 's390x', 'sparc'].map(ourArchitecture)).toEqual(['x86_64', 'aarch64', 's390x', 'sparc']);
});
