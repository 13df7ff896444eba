/** What the system itself says of a guest, asked with the tools of an administrator and not with our drivers. */
import { run } from '@skerry/host-os';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RealSite } from './real-site.ts';

export type GuestKind = 'vm' | 'container';
export interface GuestTruth {
  readonly state: 'none' | 'off' | 'running' | 'paused';
  /** QEMU, or the container's init. */
  readonly pid?: number;
}

export function guestTruth(site: RealSite, kind: GuestKind, instanceId: number): Promise<GuestTruth> {
  return kind === 'vm' ? ofVm(site, instanceId) : ofContainer(site, instanceId);
}

async function ofVm({ namePrefix }: RealSite, instanceId: number): Promise<GuestTruth> {
  const domain = `${namePrefix}-${instanceId}`;
  const { code, stdout } = await run('virsh', ['-c', 'qemu:///system', 'domstate', domain], { okCodes: [0, 1] });
  if (code !== 0) return { state: 'none' };
  const said = stdout.trim();
  if (said === 'shut off' || said === 'crashed') return { state: 'off' };
  const pid = await processWith((args) => args.some((arg) => arg.startsWith(`guest=${domain},`)));
  return { state: said === 'paused' ? 'paused' : 'running', ...(pid === undefined ? {} : { pid }) };
}

async function ofContainer({ data, namePrefix }: RealSite, instanceId: number): Promise<GuestTruth> {
  const args = ['-P', join(data, 'agent', 'lxc'), '-n', `${namePrefix}-${instanceId}`, '-s', '-p'];
  const { code, stdout } = await run('lxc-info', args, { okCodes: [0, 1] });
  if (code !== 0) return { state: 'none' };
  const said = /^State:\s+(\w+)$/m.exec(stdout)?.[1];
  const pid = /^PID:\s+(\d+)$/m.exec(stdout)?.[1];
  if (said === 'STOPPED' || said === undefined) return { state: 'off' };
  return { state: said === 'FROZEN' ? 'paused' : 'running', ...(pid === undefined ? {} : { pid: Number(pid) }) };
}

async function processWith(matches: (args: readonly string[]) => boolean): Promise<number | undefined> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // A process may end while we look.
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (matches(line.split('\0'))) return Number(name);
  }
  return undefined;
}
