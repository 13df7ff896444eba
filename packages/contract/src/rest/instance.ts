import {
  antiAffinityModes,
  consoleTypes,
  contextBytes,
  type ContextGiven,
  contextTooLarge,
  failingSteps,
  guestStates,
  healths,
  instanceKinds,
  instanceStates,
  maxContextBytes,
  maxDiskMiB,
  powers,
  ranks,
  sshKeyProblem,
  stepNames,
} from '@skerry/domain';
import { z } from 'zod';
import { machineInput, wholeMachine } from './machine.ts';
import { applicationGiven, applicationView, exitView } from './application-start.ts';
import { checkNics, nics, nicsHelp } from './nics.ts';
import { id, meta, metaInput, metaPatch, name, timestamp, wholeNumber } from './object.ts';
import { instanceUse } from './use.ts';

const cpus = z.int().min(1).max(128);
const memoryMiB = z.int().min(16).max(4_194_304);
const graceSeconds = z.int().min(0).max(86_400).describe('How long the guest may take to shut down; 0: force at once.');
const requirements = z.string().max(2000).describe('Expression that a host must satisfy, such as: labels.zone == "a".');
const rank = z.enum(ranks);
const antiAffinityGroup = z
  .string()
  .min(1)
  .max(63)
  .describe('Instances of one owner with the same group go to different hosts.');
const antiAffinityMode = z
  .enum(antiAffinityModes)
  .describe('required: it waits rather than share a host; preferred: it shares where it must. Default: required.');

export const sshKey = z
  .string()
  .max(16_384)
  .superRefine((key, refused) => {
    const problem = sshKeyProblem(key);
    if (problem !== undefined) refused.addIssue({ code: 'custom', message: problem });
  });
/** Of as many bytes as a context may hold. */
const base64 = z.base64().max(4 * Math.ceil(maxContextBytes / 3));
const contextFields = {
  sshKeys: z
    .array(sshKey)
    .max(64)
    .optional()
    .describe('Lines of authorized_keys; they reach the guest beside the user data.'),
  userData: z.string().max(maxContextBytes).optional().describe('Cloud-init user data, verbatim.'),
  userDataBase64: base64
    .optional()
    .describe('The same as bytes that are no UTF-8, such as a gzip file, in base64. Give one of the two.'),
};
const checkContext = (context: ContextGiven, refused: z.core.$RefinementCtx): void => {
  if (contextBytes(context) > maxContextBytes) refused.addIssue({ code: 'custom', message: contextTooLarge });
  if (context.userData != null && context.userData !== '' && context.userDataBase64 != null) {
    const message = 'Give userData or userDataBase64, not both.';
    refused.addIssue({ code: 'custom', message, path: ['userDataBase64'] });
  }
};

export const instanceContext = z
  .strictObject(contextFields)
  .superRefine(checkContext)
  .describe('At most 64 KiB in all.');
/** What is not given stays. */
export const contextPatch = z
  .strictObject({
    ...contextFields,
    userData: contextFields.userData.nullable().describe('Cloud-init user data, verbatim; null: none.'),
    userDataBase64: contextFields.userDataBase64.nullable(),
  })
  .superRefine(checkContext)
  .describe('What is not given stays. At most 64 KiB in all.');
/** As it is kept: of before keys were looked at, too. */
export const contextView = z.object({
  sshKeys: z.array(z.string()),
  userData: z.string(),
  userDataBase64: z.string().optional(),
});

export const instanceCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    templateId: id.optional().describe('Everything that is not given comes from it.'),
    kind: z.enum(instanceKinds).optional(),
    cpus: cpus.optional(),
    memoryMiB: memoryMiB.optional(),
    imageId: id.optional(),
    diskSizeMiB: z.int().min(1).max(maxDiskMiB).optional(),
    networkIds: z
      .array(id)
      .max(8)
      .optional()
      .describe('Empty: no network. Not given: those of the template, else the first network of the cluster.'),
    nics: nics.optional().describe(`${nicsHelp} Instead of networkIds.`),
    context: instanceContext.optional(),
    application: applicationGiven.optional(),
    clusterId: id.optional().describe('Only this cluster.'),
    hostId: id.optional().describe('Only this host.'),
    requirements: requirements.optional(),
    rank: rank.optional(),
    antiAffinityGroup: antiAffinityGroup.optional(),
    antiAffinityMode: antiAffinityMode.optional(),
    machine: machineInput.optional(),
    cdromImageId: id.optional().describe('An image of type cdrom: it is in the drive from the first start on.'),
    start: z.boolean().default(true).describe('false: prepare it, but leave it stopped.'),
  })
  .superRefine(checkNics)
  .meta({ id: 'InstanceCreate' });

export const instancePatch = z
  .strictObject({
    ...metaPatch.shape,
    cpus: cpus.optional(),
    memoryMiB: memoryMiB.optional(),
    context: contextPatch.optional().describe('What is not given stays; told at its next start.'),
  })
  .meta({ id: 'InstancePatch' });

/** What it was given at its creation, or since. May hold secrets: only for who may manage it. */
export const givenContext = contextView
  .extend({ environment: z.array(z.string()).optional().describe('Of an application.') })
  .meta({ id: 'GivenContext' });

export const stopRequest = z.strictObject({ graceSeconds: graceSeconds.optional() }).meta({ id: 'InstanceStop' });

