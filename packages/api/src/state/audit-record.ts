import type { RouteId } from '@skerry/contract';
import { catalogueKinds, isAdministrator, type Limits, type Subject } from '@skerry/domain';
import type { AuditRecord } from '@skerry/store/layout/records';
import type { ShareBounds } from './record-shares.ts';

export type { AuditRecord } from '@skerry/store/layout/records';

/** Whose room in the trail a record takes. */
export const administrativeShare = 'administrative';
export const shareOf = (record: Pick<AuditRecord, 'userId' | 'clusterId' | 'administrative'>): string => {
  // First: what a site tells of itself is not believed beyond its own share.
  if (record.clusterId !== undefined) return `cluster/${record.clusterId}`;
  if (record.administrative === true) return administrativeShare;
  return record.userId === null ? 'strangers' : `user/${record.userId}`;
};

/** Kinds whose changes decide who may do what, and where: what administrators do to them is asked about years later. */
const lasting: ReadonlySet<string> = new Set(catalogueKinds);

export const isAdministrative = (action: RouteId, caller: Subject | undefined): boolean =>
  caller !== undefined && isAdministrator(caller) && lasting.has(action.split('.')[0] as string);

/** Records that each share may hold, and all of them but the administrative ones together. */
export interface AuditBounds extends ShareBounds {
  readonly administrativeDays: number;
}

/** `all` of a site is less. */
export const auditBounds = (limits: Limits, all: 'audit-records' | 'site-audit-records'): AuditBounds => ({
  all: limits[all],
  administrativeDays: limits['audit-administrative-days'],
  of(share) {
    if (share === administrativeShare) return limits['audit-administrative-records'];
    if (share === 'strangers') return limits['audit-records-strangers'];
    return limits[share.startsWith('cluster/') ? 'audit-records-cluster' : 'audit-records-user'];
  },
});
