import { idPool } from '@skerry/driver-contract/guest-identity';
import { loopDevices, mounts } from '@skerry/host-os';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostFacts } from '../host-facts.ts';
import type { Knowledge } from '../knowledge.ts';
import { agentDirectory, controllerDirectory, type Site } from '../site.ts';
import { readCgroups } from './cgroups.ts';
import { readDomainFiles, readDomains } from './domains.ts';
import { filesIn, gone, namesIn } from './files.ts';
import { readProcesses } from './processes.ts';
import { readBlobs, readDhcpHosts, readDisks, readImages, readPorts, readSockets } from './site-files.ts';
import { readTables } from './tables.ts';

/** Looks at this host, in our own mount and network namespace, and changes nothing. */
export async function readHostFacts(site: Site, known: Knowledge): Promise<HostFacts> {
  const agent = agentDirectory(site);
  const networks = join(agent, 'networks');
  const numbered = (name: string) => /^\d+$/.test(name);
  const links = await namesIn('/sys/class/net');
  const images = [
    readImages(join(agent, 'images'), 'agent'),
    readImages(join(controllerDirectory(site), 'images'), 'controller'),
    ...(known.frontEnd?.datastores ?? []).map((directory) => readImages(directory, 'front-end')),
  ];
  const blobs = (known.frontEnd?.datastores ?? []).map((directory) => readBlobs(directory));
  return {
    links: await Promise.all(
      links.map(async (name) => ({ name, bridge: (await namesIn(`/sys/class/net/${name}/bridge`)).length > 0 })),
    ),
    namespaces: await namesIn('/run/netns'),
    tables: await readTables(),
    mounts: await mounts(),
    loops: await loopDevices(),
    processes: await readProcesses(),
    cgroups: await readCgroups(),
    domains: await readDomains(),
    domainFiles: await readDomainFiles(),
    disks: await readDisks(join(agent, 'disks')),
    images: (await Promise.all(images)).flat(),
    blobs: (await Promise.all(blobs)).flat(),
    guestDirectories: await filesIn(join(agent, 'guests'), numbered),
    containerDirectories: await filesIn(join(agent, 'lxc')),
    networkDirectories: await filesIn(networks, numbered),
    ports: await readPorts(networks),
    dhcpHosts: await readDhcpHosts(networks),
    sockets: await readSockets(join(agent, 'guests')),
    subordinateIds: { subuid: await poolLines('/etc/subuid'), subgid: await poolLines('/etc/subgid') },
  };
}

async function poolLines(path: string): Promise<number> {
  const text = (await readFile(path, 'utf8').catch(gone)) ?? '';
  return text.split('\n').filter((line) => line === `root:${idPool.first}:${idPool.count}`).length;
}
