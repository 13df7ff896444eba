/** What an application finds in its container besides its image. Pure but for the program that starts it. */
import type { GuestPlan } from '@skerry/driver-contract';
import type { ApplicationStart } from '@skerry/domain';
import { startFile, startOfApplication } from '@skerry/guest-init';
import { plainLine } from '@skerry/kit';
import { readFile } from 'node:fs/promises';
import { initName, startName } from './application-config.ts';
import { hostName } from './container-config.ts';
import type { GivenFile } from './guest-mounts.ts';

/** Beside its context, read-only and the container's root's alone: environments hold secrets. */
export async function applicationContext(application: ApplicationStart, initPath: string): Promise<GivenFile[]> {
  return [
    { name: initName, mode: 0o500, content: await readFile(initPath) },
    { name: startName, mode: 0o400, content: startFile(startOfApplication(application)) },
  ];
}

/** In its root, written anew at each start: nobody in it asks for a name or an address. */
export function applicationRoot(plan: Pick<GuestPlan, 'name' | 'instanceId' | 'nics'>): GivenFile[] {
  const name = hostName(plan);
  const network = plan.nics[0]?.network;
  const hosts = ['127.0.0.1 localhost', '::1 localhost ip6-localhost ip6-loopback'];
  if (network) hosts.push(`${network.address} ${[...named(name, network.search), name].join(' ')}`);
  const files = [file('hosts', hosts), file('hostname', [name])];
  if (!network) return files;
  const { nameservers, gateway, search } = network;
  const servers = nameservers.length > 0 ? nameservers : [gateway];
  const lines = [...(search === undefined ? [] : [`search ${search}`]), ...servers.map((one) => `nameserver ${one}`)];
  return [...files, file('resolv.conf', lines)];
}

const named = (name: string, domain: string | undefined): string[] =>
  domain === undefined ? [] : [`${name}.${domain}`];

const file = (name: string, lines: readonly string[]): GivenFile => ({
  name,
  mode: 0o644,
  content: Buffer.from(lines.map((line) => `${plainLine(line, `A line of /etc/${name}`)}\n`).join('')),
});
