/** The descriptor of an appliance (DMTF DSP0243, with what VMware and VirtualBox add) as a value. Pure. */
import { formatError } from '../errors.ts';
import type { Appliance, ApplianceDisk, Firmware } from './appliance.ts';
import { readXml, type XmlElement } from './xml.ts';

/** Of CIM's list of resource types. */
const resource = { processor: '3', memory: '4', ethernet: '10', disk: '17' };
const MiB = 1024 * 1024;
/** Where the descriptor does not say: what the smallest machine has. */
const otherwise = { processors: 1, memoryMiB: 512 };

/** @throws `image-damaged`, `image-unknown`, `image-not-whole` */
export function readOvf(text: string): Appliance {
  const envelope = readXml(text);
  if (envelope.name !== 'Envelope') throw formatError('image-damaged', 'The descriptor of the appliance is no OVF.');
  const systems = all(envelope, 'VirtualSystem');
  const [system] = systems;
  if (system === undefined || systems.length > 1) {
    throw formatError('image-unknown', `The appliance has ${systems.length} machines; only one is taken.`, {
      hint: 'Export each machine by itself.',
    });
  }
  const items = all(system, 'VirtualHardwareSection')
    .slice(0, 1)
    .flatMap(({ children }) => children)
    .filter(({ name }) => name === 'Item' || name === 'StorageItem' || name === 'EthernetPortItem');
  const ofType = (type: string) => items.filter((item) => value(item, 'ResourceType') === type);
  const memory = ofType(resource.memory)[0];
  const disks = disksOf(envelope);
  const attached = ofType(resource.disk)
    .map((item) => /disk\/(.+)$/.exec(value(item, 'HostResource') ?? '')?.[1])
    .flatMap((id) => disks.find((disk) => disk.id === id) ?? []);
  const name = system.children.find((child) => child.name === 'Name')?.text.trim() ?? '';
  return {
    name: name === '' ? (system.attributes.get('id') ?? '') : name,
    processors: wholeOf(value(ofType(resource.processor)[0], 'VirtualQuantity'), 1) ?? otherwise.processors,
    memoryMiB: memoryOf(memory) ?? otherwise.memoryMiB,
    ...firmwareOf(system),
    disks: attached.length > 0 ? attached : disks,
    nics: ofType(resource.ethernet).map((item) => ({
      network: value(item, 'Connection') ?? '',
      model: value(item, 'ResourceSubType'),
    })),
  };
}

function disksOf(envelope: XmlElement): ApplianceDisk[] {
  const files = new Map(all(envelope, 'File').map((file) => [file.attributes.get('id') ?? '', file]));
  return all(envelope, 'Disk')
    .filter(({ attributes }) => attributes.has('diskId'))
    .map(({ attributes }) => {
      const reference = attributes.get('fileRef');
      const file = reference === undefined ? undefined : files.get(reference);
      if (reference !== undefined && file === undefined) {
        throw formatError('image-damaged', `The descriptor of the appliance has no file "${reference}".`);
      }
      if (attributes.has('parentRef')) {
        throw formatError('image-not-whole', 'A disk of the appliance is a difference: it stands on another disk.');
      }
      const unit = unitBytes(attributes.get('capacityAllocationUnits') ?? 'byte');
      const virtualBytes = wholeOf(attributes.get('capacity'), unit);
      if (virtualBytes === undefined) throw formatError('image-damaged', 'A disk of the appliance has no size.');
      return { id: attributes.get('diskId') ?? '', file: file && nameOf(file), virtualBytes };
    });
}

/** Its name in the OVA. A reference to elsewhere would be read from there by whoever follows it. */
function nameOf(file: XmlElement): string {
  const href = file.attributes.get('href') ?? '';
  if (href === '' || /[/\\:]/.test(href)) {
    throw formatError('image-not-whole', `The appliance refers to "${href}", which is not in the file.`);
  }
  if (file.attributes.has('chunkSize')) {
    throw formatError('image-not-whole', `The disk "${href}" of the appliance is cut in pieces.`);
  }
  const compression = file.attributes.get('compression') ?? 'identity';
  if (compression !== 'identity' && compression !== '') {
    throw formatError('image-unknown', `The disk "${href}" of the appliance is packed with ${compression}.`, {
      hint: 'Unpack the OVA and the disk, and import the disk.',
    });
  }
  return href;
}

function firmwareOf(system: XmlElement): { readonly firmware: Firmware; readonly secureBoot: boolean } {
  const settings = new Map(
    [...all(system, 'Config'), ...all(system, 'ExtraConfig')].map(({ attributes }) => [
      attributes.get('key') ?? '',
      attributes.get('value') ?? '',
    ]),
  );
  const virtualBox = all(system, 'Firmware').map(({ attributes }) => attributes.get('type') ?? '');
  const efi = settings.get('firmware') === 'efi' || virtualBox.some((type) => /^efi/i.test(type));
  const secureBoot = settings.get('bootOptions.efiSecureBootEnabled') === 'true';
  return { firmware: efi ? 'efi' : 'bios', secureBoot: efi && secureBoot };
}

function memoryOf(item: XmlElement | undefined): number | undefined {
  const unit = unitBytes(value(item, 'AllocationUnits') ?? 'byte * 2^20');
  const bytes = wholeOf(value(item, 'VirtualQuantity'), unit);
  return bytes === undefined ? undefined : Math.max(1, Math.ceil(bytes / MiB));
}

const words: readonly (readonly [RegExp, number])[] = [
  [/^(b|bytes?)$/i, 1],
  [/^(kb|kilobytes?)$/i, 1024],
  [/^(mb|megabytes?)$/i, MiB],
  [/^(gb|gigabytes?)$/i, 1024 * MiB],
];

/** "byte * 2^20" as the standard has it, and the words of before. */
function unitBytes(text: string): number {
  const [, base = '', power = ''] = /^byte\s*\*\s*(\d+)\^(\d+)$/i.exec(text.trim()) ?? [];
  const unit = base === '' ? words.find(([word]) => word.test(text.trim()))?.[1] : Number(base) ** Number(power);
  if (unit === undefined || !Number.isSafeInteger(unit)) {
    throw formatError('image-damaged', `The descriptor of the appliance counts in "${text}", which is not known.`);
  }
  return unit;
}

function wholeOf(text: string | undefined, unit: number): number | undefined {
  const found = /^\d{1,16}$/.test(text?.trim() ?? '') ? Number(text) * unit : Number.NaN;
  return Number.isSafeInteger(found) && found > 0 ? found : undefined;
}

const value = (item: XmlElement | undefined, name: string): string | undefined =>
  item?.children.find((child) => child.name === name)?.text.trim();

function all(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}
