/** A machine in one line: what is unlike the usual one, after its firmware and chipset. Pure. */
import { type MachineGiven, machineOf } from '@skerry/domain';
import type { Say } from '../../i18n/texts.ts';

const usual = machineOf();

/** Undefined: nobody asks for anything. */
export function machineWords(machine: MachineGiven | undefined, t: Say): string | undefined {
  if (machine === undefined) return undefined;
  const { firmware, secureBoot, tpm, chipset, diskBus, nicModel, video, tablet, cdromDrive } = machine;
  const { cpuModel, topology, bootOrder } = machine;
  const { sockets = 1, cores = 1, threads = 1 } = topology ?? {};
  const words = [
    firmware && t(`machine.${firmware}`),
    secureBoot === true && t('machine.secureBoot'),
    tpm === true && t('machine.tpm'),
    chipset,
    other(diskBus, usual.diskBus) && t('machine.disks', { bus: diskBus }),
    other(nicModel, usual.nicModel) && t('machine.nics', { model: nicModel }),
    other(video, usual.video) && t('machine.video', { model: video }),
    tablet === true && t('machine.tablet'),
    cdromDrive === true && t('machine.cdromDrive'),
    cpuModel,
    topology && t('machine.topology', { sockets, cores, threads }),
    bootOrder && bootOrder.join() !== usual.bootOrder.join() && t('machine.boots', { order: bootOrder.join(', ') }),
  ];
  return words.filter((word) => typeof word === 'string').join(', ') || undefined;
}

const other = <T>(value: T | undefined, than: T): value is T => value !== undefined && value !== than;
