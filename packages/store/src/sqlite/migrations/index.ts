import { entriesHistoryLeases } from './0001-entries-history-leases.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [entriesHistoryLeases];
