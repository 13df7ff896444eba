/**
 * An OVA: a tar with a descriptor in front, disks, and as a rule a manifest (DSP0243). Nothing is taken out of it: where
 * each disk lies is said, and it is converted from there.
 */
import { type ByteSource, sectionOf } from '../byte-source.ts';
import { formatError } from '../errors.ts';
import type { ApplianceInspection, DiskInspection, Warning } from '../inspection.ts';
import { tarEntries } from '../tar/entries.ts';
import { sourceInput } from '../tar/input.ts';
import { checkManifest, readManifest } from './manifest.ts';
import { readOvf } from './ovf.ts';

/** A descriptor of 100 machines has 1 MiB. */
const mostTextBytes = 4 * 1024 * 1024;
/** Disks, descriptor, manifest, certificate, texts. */
const mostFiles = 1_000;

export const isDescriptor = (name: string): boolean => /\.ovf$/i.test(name);

export async function inspectOva(
  source: ByteSource,
  inspectDisk: (disk: ByteSource) => Promise<DiskInspection>,
): Promise<ApplianceInspection> {
  const found = await filesOf(source);
  const [descriptorName] = [...found.keys()].filter(isDescriptor);
  const descriptor = found.get(descriptorName ?? '');
  if (descriptorName === undefined || !descriptor)
    throw formatError('image-damaged', 'The appliance has no descriptor.');
  const appliance = readOvf(await textOf(descriptor.source));
  const present = appliance.disks.flatMap(({ file }) => file ?? []);
  const warnings: Warning[] = [];
  const manifest =
    found.get(descriptorName.replace(/\.ovf$/i, '.mf')) ?? [...found].find(([n]) => /\.mf$/i.test(n))?.[1];
  if (manifest) {
    const sources = new Map([...found].map(([name, file]) => [name, file.source]));
    await checkManifest(readManifest(await textOf(manifest.source)), sources, [descriptorName, ...present]);
  } else {
    warnings.push({
      code: 'no-manifest',
      message: 'The appliance has no manifest: nobody can say whether it is whole.',
    });
  }
  const disks: ApplianceInspection['disks'][number][] = [];
  for (const { file, virtualBytes } of appliance.disks) {
    if (file === undefined) continue;
    const place = found.get(file);
    if (!place) throw formatError('image-not-whole', `The appliance lacks its disk "${file}".`);
    const disk = await inspectDisk(place.source);
    if (disk.virtualBytes !== virtualBytes) {
      const message = `The disk "${file}" has ${disk.virtualBytes} bytes; the descriptor says ${virtualBytes}.`;
      warnings.push({ code: 'not-taken-over', message });
    }
    warnings.push(...disk.warnings);
    disks.push({ file, at: place.at, bytes: place.source.bytes, disk });
  }
  return { kind: 'appliance', format: 'ova', appliance, disks, warnings };
}

interface Place {
  readonly at: number;
  readonly source: ByteSource;
}

async function filesOf(source: ByteSource): Promise<Map<string, Place>> {
  const found = new Map<string, Place>();
  for await (const entry of tarEntries(sourceInput(source))) {
    if (entry.type !== 'file') continue;
    const name = entry.name.replace(/^\.\//, '');
    const [part] = entry.parts;
    if (entry.parts.length > 1 || (part?.bytes ?? 0) !== entry.bytes) {
      throw formatError('image-damaged', `The file "${name}" of the appliance has holes, which no OVA may have.`);
    }
    // Which of two would be meant differs from program to program.
    if (found.has(name)) throw formatError('image-damaged', `The appliance has the file "${name}" twice.`);
    if (found.size >= mostFiles)
      throw formatError('image-too-large', `The appliance has more than ${mostFiles} files.`);
    found.set(name, { at: entry.dataAt, source: sectionOf(source, entry.dataAt, entry.bytes) });
  }
  return found;
}

async function textOf(source: ByteSource): Promise<string> {
  if (source.bytes > mostTextBytes) throw formatError('image-too-large', 'A text of the appliance is too large.');
  return (await source.read(0, source.bytes)).toString('utf8');
}
