import { networkDrivers, networkStates } from '@skerry/domain';
import { z } from 'zod';
import { id, meta, metaInput, name } from './object.ts';

const address = z.ipv4();

const range = z.strictObject({ first: address, last: address });
export const network = z
  .object({
    ...meta.shape,
    clusterId: id,
    driver: z.enum(networkDrivers),
    cidr: z.string(),
    gateway: z.string(),
    nameservers: z.array(z.string()),
    ranges: z.array(range),
    nat: z.boolean(),
    state: z
      .enum(networkStates)
      .describe('`degraded`: some hosts cannot build it; `failed`: none of those that have reported can.'),
    unbuilt: z
      .array(z.object({ hostId: id, hostName: z.string(), message: z.string(), hint: z.string().optional() }))
      .optional()
      .describe('Which hosts cannot build it, and why. Only for who may manage it.'),
    addresses: z.object({ total: z.int(), leased: z.int() }).optional().describe('Only for who may manage it.'),
  })
  .meta({ id: 'Network' });
export const networkCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    clusterId: id,
    cidr: z.cidrv4(),
    gateway: address.optional().describe('The first address when it is not given.'),
    nameservers: z.array(address).max(3).optional().describe('The gateway when it is not given.'),
    ranges: z.array(range).min(1).max(16).optional(),
    nat: z.boolean().default(true),
  })
  .meta({ id: 'NetworkCreate' });

export const lease = z
  .object({ ...meta.shape, clusterId: id, networkId: id, address: z.string(), mac: z.string(), instanceId: id })
  .meta({ id: 'Lease' });
