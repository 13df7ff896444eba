import { type Machine, machineOf } from '@skerry/domain';
import type { GuestPlan } from '@skerry/driver-contract';
import { bootElements, nicRom } from './devices/boot-order.ts';
import { diskControllers, diskTarget, driveTarget } from './devices/disk-bus.ts';
import { driveElement } from './devices/drive.ts';
import { usbElements, videoElement } from './devices/display.ts';
import { firmwareElements, firmwareFeatures } from './devices/firmware.ts';
import { processorElement } from './devices/processor.ts';
import { qemuNamespace, tpmElement } from './devices/tpm.ts';
import { domainName, domainUuid } from './domain-name.ts';
import { guestFiles } from './guest-files.ts';
import { type GuestKernel, kernelElements, toldElement } from './guest-kernel.ts';
import type { QemuIdentity } from './qemu-identity.ts';
import { renderXml, xml, type XmlElement } from './xml.ts';

export interface DomainOptions {
  readonly namePrefix: string;
  readonly accelerator: 'kvm' | 'tcg';
  readonly qemu: QemuIdentity;
  /** For a guest that starts from its root partition. */
  readonly kernel?: GuestKernel;
}

export const metadataNamespace = 'urn:skerry:guest:1';

/**
 * The libvirt definition of a guest. Pure: the same plan gives the same text.
 *
 * - Machine `pc` where nobody needs another: the smaller one. Without KVM, three boots of the image tiny each took 3.1 to 3.9 s of processor time on
 *   it and 3.6 to 4.4 s on q35, on a busy machine: no more than a tendency.
 * - Disk cache `writeback`: the guest's flushes reach the disk, so nothing that it believes to be written is lost, and
 *   guests of one image share its pages in the host's memory. `none` would also refuse file systems without O_DIRECT.
 * - No autostart anywhere: only the agent starts guests.
 * - QEMU runs as the guest's own user, and libvirt leaves the owners of all files as they are (`relabel='no'`): it would
 *   give images to that user, who could then write what other guests read. Whoever makes a file gives it to its owner.
 * - The metadata carries the guest's directory, so that a driver that remembers nothing finds its log and sockets.
 */
export const domainXml = (plan: GuestPlan, options: DomainOptions): string => renderXml(domainElement(plan, options));

export function domainElement(plan: GuestPlan, options: DomainOptions): XmlElement {
  const name = domainName(options.namePrefix, plan.instanceId);
  const { machine = machineOf() } = plan;
  const type = options.accelerator === 'kvm' ? 'kvm' : 'qemu';
  return xml('domain', { type, ...(machine.tpm ? qemuNamespace : {}) }, [
    xml('name', {}, name),
    xml('uuid', {}, domainUuid(name)),
    xml('title', {}, plan.name),
    xml('metadata', {}, [
      xml('skerry:guest', {
        'xmlns:skerry': metadataNamespace,
        instance: plan.instanceId,
        directory: plan.directory,
        ...(options.kernel ? { starts: plan.application ? 'application' : 'system' } : {}),
      }),
    ]),
    xml('memory', { unit: 'MiB' }, String(plan.memoryMiB)),
    xml('vcpu', { placement: 'static' }, String(plan.cpus)),
    xml('os', {}, [
      xml('type', { arch: plan.architecture ?? 'x86_64', machine: machine.chipset }, 'hvm'),
      // Whose kernel is given needs no firmware.
      ...(options.kernel
        ? kernelElements(options.kernel)
        : [...firmwareElements(machine, guestFiles(plan.directory).variables), ...bootElements(machine)]),
    ]),
    xml('features', {}, [xml('acpi'), xml('apic'), ...(options.kernel ? [] : firmwareFeatures(machine))]),
    processorElement(machine, options.accelerator),
    xml('clock', { offset: 'utc' }),
    xml('on_poweroff', {}, 'destroy'),
    // The guest's own reboot is its own affair; the agent's is a shut-down and a start.
    xml('on_reboot', {}, 'restart'),
    xml('on_crash', {}, 'destroy'),
    xml('devices', {}, devices(plan, machine, options)),
    xml('seclabel', { type: 'static', model: 'dac', relabel: 'no' }, [
      xml('label', {}, `+${options.qemu.uid}:+${options.qemu.gid}`),
    ]),
    ...(machine.tpm ? [tpmElement(guestFiles(plan.directory))] : []),
  ]);
}

function devices(plan: GuestPlan, machine: Machine, { kernel }: DomainOptions): XmlElement[] {
  const files = guestFiles(plan.directory);
  return [
    ...plan.disks.map((disk, index) =>
      xml('disk', { type: disk.source.type, device: 'disk' }, [
        xml('driver', { name: 'qemu', type: disk.source.format, cache: 'writeback', discard: 'unmap' }),
        xml('source', { file: disk.source.path }),
        diskTarget(machine, index),
        xml('serial', {}, `disk-${disk.diskId}`),
      ]),
    ),
    // A disk of SATA that is only read is none that libvirt takes; a CD-ROM is.
    xml('disk', { type: 'file', device: machine.diskBus === 'sata' ? 'cdrom' : 'disk' }, [
      xml('driver', { name: 'qemu', type: 'raw' }),
      xml('source', { file: files.contextIso }),
      diskTarget(machine, Math.max(1, plan.disks.length)),
      xml('readonly'),
      xml('serial', {}, 'context'),
    ]),
    ...(machine.cdromDrive ? [driveElement(driveTarget(machine, Math.max(1, plan.disks.length) + 1), plan.disc)] : []),
    ...plan.nics.map((nic) =>
      xml('interface', { type: nic.attach.type }, [
        xml('mac', { address: nic.mac }),
        xml('source', { bridge: nic.attach.bridge }),
        xml('target', { dev: nic.attach.hostInterface }),
        xml('model', { type: machine.nicModel }),
        ...nicRom(machine),
      ]),
    ),
    xml('serial', { type: 'unix' }, [
      xml('source', { mode: 'bind', path: files.serialSocket }),
      xml('log', { file: files.consoleLog, append: 'on' }),
      xml('target', { type: 'isa-serial', port: 0 }),
    ]),
    ...(kernel ? [toldElement(files.told)] : []),
    xml('graphics', { type: 'vnc', socket: files.displaySocket }),
    videoElement(machine),
    xml('rng', { model: 'virtio' }, [xml('backend', { model: 'random' }, '/dev/urandom')]),
    // The guest is asked as often as samples are taken.
    xml('memballoon', { model: 'virtio' }, [xml('stats', { period: 10 })]),
    ...diskControllers(machine),
    ...usbElements(machine),
  ];
}
