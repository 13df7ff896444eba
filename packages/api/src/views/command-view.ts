import type { command as commandSchema } from '@skerry/contract';
import { type Command, type CommandResult, isAdministrator, may, orderedInstance, orderWord } from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import { RequestError } from '../errors.ts';
import { knownUser } from '../explain/known-user.ts';
import type { Caller } from '../requests/call.ts';

export const mayReadCommand = (caller: Caller, { userId }: { readonly userId: number }): boolean =>
  userId === caller.userId || isAdministrator(caller);

export const noSuchCommand = () =>
  new RequestError('not-found', 'There is no such command, or it is not yours, or it is long done.');

export function commandView(
  command: Command,
  result: CommandResult | undefined,
  { model }: Cloud,
  caller: Caller,
): z.input<typeof commandSchema> {
  const { id, clusterId, userId, issuedAt, order } = command;
  const instanceId = orderedInstance(order);
  const instance = instanceId === undefined ? undefined : model.get('instance', instanceId);
  const userName = isAdministrator(caller) ? model.get('user', userId)?.name : knownUser(userId, caller, model);
  return {
    id,
    clusterId,
    userId,
    ...(userName === undefined ? {} : { userName }),
    issuedAt,
    type: orderWord(order),
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(order.type === 'lose-host' ? { hostId: order.hostId } : {}),
    ...(instance !== undefined && may(caller, 'use', instance) ? { instanceName: instance.name } : {}),
    state: result?.outcome ?? 'waiting',
    ...(order.type === 'cancelled' ? { cancelled: true } : {}),
    ...(result?.outcome === 'refused' ? { failure: shownFailure(result.failure) } : {}),
  };
}

const shownFailure = ({ code, message, hint }: { code: string; message: string; hint?: string }) => ({
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
});
