/** The drive of a guest that runs: read from libvirt, and changed through it. */
import { writeFileAtomic } from '@skerry/host-os';
import type { Discs, DiskSource } from '@skerry/driver-contract';
import { SaxesParser } from 'saxes';
import { guestFiles } from '../guest-files.ts';
import type { GuestRegister } from '../guest-register.ts';
import { guestNotRunning } from '../refusals.ts';
import type { Virsh } from '../virsh.ts';
import { renderXml, xml, type XmlElement } from '../xml.ts';

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

export function kvmDiscs({
  virsh,
  register,
  nameOf,
}: {
  readonly virsh: Virsh;
  readonly register: Pick<GuestRegister, 'inspect' | 'directoryOf'>;
  readonly nameOf: (instanceId: number) => string;
}): Discs {
  const driveIn = async (instanceId: number) => {
    const state = (await register.inspect(instanceId))?.state;
    const isOn = state === 'running' || state === 'paused';
    return isOn ? driveOf(await virsh.call('dumpxml', nameOf(instanceId))) : undefined;
  };
  return {
    async inDrive(instanceId) {
      const drive = await driveIn(instanceId);
      return drive && (drive.source === undefined ? {} : { source: drive.source });
    },
    async change(instanceId, disc) {
      const [drive, directory] = await Promise.all([driveIn(instanceId), register.directoryOf(instanceId)]);
      if (drive === undefined || directory === undefined) throw guestNotRunning(instanceId);
      const files = guestFiles(directory);
      await writeFileAtomic(files.drive, renderXml(driveElement(xml('target', { ...drive.target }), disc)), {
        mode: 0o600,
      });
      // By force: a guest that has mounted its disc has locked the drive.
      await virsh.call('update-device', nameOf(instanceId), files.drive, '--live', '--force');
    },
  };
}
