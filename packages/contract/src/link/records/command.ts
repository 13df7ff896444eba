import { type Command, type InstanceCommand, mostDisks } from '@skerry/domain';
import { z } from 'zod';
import { context, digest, meta, number, sentence, timestamp, word } from './fields.ts';
import { instanceRecord } from './instance.ts';
import { record } from './record.ts';

const graceSeconds = z.int().min(0).max(86_400);
const instanceCommand = record<InstanceCommand>()(
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('start') }),
    z.object({ type: z.literal('stop'), graceSeconds }),
    z.object({ type: z.literal('reboot'), graceSeconds }),
    z.object({ type: z.literal('pause') }),
    z.object({ type: z.literal('resume') }),
    z.object({
      type: z.literal('resize'),
      cpus: z.exactOptional(z.int().min(1).max(128)),
      memoryMiB: z.exactOptional(z.int().min(16).max(4_194_304)),
    }),
    // What is wrong with a name the command itself says.
    z.object({ type: z.literal('rename'), name: z.string().max(1000) }),
    z.object({
      type: z.literal('update'),
      description: z.exactOptional(sentence(4096)),
      labels: z.exactOptional(meta.labels),
      attributes: z.exactOptional(meta.attributes),
      permissions: z.exactOptional(meta.permissions),
      ownerId: z.exactOptional(number),
      groupId: z.exactOptional(number),
    }),
    z.object({
      type: z.literal('reconfigure'),
      sshKeys: z.exactOptional(context.shape.sshKeys),
      userData: z.exactOptional(context.shape.userData),
      userDataBase64: context.shape.userDataBase64,
    }),
    z.object({ type: z.literal('attach-cdrom'), imageId: number, imageDigest: digest }),
    z.object({ type: z.literal('eject-cdrom') }),
    z.object({ type: z.literal('delete'), graceSeconds }),
  ]),
);

export const commandRecord = record<Command>()(
  z.object({
    id: number,
    clusterId: number,
    userId: number,
    issuedAt: timestamp,
    order: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('create-instance'),
        instance: instanceRecord,
        diskIds: z.array(number).max(mostDisks).optional(),
      }),
      z.object({ type: z.literal('instance'), instanceId: number, command: instanceCommand }),
      z.object({ type: z.literal('lose-host'), hostId: number }),
      z.object({ type: z.literal('cancelled'), instanceId: number, asked: word(64) }),
    ]),
  }),
);
