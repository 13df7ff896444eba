import { entriesHistoryLeases } from './0001-entries-history-leases.ts';
import type { Migration } from './migration.ts';
import { sealing } from './0002-sealing.ts';

export const migrations: readonly Migration[] = [entriesHistoryLeases, sealing];
