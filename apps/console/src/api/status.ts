import { api } from './client.ts';
import type { Status } from './kinds.ts';

/** The cloud at a glance; also the revision from which on events are followed. */
export const askStatus = async ({ signal }: { readonly signal?: AbortSignal }): Promise<Status> =>
  (await api().callAny('status.get', signal === undefined ? {} : { signal })).data as Status;
