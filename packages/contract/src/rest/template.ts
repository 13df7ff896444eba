import { defaultKind, instanceKinds, maxDiskMiB, ranks, usualSpec } from '@skerry/domain';
import { z } from 'zod';
import { machineInput, machinePatch, machineView } from './machine.ts';
import { id, meta, metaInput, metaPatch, name } from './object.ts';
import { applicationGiven, applicationPatch, applicationSaid } from './application-start.ts';
import { contextPatch, contextView, instanceContext } from './instance.ts';
import { checkNics, nics, nicsHelp } from './nics.ts';

const templateFields = {
  imageId: id,
  kind: z.enum(instanceKinds),
  cpus: z.int().min(1).max(128),
  memoryMiB: z.int().min(16).max(4_194_304),
  diskSizeMiB: z.int().min(1).max(maxDiskMiB).optional(),
  networkIds: z
    .array(id)
    .max(8)
    .optional()
    .describe('Empty: no network. Not given: the first network of the cluster where an instance goes.'),
  nics: nics.optional().describe(`${nicsHelp} Instead of networkIds.`),
  requirements: z.string().max(2000),
  rank: z.enum(ranks),
};
export const template = z
  .object({
    ...meta.shape,
    ...templateFields,
    nics: templateFields.nics.describe('The same networks with what is fixed there; absent: nothing is.'),
    machine: machineView.optional().describe('Instead of what the image says of it.'),
    context: contextView,
    application: applicationSaid.optional(),
  })
  .meta({ id: 'Template' });
export const templateCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    ...templateFields,
    kind: templateFields.kind.default(defaultKind),
    cpus: templateFields.cpus.default(usualSpec.cpus),
    memoryMiB: templateFields.memoryMiB.default(usualSpec.memoryMiB),
    context: instanceContext.default({}),
    application: applicationGiven.optional(),
    requirements: templateFields.requirements.default(''),
    rank: templateFields.rank.default(usualSpec.rank),
    machine: machineInput.optional(),
  })
  .superRefine(checkNics)
  .meta({ id: 'TemplateCreate' });
export const templatePatch = z
  .strictObject({
    ...metaPatch.shape,
    ...z.object(templateFields).partial().shape,
    diskSizeMiB: templateFields.diskSizeMiB.nullable().describe("null: as large as the image's own."),
    networkIds: templateFields.networkIds
      .nullable()
      .describe('Empty: no network; null: the first network of the cluster where an instance goes.'),
    nics: templateFields.nics.nullable().describe('Instead of networkIds; null: as networkIds: null.'),
    machine: machinePatch.nullable().optional(),
    context: contextPatch.optional(),
    application: applicationPatch.optional(),
  })
  .superRefine(checkNics)
  .meta({ id: 'TemplatePatch' });