export const attachCdromRequest = z
  .strictObject({ imageId: id.describe('An image of type cdrom.') })
  .meta({ id: 'InstanceAttachCdrom' });

export const instance = z
  .object({
    ...meta.shape,
    kind: z.enum(instanceKinds),
    state: z.enum(instanceStates).describe('Computed from what is wanted and what is there.'),
    stateReason: z.string().describe('A sentence: why it is in this state.'),
    clusterId: id,
    hostId: id.optional(),
    templateId: id.optional(),
    cpus,
    memoryMiB,
    application: applicationView.optional(),
    requirements,
    rank,
    antiAffinityGroup: antiAffinityGroup.optional(),
    antiAffinityMode: antiAffinityMode.optional(),
    machine: wholeMachine.optional().describe('Of kinds that have one.'),
    cdrom: z.object({ imageId: id }).optional().describe('What is in its CD-ROM drive, or will be in a moment.'),
    disks: z.array(z.object({ diskId: id, imageId: id, sizeMiB: z.int() })),
    nics: z.array(
      z.object({
        networkId: id,
        asked: z
          .object({ address: z.string().optional(), mac: z.string().optional() })
          .optional()
          .describe('What was fixed when it was created; the rest was chosen.'),
        mac: z.string().optional(),
        address: z.string().optional(),
      }),
    ),
    wanted: z.object({
      generation: z.int(),
      power: z.enum(powers),
      reboots: z.int(),
    }),
    observed: z
      .object({
        guest: z.enum(guestStates),
        reached: z.int(),
        reboots: z.int(),
        crashes: z.int(),
        startedAt: timestamp.optional(),
        health: z.enum(healths).optional().describe('Of an application that is asked how it is, while it runs.'),
        exit: exitView.optional(),
        restarts: z.int().optional().describe('How often its restart policy has started it, and it did not last.'),
        nextStartAt: timestamp.optional().describe('When its restart policy starts it again.'),
        step: z.object({ name: z.enum(stepNames), since: timestamp, fraction: z.number().optional() }).optional(),
        failure: z
          .object({
            step: z.enum(failingSteps),
            code: z.string(),
            message: z.string(),
            hint: z.string().optional(),
            attempts: z.int(),
            since: timestamp.optional().describe('When it failed first.'),
            nextTryAt: timestamp,
          })
          .optional(),
      })
      .optional(),
    pendingCommands: z.int().describe('Commands that the cluster has not answered yet.'),
    lastHeardSeconds: z.number().nullable().describe('How old this state is at most; null: never heard.'),
    actions: z
      .record(z.string(), z.string().nullable())
      .describe('Every action: null where it is possible now, else the sentence of the refusal.'),
    consoles: z
      .record(z.enum(consoleTypes), z.string().nullable())
      .describe('Every type of console: null where it can be opened now, else the sentence of the refusal.'),
    use: instanceUse.optional().describe('Only in lists that are asked with `use=true`.'),
  })
  .meta({ id: 'Instance' });

/** Where an instance would go, and why; the answer to `?dryRun=true`. */
export const placementPlan = z
  .object({
    placed: z.boolean(),
    clusterId: id.optional(),
    hostId: id.optional(),
    message: z.string(),
    candidates: z.array(z.object({ hostId: id, clusterId: id, score: z.number(), why: z.string() })),
    refused: z.record(z.string(), z.int()).describe('How many hosts were refused, by reason.'),
    notes: z.array(z.string()).optional().describe('Sentences about what is allowed and should be known.'),
  })
  .meta({ id: 'PlacementPlan' });

export const samplesQuery = z.strictObject({
  seconds: wholeNumber(1, 604_800).default(600).describe('How far back from now; for when `from` is not given.'),
  from: timestamp.optional().describe('Points after this time; a week back at most.'),
  to: timestamp.optional().describe('Now when it is not given.'),
  step: wholeNumber(1, 1800)
    .optional()
    .describe('Seconds between points, at least; the finest that is kept when it is not given.'),
});

export const samples = z
  .object({
    intervalSeconds: z
      .number()
      .describe('Between points: 10 for the last hour, 300 for the last day, 1800 for the last week.'),
    memoryTotalBytes: z.number().optional().describe('How much memory the instance or host has.'),
    /** Rates per second; a gauge where the name says so. Oldest first; what is not known is left out. */
    points: z.array(
      z.object({
        at: timestamp,
        cpu: z.number().describe('Processors in use: 1.0 is one whole processor.'),
        memoryBytes: z.number().describe('Of a virtual machine: what it takes on its host.'),
        guestMemoryBytes: z
          .number()
          .optional()
          .describe('In use as the guest itself sees it; left out where it does not tell.'),
        diskReadBytesPerSecond: z.number(),
        diskWrittenBytesPerSecond: z.number(),
        networkReceivedBytesPerSecond: z.number(),
        networkSentBytesPerSecond: z.number(),
      }),
    ),
  })
  .meta({ id: 'Samples' });

/** What hosts use together, over time, and what they have. */
export const useOfHosts = z
  .object({
    ...samples.shape,
    hosts: z.int().describe('Hosts that this is the sum of: those that you may use.'),
    has: z.object({ cpus: z.int(), memoryMiB: z.int(), diskMiB: z.int() }),
    diskUsedMiB: z.int().describe('Of the file systems that hold disks.'),
  })
  .meta({ id: 'UseOfHosts' });
