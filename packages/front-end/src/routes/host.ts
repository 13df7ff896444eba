import { readSamples } from '../samples/read-samples.ts';
import { forgetHostKeys } from '../clusters/register-host.ts';
import { FrontEndError } from '../errors.ts';
import type { Handlers } from '../http/call.ts';
import { deleteOf, explainOf, getOf, listOf, patchOf } from '../http/standard-routes.ts';

export const hostRoutes = {
  'host.list': listOf('host'),
  'host.get': getOf('host'),
  'host.explain': explainOf('host'),
  'host.patch': patchOf('host', (patched, { body }) => ({
    ...patched,
    admission: body.admission ?? patched.admission,
  })),
  'host.delete': async (call) => {
    const forgotten = await forgetHostKeys(call.object(), call.cloud.store);
    return deleteOf<'host', 'host.delete'>('host', (host, { cloud }) => {
      if (cloud.model.hostStatus.get(host.id)?.connected !== true) return forgotten;
      throw new FrontEndError('in-use', `The host "${host.name}" is connected: it would come back at once.`, {
        hint: 'Stop its agent first.',
      });
    })(call);
  },
  'host.samples': async ({ cloud, query, object }) => ({ body: await readSamples('host', object(), query, cloud) }),
} satisfies Pick<Handlers, Extract<keyof Handlers, `host.${string}`>>;
