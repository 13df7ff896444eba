/**
 * From an appliance to what we can get of it. Pure. Sizes are of the disks within the files; nobody tells how large the
 * files are, so they are bounded by the check of their digest alone, and often that is MD5.
 */
import {
  type Blob,
  imageFormats,
  type ImageFormat,
  kindsOf,
  type Listed,
  type ListedOffer,
  ourArchitecture,
  plainName,
} from '@skerry/marketplace-contract';
import { type Digest, strongest } from '@skerry/outbound';
import { type Appliance, type ApplianceFile, type MachineTemplate, machineTemplate } from './documents.ts';

const defaultArchitecture = 'x86_64';

/** Of each name its appliances, newest first. Services are left out: there is nothing here yet that they could become. */
export function listedOf(appliances: readonly Appliance[], base: URL): Listed[] {
  const newest = appliances.toSorted((a, b) => (b.creation_time ?? 0) - (a.creation_time ?? 0));
  const images = newest.filter(({ type }) => type === 'IMAGE');
  const byName = Map.groupBy(images, ({ name }) => name);
  const offered = newest.flatMap((each) => {
    const offer = offerOf(each, byName, base);
    const name = plainName(each.name.trim());
    return offer === undefined || name === undefined ? [] : [{ name, appliance: each, offer }];
  });
  return [...Map.groupBy(offered, ({ name }) => name)].map(([name, all]) => {
    const { short_description: short, description } = all[0]?.appliance ?? {};
    return {
      name,
      aliases: all.map(({ appliance: { _id } }) => _id.$oid),
      description: short ?? description ?? '',
      offers: all.map(({ offer }) => offer),
    };
  });
}

function offerOf(of: Appliance, images: ReadonlyMap<string, readonly Appliance[]>, base: URL): ListedOffer | undefined {
  const parts = of.type === 'IMAGE' ? [of] : of.type === 'VMTEMPLATE' ? disksOf(of, images) : undefined;
  const files = parts?.flatMap((part) => (part.files ?? []).map((file, i) => ({ part, file, i }))) ?? [];
  const [first] = files;
  const format = first && formatOf(first.part, first.file);
  if (format === undefined || first === undefined) return undefined;
  const digest = files.length === 1 ? digestOfFile(first.file) : undefined;
  const sizes = files.map(({ file }) => file.size ?? 0);
  const { MEMORY: memory, VCPU: vcpu, CPU: cpu } = templateOf(of.type === 'IMAGE' ? first.part : of);
  const cpus = vcpu ?? cpu;
  const diskBytes = Math.ceil(sizes[0] ?? 0);
  return {
    version: plainName((of.version ?? '').trim()) ?? of._id.$oid,
    ...(digest === undefined ? {} : { digest }),
    format,
    architecture: ourArchitecture(of['os-arch'] ?? first.part['os-arch'] ?? defaultArchitecture),
    kinds: kindsOf(format),
    minimum: {
      ...(diskBytes > 0 ? { diskBytes } : {}),
      ...(memory !== undefined && memory >= 1 ? { memoryMiB: Math.ceil(memory) } : {}),
      ...(cpus !== undefined && cpus > 0 ? { cpus: Math.ceil(cpus) } : {}),
    },
    blobs: files.map(({ part, file, i }) => blobOf(part, file, i, base)),
    ...(of.creation_time ? { publishedAt: new Date(Math.min(of.creation_time, 8.64e12) * 1_000).toISOString() } : {}),
  };
}

/** Nothing when one of them is not there: half a machine is none. */
function disksOf({ disks }: Appliance, images: ReadonlyMap<string, readonly Appliance[]>): Appliance[] | undefined {
  const found = (disks ?? []).map((name) => images.get(name)?.[0]);
  return found.length > 0 && found.every((each) => each !== undefined) ? found : undefined;
}

/** A file says more of itself than the appliance does. */
function formatOf({ format }: Appliance, { driver, type }: ApplianceFile): ImageFormat | undefined {
  if (type?.toUpperCase() === 'CDROM') return 'iso';
  const words = [driver, format].map((word) => word?.trim().toLowerCase());
  return (
    imageFormats.find((known) => known === words[0]) ?? imageFormats.find((known) => known === words[1]) ?? 'qcow2'
  );
}

const digestOfFile = ({ md5, sha1, sha256, checksum }: ApplianceFile): Digest | undefined => {
  const given = { sha256, sha1, md5, ...checksum };
  return strongest(Object.entries(given).flatMap(([name, hex]) => (typeof hex === 'string' ? [`${name}:${hex}`] : [])));
};

function blobOf({ _id }: Appliance, file: ApplianceFile, i: number, base: URL): Blob {
  const digest = digestOfFile(file);
  return {
    role: 'disk',
    location: new URL(`appliance/${_id.$oid}/download/${i}`, base).href,
    ...(digest === undefined ? {} : { digest }),
    mediaType: 'application/octet-stream',
  };
}

function templateOf({ opennebula_template: template }: Appliance): MachineTemplate {
  const parsed = typeof template === 'string' ? jsonOf(template) : template;
  if (typeof parsed !== 'object' || parsed === null) return {};
  const upper = Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name.toUpperCase(), value]));
  return machineTemplate.safeParse(upper).data ?? {};
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
