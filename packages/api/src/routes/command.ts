import { orderedInstance } from '@skerry/domain';
import type { Handlers } from '../requests/call.ts';
import { answeredCommand } from '../state/command-history.ts';
import { commandView, mayReadCommand, noSuchCommand } from '../views/command-view.ts';

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
        mayReadCommand(caller, one) &&
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
    if (command === undefined || !mayReadCommand(caller, command)) throw noSuchCommand();
    return { body: commandView(command, answered?.result, cloud, caller) };
  },
} satisfies Partial<Handlers>;
