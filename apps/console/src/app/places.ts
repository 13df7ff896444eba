/** Where objects are shown. Filled at start from the entries of all pages, so that pages need not know each other. */
import type { PageEntry } from './page-entry.ts';

const places = new Map<string, string>();

export function setPlaces(entries: readonly PageEntry[]): void {
  for (const { shows, path } of entries) if (shows !== undefined) places.set(shows, path);
}

/** Undefined where this kind has no page: then it is text, not a link to nowhere. */
export const pathOf = (kind: string, id: number): string | undefined => places.get(kind)?.replace('$id', String(id));
