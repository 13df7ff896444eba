import type { PageEntry } from '../app/page-entry.ts';
import { instanceEntries } from './instances/entry.ts';
import { overviewEntries } from './overview/entry.ts';

/** Every page of the console. The order is that of the navigation and of the palette. */
export const entries: readonly PageEntry[] = [...overviewEntries, ...instanceEntries];
