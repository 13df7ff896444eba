import type { BootDevice, Machine } from '@skerry/domain';
import { xml, type XmlElement } from '../xml.ts';

const words: Readonly<Record<BootDevice, string>> = { disk: 'hd', cdrom: 'cdrom', network: 'network' };

/** Below `os`: what is there, in its order. */
export const bootElements = ({ bootOrder, cdromDrive }: Machine): XmlElement[] =>
  bootOrder.filter((device) => device !== 'cdrom' || cdromDrive).map((device) => xml('boot', { dev: words[device] }));

/**
 * Below `interface`: without its ROM, a guest whose disk does not boot says so at once instead of trying the network
 * first. Who asks for the network gets it.
 */
export const nicRom = ({ bootOrder }: Machine): XmlElement[] =>
  bootOrder.includes('network') ? [] : [xml('rom', { enabled: 'no' })];
