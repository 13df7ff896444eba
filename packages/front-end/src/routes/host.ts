import { decideLoss } from '../clusters/declare-lost.ts';
import { forgetHostKeys } from '../clusters/register-host.ts';
import { approvedCapacity, type Host } from '@skerry/domain';
import { RequestError } from '@skerry/api/errors';
import type { Call, Handlers } from '@skerry/api/requests/call';
import { deleteOf, patchOf, put, shown } from './standard-writes.ts';
import { keys } from '@skerry/api/state/keys';

export const hostRoutes = {
  'host.patch': patchOf('host', (patched, { body }) => ({
    ...patched,
    admission: body.admission ?? patched.admission,
  })),
  'host.approve': async (call) =>
    call.write({ key: [`host/${call.params.id}`, 'host/create'] }, () => {
      const { cloud, body } = call;
      const before = call.object();
      const report = cloud.model.hostStatus.get(before.id)?.report;
      if (report === undefined) {
        throw new RequestError('not-usable', `The host "${before.name}" has not reported what it has.`, {
          hint: 'Approve it when its agent has reported: skerry host list',
        });
      }
      const host: Host = {
        ...before,
        approved: approvedCapacity(report, body),
        changedAt: cloud.clock.now().toISOString(),
      };
      return {
        ...shown('host', host, call as unknown as Call),
        conditions: [{ key: keys.catalogue('host', host.id), is: 'present' }],
        writes: [put('host', host)],
        object: { kind: 'host', id: host.id, name: host.name },
      };
    }),
  'host.delete': async (call) => {
    const writes = await forgetHostKeys(call.object(), call.cloud.store);
    return deleteOf<'host', 'host.delete'>('host', (host, { cloud }) => {
      if (cloud.model.hostStatus.get(host.id)?.connected !== true) return { writes };
      throw new RequestError('in-use', `The host "${host.name}" is connected: it would come back at once.`, {
        hint: 'Stop its agent first.',
      });
    })(call);
  },
  'host.declare-lost': async (call) => {
    const commandId = await call.cloud.ids.next('command');
    return call.write({ key: `host/${call.params.id}`, exclusive: true }, () => decideLoss(call, commandId));
  },
} satisfies Partial<Handlers>;
