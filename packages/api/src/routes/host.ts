import { explainHost } from '../explain/explain-with-reconcilers.ts';
import type { Handlers } from '../requests/call.ts';
import { readSamples } from '../samples/read-samples.ts';

export const hostRoutes = {
  'host.explain': async (call) => ({ body: await explainHost(call.object(), call.caller, call.cloud) }),
  'host.samples': async ({ cloud, query, object }) => ({ body: await readSamples('host', object(), query, cloud) }),
} satisfies Partial<Handlers>;
