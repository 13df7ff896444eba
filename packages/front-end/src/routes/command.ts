import { type Command, orderedInstance, orderWord } from '@skerry/domain';
import { put } from '@skerry/store';
import { RequestError } from '@skerry/api/errors';
import type { Handlers } from '@skerry/api/requests/call';
import { keys } from '@skerry/api/state/keys';
import { commandView, mayReadCommand, noSuchCommand } from '@skerry/api/views/command-view';

export const commandRoutes = {
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
      if (whose === undefined || !mayReadCommand(caller, whose)) throw noSuchCommand();
      if (command === undefined) {
        throw new RequestError('command-answered', 'Its cluster has answered it: there is nothing left to take back.');
      }
      const { order } = command;
      const instanceId = orderedInstance(order);
      if (instanceId === undefined) {
        throw new RequestError('protected', 'A host that was declared lost stays so: this is not taken back.');
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
