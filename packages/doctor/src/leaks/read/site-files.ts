import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readQcow2Header } from '@skerry/driver-storage-qcow2/qcow2-header';
import { type ContentName, readContentName } from '@skerry/image-store/content-names';
import type { DhcpHostFact, DiskFact, FileFact, ImageFact, PortFact } from '../host-facts.ts';
import { filesIn, gone, namesIn } from './files.ts';

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

export async function readDisks(directory: string): Promise<DiskFact[]> {
  const files = await filesIn(directory);
  return Promise.all(
    files.map(async (file) => {
      const id = /^(\d+)\.qcow2$/.exec(nameOf(file.path))?.[1];
      const allocatedBytes = ((await stat(file.path).catch(gone))?.blocks ?? 0) * 512;
      const backing = id === undefined ? undefined : (await readQcow2Header(file.path).catch(gone))?.backingFile;
      return {
        ...file,
        allocatedBytes,
        ...(id === undefined ? {} : { diskId: Number(id) }),
        ...(backing === undefined ? {} : { backing: nameOf(backing) }),
      };
    }),
  );
}

export async function readImages(directory: string, holder: ImageFact['holder']): Promise<ImageFact[]> {
  const files = await filesIn(directory, (name) => isOf(readContentName(name, '.qcow2')));
  return files.map((file) => {
    const { is, digest } = readContentName(nameOf(file.path), '.qcow2') ?? {};
    if (digest === undefined) return { ...file, holder };
    return { ...file, holder, ...(is === 'part' ? { partOf: digest } : { digest }) };
  });
}

/** What is fetched, uploaded or made for images; what is whole stays for the next image that has it. */
export const readBlobs = (datastore: string): Promise<FileFact[]> =>
  filesIn(join(datastore, 'blobs'), (name) => name.startsWith('.') && !name.startsWith('.changed-'));

/** What was set aside is told by its keeper as a problem, until a person has looked. */
const isOf = (name: ContentName | undefined): boolean => name !== undefined && name.is !== 'aside';

/** Ports that the network driver notes, one file each. */
export async function readPorts(networks: string): Promise<PortFact[]> {
  const all: PortFact[] = [];
  for (const network of await namesIn(networks)) {
    for (const file of await filesIn(join(networks, network, 'ports'), (name) => /^\d+-\d+\.json$/.test(name))) {
      const text = await readFile(file.path, 'utf8').catch(gone);
      if (text !== undefined) all.push({ ...file, ...(JSON.parse(text) as Omit<PortFact, keyof FileFact>) });
    }
  }
  return all;
}

export async function readDhcpHosts(networks: string): Promise<DhcpHostFact[]> {
  const all: DhcpHostFact[] = [];
  for (const network of await namesIn(networks)) {
    for (const file of await filesIn(join(networks, network), (name) => name === 'dhcp-hosts')) {
      for (const line of ((await readFile(file.path, 'utf8').catch(gone)) ?? '').split('\n')) {
        const [mac, address] = line.split(',');
        if (mac && address) all.push({ ...file, networkId: Number(network), mac, address });
      }
    }
  }
  return all;
}

/** Deeper nobody of ours makes one; a guest's helper could nest them without end. */
const deepest = 6;

/** Sockets in the directories of guests. */
export async function readSockets(directory: string, depth = 0): Promise<FileFact[]> {
  if (depth > deepest) return [];
  const all: FileFact[] = [];
  for (const entry of (await readdir(directory, { withFileTypes: true }).catch(gone)) ?? []) {
    const path = join(directory, entry.name);
    // The root file system of a container is its own affair, and may be large.
    if (entry.isDirectory() && entry.name !== 'rootfs') all.push(...(await readSockets(path, depth + 1)));
    const found = entry.isSocket() ? await lstat(path).catch(gone) : undefined;
    if (found) all.push({ path, since: found.mtime.toISOString() });
  }
  return all;
}
