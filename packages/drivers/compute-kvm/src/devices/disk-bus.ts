import type { Machine } from '@skerry/domain';
import { xml, type XmlElement } from '../xml.ts';

interface Bus {
  readonly prefix: string;
  readonly controllers: readonly XmlElement[];
}

/** Where libvirt must be told which controller it is, that stands here; the others it makes itself. */
const buses: Readonly<Record<Machine['diskBus'], Bus>> = {
  virtio: { prefix: 'vd', controllers: [] },
  scsi: { prefix: 'sd', controllers: [xml('controller', { type: 'scsi', model: 'virtio-scsi', index: 0 })] },
  sata: { prefix: 'sd', controllers: [] },
};

/** vda, vdb, ... vdz: far more than an instance may have. */
const letter = (index: number): string => String.fromCharCode(97 + index);

export const diskTarget = ({ diskBus }: Machine, index: number): XmlElement =>
  xml('target', { dev: `${buses[diskBus].prefix}${letter(index)}`, bus: diskBus });

export const diskControllers = ({ diskBus }: Machine): readonly XmlElement[] => buses[diskBus].controllers;

/**
 * The drive stands on what every guest has a driver for. `index`: behind the disks, so that these keep their places when a
 * guest gets a drive.
 */
export const driveTarget = ({ chipset }: Machine, index: number): XmlElement =>
  chipset === 'pc'
    ? xml('target', { dev: 'hdc', bus: 'ide' })
    : xml('target', { dev: `sd${letter(index)}`, bus: 'sata' });
