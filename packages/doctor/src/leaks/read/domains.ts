import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DomainFact, FileFact } from '../host-facts.ts';
import { factOf, filesIn, gone, namesIn } from './files.ts';

const defined = '/etc/libvirt/qemu';
const live = '/run/libvirt/qemu';
const beside = ['/var/log/libvirt/qemu', '/var/lib/libvirt/qemu/nvram', '/var/lib/libvirt/qemu/save'];

/**
 * The domains that libvirt knows, from its own files: looking must neither start a libvirtd nor wait for one that
 * hangs.
 */
export async function readDomains(): Promise<DomainFact[]> {
  const names = new Set<string>();
  for (const directory of [defined, live]) {
    for (const file of await namesIn(directory)) if (file.endsWith('.xml')) names.add(file.slice(0, -'.xml'.length));
  }
  const facts = await Promise.all([...names].map(readDomain));
  return facts.filter((fact) => fact !== undefined);
}

async function readDomain(name: string): Promise<DomainFact | undefined> {
  const [running, persistent] = await Promise.all([live, defined].map((d) => factOf(join(d, `${name}.xml`))));
  const file = running ?? persistent;
  if (!file) return undefined;
  const text = (await readFile(file.path, 'utf8').catch(gone)) ?? '';
  const disks = [...text.matchAll(/<disk [^>]*device='disk'[^]*?<\/disk>/g)].flatMap(
    ([disk]) => /<source file='([^']+)'/.exec(disk)?.[1] ?? [],
  );
  return { name, running: running !== undefined, since: file.since, disks };
}

export async function readDomainFiles(): Promise<FileFact[]> {
  return (await Promise.all(beside.map((directory) => filesIn(directory)))).flat();
}
