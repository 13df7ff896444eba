/**
 * How a person wants the console to be, in this browser. It is read once, at the start of the page, by whoever draws by
 * it; a change loads the page anew.
 */
import { memory } from './memory.ts';

export const choices = {
  /** Whose clock times are written by. */
  zone: ['own', 'utc'],
  /** How high rows of tables are. */
  density: ['comfortable', 'compact'],
  /** The page that a new tab begins with, when it is given none. */
  startPage: ['/', '/instances', '/hosts', '/clusters'],
} as const;
export type Preferences = { readonly [K in keyof typeof choices]: (typeof choices)[K][number] };

const storeKey = 'skerry.preferences';
const beganKey = 'skerry.began';

/** What is not there, or is no choice any more, is the first of its choices. */
export function preferencesFrom(kept: unknown): Preferences {
  const given = typeof kept === 'object' && kept !== null ? (kept as Readonly<Record<string, unknown>>) : {};
  const of = <K extends keyof Preferences>(name: K) =>
    ((choices[name] as readonly unknown[]).includes(given[name]) ? given[name] : choices[name][0]) as Preferences[K];
  return { zone: of('zone'), density: of('density'), startPage: of('startPage') };
}

export const preferences = preferencesFrom(memory('local').read(storeKey));

export function setPreference(change: Partial<Preferences>): void {
  memory('local').write(storeKey, { ...preferences, ...change });
  globalThis.location.reload();
}

/** Of a tab that was opened without a page of its own, once; a later visit of the overview stays there. */
export function goToStartPage(): void {
  const tab = memory('session');
  const isNew = tab.get(beganKey) === undefined;
  tab.set(beganKey, 'yes');
  if (isNew && globalThis.location.pathname === '/') globalThis.history.replaceState(null, '', preferences.startPage);
}
