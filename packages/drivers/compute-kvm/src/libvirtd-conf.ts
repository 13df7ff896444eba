import { plainLine } from '@skerry/kit';

/** libvirtd.conf of a libvirtd that we start: local sockets for root only, no TCP. */
export function libvirtdConf(logFile: string): string {
  return `unix_sock_group = "root"
unix_sock_ro_perms = "0700"
unix_sock_rw_perms = "0700"
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "3:file:${plainLine(logFile, 'The path of the log of libvirtd')}"
`;
}

export interface QemuConfFacts {
  /** AppArmor or SELinux is on: then libvirt must confine its guests as the host's administrator set it. */
  readonly confined: boolean;
  /** virtlogd answers; without it QEMU must write console logs itself. */
  readonly virtlogd: boolean;
  /** Something lies over /dev/kvm; libvirt then cannot build a private /dev for each guest and must not try. */
  readonly kvmHidden: boolean;
}

/** The host's qemu.conf with our settings over it; what the administrator set besides stays. */
export function qemuConf(hostConf: string, facts: QemuConfFacts): string {
  const ours = {
    ...(facts.virtlogd ? {} : { stdio_handler: '"file"' }),
    ...(facts.confined ? {} : { security_driver: '"none"' }),
    ...(facts.kvmHidden ? { namespaces: '[]' } : {}),
  };
  const settings = new RegExp(`^\\s*(${Object.keys(ours).join('|') || '(?!)'})\\s*=`);
  const kept = hostConf.split('\n').filter((line) => !/^\s*(#|$)/.test(line) && !settings.test(line));
  return [...kept, ...Object.entries(ours).map(([key, value]) => `${key} = ${value}`), ''].join('\n');
}
