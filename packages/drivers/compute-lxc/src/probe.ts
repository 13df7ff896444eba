import type { HostRuntime } from '@skerry/domain';
import { run } from '@skerry/host-os';
import { access, constants, readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { CgroupMounts } from './cgroups.ts';
import type { HostFeatures } from './container-config.ts';
import { undefinedIfMissing } from './guest-files.ts';

const runtimeName = 'lxc';

/** Program to the Debian package that has it. */
const programs: Readonly<Record<string, string>> = {
  'lxc-start': 'lxc',
  'lxc-stop': 'lxc',
  'lxc-freeze': 'lxc',
  'lxc-attach': 'lxc',
  'qemu-storage-daemon': 'qemu-system-common or qemu-utils',
  losetup: 'mount',
  mount: 'mount',
  e2fsck: 'e2fsprogs',
  resize2fs: 'e2fsprogs',
  script: 'bsdutils',
  perl: 'perl-base',
  setpriv: 'util-linux',
};

/** Every test that must pass before a container can start here, with the sentence for when it does not. */
export async function probeLxc(cgroups: CgroupMounts): Promise<HostRuntime> {
  const unavailable = (reason: string): HostRuntime => ({
    kind: 'container',
    name: runtimeName,
    available: false,
    reason,
  });
  if (process.getuid?.() !== 0) return unavailable('The agent does not run as root; start it as root.');
  const missing = await missingPackages();
  if (missing.length > 0) return unavailable(`Debian packages are missing: install ${missing.join(', ')}.`);
  if (!(await exists('/dev/fuse'))) {
    return unavailable('There is no /dev/fuse; load the kernel module "fuse" or pass the device into this machine.');
  }
  if (!(await exists('/dev/loop-control'))) {
    return unavailable('There is no /dev/loop-control; load the kernel module "loop" or pass the device in.');
  }
  const namespaces = await readFile('/proc/sys/user/max_user_namespaces', 'utf8').catch(undefinedIfMissing);
  if (!(Number(namespaces) > 0)) {
    return unavailable('User namespaces are switched off; set the sysctl user.max_user_namespaces to 10000.');
  }
  if (!(await hasMemoryController(cgroups))) {
    return unavailable('The memory controller of cgroups is off; remove "cgroup_disable=memory" from the kernel line.');
  }
  if (!(await kernelHasIdMappedMounts())) {
    return unavailable('The kernel is older than 5.12 and cannot map ids of a mount; install a newer one.');
  }
  const { stdout } = await run('qemu-storage-daemon', ['--help']);
  if (!stdout.includes('[type=]fuse')) {
    return unavailable('qemu-storage-daemon was built without FUSE exports; install the one of Debian 12 or newer.');
  }
  const version = (await run('lxc-start', ['--version'])).stdout.trim();
  return {
    kind: 'container',
    name: runtimeName,
    available: true,
    reason: `LXC ${version} runs unprivileged containers, limited by cgroup ${cgroups.version}.`,
  };
}

/** What of the optional parts this host has. */
export async function hostFeatures(cgroups: CgroupMounts): Promise<HostFeatures> {
  const profile = '/usr/share/lxc/config/common.seccomp';
  const status = await readFile('/proc/self/status', 'utf8');
  const openFiles = /^Max open files +\S+ +(\S+)/m.exec(await readFile('/proc/self/limits', 'utf8'))?.[1];
  const seccomp = /^Seccomp:/m.test(status) && (await exists(profile));
  const appArmor = await readFile('/sys/module/apparmor/parameters/enabled', 'utf8').catch(undefinedIfMissing);
  return {
    cgroups: cgroups.version,
    swapLimit: await canLimitSwap(cgroups),
    ...(seccomp ? { seccompProfile: profile } : {}),
    openFiles: openFiles === 'unlimited' ? Number.POSITIVE_INFINITY : Number(openFiles),
    appArmor: appArmor?.trim() === 'Y' && (await inPath('apparmor_parser')),
  };
}

async function missingPackages(): Promise<string[]> {
  const missing = new Set<string>();
  for (const [program, from] of Object.entries(programs)) if (!(await inPath(program))) missing.add(from);
  return [...missing];
}

async function inPath(program: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const folder of folders) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}

async function hasMemoryController({ version, mounts }: CgroupMounts): Promise<boolean> {
  if (version === 'v1') return mounts['memory'] !== undefined;
  const controllers = await readFile(join(mounts['unified'] ?? '', 'cgroup.controllers'), 'utf8');
  return controllers.split(/\s+/).includes('memory');
}

/** In version 2 the root cgroup has no limits to look at; swap is always accounted for unless the kernel line says no. */
async function canLimitSwap({ version, mounts }: CgroupMounts): Promise<boolean> {
  if (version === 'v1') return exists(join(mounts['memory'] ?? '', 'memory.memsw.limit_in_bytes'));
  return !/\bswapaccount=0\b/.test(await readFile('/proc/cmdline', 'utf8'));
}

async function kernelHasIdMappedMounts(): Promise<boolean> {
  const [major = 0, minor = 0] = (await readFile('/proc/sys/kernel/osrelease', 'utf8'))
    .split('.')
    .map(Number.parseFloat);
  return major > 5 || (major === 5 && minor >= 12);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(undefinedIfMissing)) !== undefined;
}
