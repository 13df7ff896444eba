/** The drive of a guest, as libvirt's XML has it. */
import type { DiskSource } from '@skerry/driver-contract';
import { SaxesParser } from 'saxes';
import { xml, type XmlElement } from '../xml.ts';

export interface Drive {
  readonly target: { readonly dev: string; readonly bus: string };
  readonly source?: DiskSource;
}

export function driveElement(target: XmlElement, disc: DiskSource | undefined): XmlElement {
  return xml('disk', { type: 'file', device: 'cdrom' }, [
    ...(disc === undefined
      ? []
      : [xml('driver', { name: 'qemu', type: disc.format }), xml('source', { file: disc.path })]),
    target,
    xml('readonly'),
  ]);
}

/** Of what `virsh dumpxml` prints of a guest; undefined: it has none. */
export function driveOf(definition: string): Drive | undefined {
  let isCdrom = false;
  let found: { dev?: string; bus?: string; path?: string; serial?: string } = {};
  let drive: typeof found | undefined;
  let isSerial = false;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'disk') {
      isCdrom = attributes['device'] === 'cdrom';
      found = {};
    }
    if (!isCdrom) return;
    if (name === 'source' && attributes['file'] !== undefined) found.path = attributes['file'];
    if (name === 'target') Object.assign(found, { dev: attributes['dev'], bus: attributes['bus'] });
    isSerial = name === 'serial';
  });
  parser.on('text', (text) => {
    if (isCdrom && isSerial) found.serial = `${found.serial ?? ''}${text.trim()}`;
  });
  parser.on('closetag', ({ name }) => {
    isSerial = false;
    if (name !== 'disk') return;
    // The context may be a CD-ROM too, and stays where it is.
    if (isCdrom && found.serial !== 'context') drive = found;
    isCdrom = false;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(definition).close();
  const { dev, bus = '', path } = drive ?? {};
  if (dev === undefined) return undefined;
  const source: DiskSource | undefined = path === undefined ? undefined : { type: 'file', format: 'qcow2', path };
  return { target: { dev, bus }, ...(source === undefined ? {} : { source }) };
}
