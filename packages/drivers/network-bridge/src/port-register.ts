import type { HostNetwork, PortPlan } from '@skerry/driver-contract';
import { writeFileAtomic } from '@skerry/host-os';
import { chmod, chown, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { networkFiles, networksDirectory } from './dnsmasq-files.ts';

/** What we were asked for last, one file each, so that a new agent and a rebooted host know it. */
export function createPortRegister(dataDirectory: string) {
  const filesOf = (networkId: number) => networkFiles(dataDirectory, networkId);
  const fileOf = (port: Pick<PortPlan, 'networkId' | 'instanceId' | 'index'>) =>
    join(filesOf(port.networkId).ports, `${port.instanceId}-${port.index}.json`);
  const register = {
    async networkIds(): Promise<number[]> {
      return (await names(networksDirectory(dataDirectory))).filter((name) => /^\d+$/.test(name)).map(Number);
    },
    async network(networkId: number): Promise<HostNetwork | undefined> {
      return readJson<HostNetwork>(filesOf(networkId).network);
    },
    async networks(): Promise<HostNetwork[]> {
      const all = await Promise.all((await register.networkIds()).map((id) => register.network(id)));
      return all.filter((network) => network !== undefined);
    },
    async keepNetwork(network: HostNetwork): Promise<void> {
      const { directory, ports } = filesOf(network.networkId);
      await mkdir(ports, { recursive: true });
      await closeToLocalUsers(directory);
      await writeFileAtomic(filesOf(network.networkId).network, JSON.stringify(network));
    },
    async forgetNetwork(networkId: number): Promise<void> {
      await rm(filesOf(networkId).directory, { recursive: true, force: true });
    },
    async ports(networkId: number): Promise<PortPlan[]> {
      const directory = filesOf(networkId).ports;
      const files = (await names(directory)).filter((name) => /^\d+-\d+\.json$/.test(name));
      const all = await Promise.all(files.sort().map((name) => readJson<PortPlan>(join(directory, name))));
      return all.filter((port) => port !== undefined);
    },
    /** Where one interface of an instance is noted: on one network, or on two while it moves. */
    async portsAt(instanceId: number, index: number): Promise<PortPlan[]> {
      const found = (await register.networkIds()).map((networkId) =>
        readJson<PortPlan>(fileOf({ networkId, instanceId, index })),
      );
      return (await Promise.all(found)).filter((port) => port !== undefined);
    },
    async port(place: Pick<PortPlan, 'networkId' | 'instanceId' | 'index'>): Promise<PortPlan | undefined> {
      return readJson<PortPlan>(fileOf(place));
    },
    async allPorts(): Promise<PortPlan[]> {
      return (await Promise.all((await register.networkIds()).map((id) => register.ports(id)))).flat();
    },
    async keepPort(port: PortPlan): Promise<void> {
      await writeFileAtomic(fileOf(port), JSON.stringify(port));
    },
    async forgetPort(port: PortPlan): Promise<void> {
      await rm(fileOf(port), { force: true });
    },
  };
  return register;
}

/**
 * Addresses, MACs and names of guests are for root and dnsmasq, which reads them again without being root: as the group
 * that it takes by itself (dnsmasq(8), `--group`). Where there is no such group it could not, and the directory stays open.
 */
async function closeToLocalUsers(directory: string): Promise<void> {
  const groups = await readFile('/etc/group', 'utf8').catch(() => '');
  const gid = /^dip:[^:]*:(\d+):/m.exec(groups)?.[1];
  if (gid === undefined) return;
  await chown(directory, 0, Number(gid));
  await chmod(directory, 0o750);
}

async function names(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
}

async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  return text === undefined ? undefined : (JSON.parse(text) as T);
}
