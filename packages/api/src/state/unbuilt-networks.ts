import type { HostStatus } from '@skerry/domain';

/** Networks that a host cannot build now or could not before: their view says so. */
export function unbuiltIn(...statuses: readonly (HostStatus | undefined)[]): ReadonlySet<number> {
  const unbuilt = statuses.flatMap((status) => status?.report?.unbuilt ?? []);
  return new Set(unbuilt.map(({ networkId }) => networkId));
}
