import type { Handlers } from '../requests/call.ts';
import { readSamples } from '../samples/read-samples.ts';

export const hostRoutes = {
  'host.samples': async ({ cloud, query, object }) => ({ body: await readSamples('host', object(), query, cloud) }),
} satisfies Partial<Handlers>;
