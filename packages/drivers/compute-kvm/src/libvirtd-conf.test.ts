import { expect, test } from 'vitest';
import { qemuConf } from './libvirtd-conf.ts';

const host = '# comment\nmax_files = 32768\nstdio_handler = "logd"\n\n  security_driver = "apparmor"\n';

test('what the administrator set stays, but for what our guests need', () => {
  expect(qemuConf(host, { confined: false, virtlogd: false, kvmHidden: false })).toBe(
    'max_files = 32768\nstdio_handler = "file"\nsecurity_driver = "none"\n',
  );
});

test('a confined host with its own log daemon is left as it is', () => {
  expect(qemuConf(host, { confined: true, virtlogd: true, kvmHidden: false })).toBe(
    'max_files = 32768\nstdio_handler = "logd"\n  security_driver = "apparmor"\n',
  );
});

test('where KVM is hidden, guests share the /dev of libvirtd', () => {
  expect(qemuConf('', { confined: true, virtlogd: true, kvmHidden: true })).toBe('namespaces = []\n');
});
