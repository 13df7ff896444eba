import type { command as commandSchema } from '@skerry/contract';
import { type Command, type CommandResult, isAdministrator, may, orderedInstance, orderWord } from '@skerry/domain';
import { put } from '@skerry/store';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import { FrontEndError } from '../errors.ts';
import { knownUser } from '../explain/known-user.ts';
import type { Caller, Handlers } from '../requests/call.ts';
import { answeredCommand } from '../state/command-history.ts';
import { keys } from '../state/keys.ts';

const mayRead = (caller: Caller, { userId }: { readonly userId: number }): boolean =>
  userId === caller.userId || isAdministrator(caller);

export const commandRoutes = {
  'command.list': async ({ cloud, query, caller }) => {
    const { model, store } = cloud;
    const { limit, after = Number.POSITIVE_INFINITY, state, clusterId, instanceId } = query;
    const waiting = [...model.commands.values()].map((c) => ({
      id: c.id,
      clusterId: c.clusterId,
      userId: c.userId,
      instanceId: orderedInstance(c.order),
    }));
    // Of one instance there are few, of all there are thousands.
    const ids = instanceId === undefined ? model.answered.keys() : model.answeredByInstance.get('instance', instanceId);
    const answered = [...ids].flatMap((id) => {
      const whose = model.answered.get(id);
      return whose === undefined ? [] : [{ id, ...whose }];
    });
    const found = [...(state === 'answered' ? [] : waiting), ...(state === 'waiting' ? [] : answered)].filter(
      (one) =>
        mayRead(caller, one) &&
        (clusterId === undefined || one.clusterId === clusterId) &&
        (instanceId === undefined || one.instanceId === instanceId),
    );
    const rest = found.filter(({ id }) => id < after).sort((a, b) => b.id - a.id);
    const shown = rest.slice(0, limit);
    const views = await Promise.all(
      shown.map(async ({ id }) => {
        const pending = model.commands.get(id);
        if (pending !== undefined) return commandView(pending, undefined, cloud, caller);
        const known = await answeredCommand(store, id);
        return known && commandView(known.command, known.result, cloud, caller);
      }),
    );
    const last = shown.at(-1);
    return {
      body: {
        items: views.filter((view) => view !== undefined),
        total: found.length,
        ...(rest.length > shown.length && last !== undefined ? { next: String(last.id) } : {}),
        revision: model.revision,
      },
    };
  },
  'command.get': async ({ cloud, params, caller }) => {
    const waiting = cloud.model.commands.get(params.id);
    const answered = waiting === undefined ? await answeredCommand(cloud.store, params.id) : undefined;
    const command = waiting ?? answered?.command;
    if (command === undefined || !mayRead(caller, command)) throw noSuch();
    return { body: commandView(command, answered?.result, cloud, caller) };
  },
  /**
   * The order is replaced under its own number: the feed tells what stands there last. So a cluster that has not heard it
   * refuses it, one that has heard it has answered or will, and no answer is lost.
   */
  'command.cancel': (call) => {
    const { cloud, params, caller } = call;
    return call.write({ key: `command/${params.id}` }, () => {
      const { model } = cloud;
      const command = model.commands.get(params.id);
      const whose = command ?? model.answered.get(params.id);
      if (whose === undefined || !mayRead(caller, whose)) throw noSuch();
      if (command === undefined) {
        throw new FrontEndError('command-answered', 'Its cluster has answered it: there is nothing left to take back.');
      }
      const { order } = command;
      const instanceId = orderedInstance(order);
      if (instanceId === undefined) {
        throw new FrontEndError('protected', 'A host that was declared lost stays so: this is not taken back.');
      }
      const taken: Command =
        order.type === 'cancelled'
          ? command
          : { ...command, order: { type: 'cancelled', instanceId, asked: orderWord(order) } };
      const key = keys.command(command.clusterId, command.id);
      return {
        body: commandView(taken, undefined, cloud, caller),
        writes: [put(key, taken)],
        // It may have been answered since the model was read.
        conditions: [{ key, is: 'present' }],
        object: { kind: 'instance', id: instanceId },
        detail: `command ${command.id}: ${orderWord(order)}`,
      };
    });
  },
} satisfies Partial<Handlers>;

const noSuch = () =>
  new FrontEndError('not-found', 'There is no such command, or it is not yours, or it is long done.');

function commandView(
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
