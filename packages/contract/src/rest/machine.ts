/** The machine of a guest, as it is asked for in images, templates and instances, and as it is shown. */
import {
  bootDevices,
  chipsets,
  cpuModelPattern,
  diskBuses,
  firmwares,
  machineAsked,
  type MachineGiven,
  machineProblem,
  mostBootDevices,
  mostCpuModelCharacters,
  nicModels,
  videos,
} from '@skerry/domain';
import { z } from 'zod';

const part = z.int().min(1).max(128);
const topologyFields = {
  sockets: part.optional().describe('Sockets; 1 when it is not given.'),
  cores: part.optional().describe('Cores of each socket; 1 when it is not given.'),
  threads: part.optional().describe('Threads of each core; 1 when it is not given.'),
};
const fields = {
  firmware: z.enum(firmwares),
  secureBoot: z.boolean().describe('Only what is signed starts; with UEFI.'),
  tpm: z.boolean().describe('A trusted platform module, version 2.0.'),
  chipset: z.enum(chipsets).describe('The smallest that will do when it is not given.'),
  diskBus: z.enum(diskBuses).describe('How disks are joined: sata for guests without drivers for virtio.'),
  nicModel: z.enum(nicModels).describe('Network cards: e1000e for guests without drivers for virtio.'),
  video: z.enum(videos),
  tablet: z.boolean().describe('A pointer that stands where the mouse of the viewer does.'),
  cdromDrive: z.boolean().describe('A CD-ROM drive, with or without a disc in it.'),
  cpuModel: z
    .string()
    .max(mostCpuModelCharacters)
    .regex(cpuModelPattern, 'Letters, digits, ".", "_" and "-", such as Haswell-noTSX.')
    .describe('Such as Haswell-noTSX; all that the host can when it is not given.'),
  topology: z
    .strictObject(topologyFields)
    .describe('How its processors look to the guest; their product is the number of processors.'),
  bootOrder: z
    .array(z.enum(bootDevices))
    .min(1)
    .max(mostBootDevices)
    .describe('What it starts from, first to last: disk, cdrom, network.'),
};

/** What cannot be together, with as much as is known here. */
function check(asked: MachineGiven, refused: z.core.$RefinementCtx): void {
  const problem = machineProblem(machineAsked(asked));
  if (problem !== undefined) refused.addIssue({ code: 'custom', message: problem.message, path: [problem.field] });
}

export const machineHelp = 'Of virtual machines: what is not given is as the image has it, else the usual.';

export const machineInput = z
  .strictObject(fields)
  .partial()
  .superRefine((asked, refused) => check(asked, refused))
  .describe(machineHelp);

/** What is not named stays; null leaves it open again. */
export const machinePatch = z
  .strictObject({
    firmware: fields.firmware.nullable(),
    secureBoot: fields.secureBoot.nullable(),
    tpm: fields.tpm.nullable(),
    chipset: fields.chipset.nullable(),
    diskBus: fields.diskBus.nullable(),
    nicModel: fields.nicModel.nullable(),
    video: fields.video.nullable(),
    tablet: fields.tablet.nullable(),
    cdromDrive: fields.cdromDrive.nullable(),
    cpuModel: fields.cpuModel.nullable(),
    topology: fields.topology.nullable(),
    bootOrder: fields.bootOrder.nullable(),
  })
  .partial()
  .describe('What is not named stays; null leaves it open again.');

/** As it was asked for: of images and templates. */
export const machineView = z.object({ ...fields, topology: z.object(topologyFields) }).partial();

/** As it is, with nothing left open. */
export const wholeMachine = z
  .object({
    ...fields,
    cpuModel: fields.cpuModel.optional(),
    topology: z.object({ sockets: part, cores: part, threads: part }).optional(),
  })
  .meta({ id: 'Machine' });
