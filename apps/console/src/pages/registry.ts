import type { PageEntry } from '../app/page-entry.ts';
import { clusterEntries } from './clusters/entry.ts';
import { hostEntries } from './hosts/entry.ts';
import { networkEntries } from './networks/entry.ts';
import { addressEntries } from './addresses/entry.ts';
import { diskEntries } from './disks/entry.ts';
import { templateEntries } from './templates/entry.ts';
import { imageEntries } from './images/entry.ts';
import { marketplaceEntries } from './marketplaces/entry.ts';
import { datastoreEntries } from './datastores/entry.ts';
import { userEntries } from './users/entry.ts';
import { groupEntries } from './groups/entry.ts';
import { tokenEntries } from './tokens/entry.ts';
import { auditEntries } from './audit/entry.ts';
import { settingsEntries } from './settings/entry.ts';
import { instanceEntries } from './instances/entry.ts';
import { overviewEntries } from './overview/entry.ts';

/** Every page of the console. The order is that of the navigation and of the palette. */
export const entries: readonly PageEntry[] = [
  ...overviewEntries,
  ...instanceEntries,
  ...clusterEntries,
  ...hostEntries,
  ...diskEntries,
  ...networkEntries,
  ...addressEntries,
  ...templateEntries,
  ...imageEntries,
  ...marketplaceEntries,
  ...datastoreEntries,
  ...userEntries,
  ...groupEntries,
  ...tokenEntries,
  ...auditEntries,
  ...settingsEntries,
];
