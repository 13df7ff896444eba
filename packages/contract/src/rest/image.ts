import {
  architectures,
  defaultArchitecture,
  defaultSignals,
  imageFormats,
  imageStates,
  imageTypes,
  initSignals,
  instanceKinds,
  kindsThatBoot,
} from '@skerry/domain';
import { z } from 'zod';
import { machineInput, machineView } from './machine.ts';
import { application } from './application.ts';
import { id, meta, metaInput, name } from './object.ts';

const kindsList = z.array(z.enum(instanceKinds)).min(1);

export const image = z
  .object({
    ...meta.shape,
    datastoreId: id,
    digest: z.string(),
    sizeMiB: z.int(),
    fileBytes: z.int(),
    format: z.enum(imageFormats),
    type: z.enum(imageTypes),
    os: z.string(),
    architecture: z.string(),
    kinds: kindsList,
    haltSignal: z.enum(initSignals),
    rebootSignal: z.enum(initSignals),
    minMemoryMiB: z.int(),
    machine: machineView.optional().describe('What virtual machines of it need; absent: nothing beyond the usual.'),
    application: application.optional().describe('Of an application image: what it starts.'),
    state: z.enum(imageStates).describe('missing: its file is not in the datastore.'),
  })
  .meta({ id: 'Image' });
/** Fields of a request that say where the content comes from. */
export type ImageSourceField = 'path';

/** Registers a qcow2 file that lies on the front-end's machine; it is copied into the datastore and checked. */
export const imageCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    path: z.string().min(1).max(4096).describe('Absolute path of a qcow2 file on the front-end.'),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'Give "sha256:" and 64 digits of 0 to 9 and a to f, as sha256sum prints them.')
      .optional()
      .describe('Of the file as it is published; another file is refused.'),
    datastoreId: id.default(0),
    type: z.enum(imageTypes).optional().describe('A disk when it is not given.'),
    os: z.string().max(64).default('linux'),
    architecture: z
      .enum(architectures)
      .default(defaultArchitecture)
      .describe('Its instances are placed on hosts of this architecture only.'),
    kinds: kindsList.default(kindsThatBoot()),
    haltSignal: z.enum(initSignals).default(defaultSignals.halt),
    rebootSignal: z.enum(initSignals).default(defaultSignals.reboot),
    minMemoryMiB: z.int().min(16).max(4_194_304).default(64),
    machine: machineInput.optional().describe('What virtual machines of it need, beyond the usual.'),
  })
  .meta({ id: 'ImageCreate' });
