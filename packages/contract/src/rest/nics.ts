/** Network interfaces as they are asked for: of an instance, and in a template. */
import { type AskedNic, nicsProblems, plainMac } from '@skerry/domain';
import { z } from 'zod';
import { id } from './object.ts';

export const nics = z
  .array(
    z.strictObject({
      networkId: id,
      address: z
        .string()
        .max(64)
        .optional()
        .describe('A fixed address of the network, within its ranges or not; chosen when it is not given.'),
      mac: z
        .string()
        .max(64)
        .overwrite(plainMac)
        .optional()
        .describe('A fixed MAC, such as 52:54:00:12:34:56; made from the address when it is not given.'),
    }),
  )
  .max(8);

export const nicsHelp = 'Interfaces in order, each with its network and, where it shall be fixed, its address and MAC.';

/** Refuses what cannot be together in one request. What a network has no room for is for who knows the network. */
export function checkNics(
  body: { readonly networkIds?: unknown; readonly nics?: readonly AskedNic[] | null | undefined },
  refused: z.core.$RefinementCtx,
): void {
  if (body.nics == null) return;
  const named = JSON.stringify(body.nics.map(({ networkId }) => networkId));
  if (body.networkIds !== undefined && JSON.stringify(body.networkIds) !== named) {
    const message = 'networkIds and nics name different networks: give one of the two.';
    refused.addIssue({ code: 'custom', message, path: ['nics'] });
  }
  for (const { index, field, message } of nicsProblems(body.nics)) {
    refused.addIssue({ code: 'custom', message, path: ['nics', index, field] });
  }
}
