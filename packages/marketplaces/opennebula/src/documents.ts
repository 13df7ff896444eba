/** What a marketplace of OpenNebula answers to `GET /appliance`: shapes only. It is lenient with itself, and so are we. */
import { z } from 'zod';

export const applianceList = z.object({ appliances: z.array(z.unknown()).max(100_000) });

/** Numbers come as texts too. */
const count = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*\d{1,16}(\.\d{1,6})?\s*$/)
      .transform(Number),
  ])
  .refine((n) => Number.isFinite(n) && n >= 0 && n <= Number.MAX_SAFE_INTEGER);
const words = z.string().max(10_000);

const file = z.object({
  type: words.nullish(),
  driver: words.nullish(),
  /** Bytes of the disk that is in it, not of the file. */
  size: count.nullish().catch(undefined),
  md5: words.nullish(),
  sha1: words.nullish(),
  sha256: words.nullish(),
  checksum: z.record(z.string(), words).nullish().catch(undefined),
});
export type ApplianceFile = z.infer<typeof file>;

export const appliance = z.object({
  _id: z.object({ $oid: z.string().regex(/^[\w.-]{1,100}$/) }),
  name: words,
  type: z.enum(['IMAGE', 'VMTEMPLATE', 'SERVICE_TEMPLATE']).default('IMAGE'),
  version: z.union([words, z.number().transform(String)]).nullish(),
  publisher: words.nullish(),
  short_description: words.nullish(),
  description: z.string().nullish(),
  format: words.nullish(),
  'os-arch': words.nullish(),
  /** Seconds since 1970. */
  creation_time: count.nullish().catch(undefined),
  /** JSON within JSON; names in capital letters, and numbers as texts. */
  opennebula_template: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  files: z.array(file).max(64).nullish(),
  /** Of a template: names of the appliances its disks are. */
  disks: z.array(words).max(64).nullish(),
});
export type Appliance = z.infer<typeof appliance>;

export const machineTemplate = z.object({
  MEMORY: count.optional().catch(undefined),
  CPU: count.optional().catch(undefined),
  VCPU: count.optional().catch(undefined),
});
export type MachineTemplate = z.infer<typeof machineTemplate>;
