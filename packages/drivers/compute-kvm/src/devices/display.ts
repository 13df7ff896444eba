import type { Machine } from '@skerry/domain';
import { xml, type XmlElement } from '../xml.ts';

/** KiB; what does not say how much it has takes what QEMU gives it. */
const memory: Readonly<Partial<Record<Machine['video'], number>>> = { vga: 8192 };

export function videoElement({ video }: Machine): XmlElement {
  const vram = memory[video];
  return xml('video', {}, [xml('model', { type: video, ...(vram === undefined ? {} : { vram }) })]);
}

/** A tablet is the one thing on USB. */
export const usbElements = ({ tablet }: Machine): XmlElement[] =>
  tablet
    ? [xml('controller', { type: 'usb', model: 'qemu-xhci' }), xml('input', { type: 'tablet', bus: 'usb' })]
    : [xml('controller', { type: 'usb', model: 'none' })];
