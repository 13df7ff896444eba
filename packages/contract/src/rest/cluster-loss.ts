import { z } from 'zod';

export const clusterDeclareLost = z
  .strictObject({ name: z.string().max(63).describe("The cluster's own name: whoever sends it means this one.") })
  .describe(
    'Its hosts, networks, instances, disks and addresses are gone, and what they used is free. Its controller and hosts may run nothing of it any more; their machines may join again as new ones.',
  )
  .meta({ id: 'ClusterDeclareLost' });

/** How much went with it. */
export const clusterLoss = z
  .object({
    hosts: z.int(),
    networks: z.int(),
    instances: z.int(),
    disks: z.int(),
    addresses: z.int(),
    waitingCommands: z.int().describe('They are answered as refused.'),
    templates: z.int().describe('They named networks of it, and name the others now.'),
  })
  .meta({ id: 'ClusterLoss' });
