import {
  architectures,
  defaultArchitecture,
  defaultSignals,
  imageFormats,
  imageSources,
  imageStates,
  imageTypes,
  importSteps,
  initSignals,
  instanceKinds,
} from '@skerry/domain';
import { z } from 'zod';
import { machineInput, machineView } from './machine.ts';
import { application } from './application.ts';
import { id, meta, metaInput, name } from './object.ts';

const kindsList = z.array(z.enum(instanceKinds)).min(1);
const sha256 = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'Give "sha256:" and 64 digits of 0 to 9 and a to f, as sha256sum prints them.');

const imageOrigin = z.object({
  source: z.enum(imageSources),
  url: z.string().optional(),
  marketplaceId: id.optional(),
  reference: z.string().optional(),
  pinned: z.string().optional().describe('A reference that means this very content.'),
  version: z.string().optional(),
  digest: z.string().optional().describe('Of what came.'),
  format: z.string().optional().describe('What came was.'),
  warnings: z.array(z.string()).optional().describe('What of it is otherwise than one may expect.'),
});

const importProgress = z.object({
  step: z.enum(importSteps),
  bytes: z.int().describe('Done of this step.'),
  of: z.int().optional().describe('Absent: nobody knows how many there are.'),
  bytesPerSecond: z.int().optional(),
  secondsLeft: z.int().optional().describe('Of this step.'),
});

export const image = z
  .object({
    ...meta.shape,
    datastoreId: id,
    state: z
      .enum(imageStates)
      .describe('importing: it comes. failed: it did not come. missing: its file is not in the datastore.'),
    digest: z.string().optional().describe('Of the file; absent until it is imported, as the sizes are.'),
    sizeMiB: z.int().optional(),
    fileBytes: z.int().optional(),
    format: z.enum(imageFormats),
    type: z.enum(imageTypes),
    os: z.string(),
    architecture: z.string(),
    kinds: z
      .array(z.enum(instanceKinds))
      .describe('Empty: not known before it is imported, or no guest starts from it.'),
    haltSignal: z.enum(initSignals),
    rebootSignal: z.enum(initSignals),
    minMemoryMiB: z.int(),
    machine: machineView.optional().describe('What virtual machines of it need; absent: nothing beyond the usual.'),
    application: application.optional().describe('Of an application image: what it starts.'),
    origin: imageOrigin.optional(),
    progress: importProgress.optional().describe('While it is importing.'),
    failure: z
      .object({ code: z.string(), message: z.string(), hint: z.string().optional() })
      .optional()
      .describe('Why it is failed.'),
  })
  .meta({ id: 'Image' });

const oneSource = 'Give exactly one of: path, url, upload, from, or marketplaceId with reference.';

/** Makes an image. Of a path it answers when its content is kept; else it is imported, and shows how far it is. */
export const imageCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    path: z.string().min(1).max(4096).optional().describe('Absolute path of a qcow2 file on the front-end.'),
    url: z
      .url({ protocol: /^https?$/ })
      .max(4096)
      .optional()
      .describe('Where a web server has it.'),
    upload: z
      .strictObject({ bytes: z.int().min(1).describe('Of the file that will be sent.') })
      .optional()
      .describe('Its content will be sent: PUT /v1/images/{id}/content.'),
    marketplaceId: id.optional(),
    reference: z.string().min(1).max(1024).optional().describe('What of the marketplace.'),
    from: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe('In one word: docker://nginx:1.27, lxc:debian/12, MARKETPLACE:REFERENCE, or the address of a file.'),
    digest: sha256.optional().describe('Of the file as it is published; another file is refused.'),
    datastoreId: id.default(0),
    type: z.enum(imageTypes).optional().describe('What it turns out to be when it is not given.'),
    os: z.string().max(64).default('linux'),
    architecture: z
      .enum(architectures)
      .default(defaultArchitecture)
      .describe('Its instances are placed on hosts of this architecture only.'),
    kinds: kindsList.optional().describe('What can be started from it when it is not given.'),
    haltSignal: z.enum(initSignals).default(defaultSignals.halt),
    rebootSignal: z.enum(initSignals).default(defaultSignals.reboot),
    minMemoryMiB: z.int().min(16).max(4_194_304).default(64),
    machine: machineInput.optional().describe('What virtual machines of it need, beyond the usual.'),
  })
  .refine((given) => [...imageSources, 'from' as const].filter((source) => given[source] !== undefined).length === 1, {
    message: oneSource,
  })
  .refine(({ marketplaceId, reference }) => (marketplaceId === undefined) === (reference === undefined), {
    message: 'Give a marketplace and what of it: marketplaceId and reference.',
    path: ['reference'],
  })
  .meta({ id: 'ImageCreate' });

/** Where the next byte of an upload goes. */
export const uploadState = z
  .object({ bytes: z.int().describe('They are here; send what follows.'), of: z.int() })
  .meta({ id: 'UploadState' });
export type UploadState = z.output<typeof uploadState>;
