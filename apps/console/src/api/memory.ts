/**
 * What this browser remembers, as text or JSON. A browser that forbids it (private windows, policies) forgets at reload,
 * and everything else works.
 */
export interface Memory {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
  /** Undefined for what is not there or no JSON. */
  read(key: string): unknown;
  write(key: string, value: unknown): void;
}

export function memory(kind: 'local' | 'session'): Memory {
  const get = (key: string) => attempt(() => place(kind).getItem(key) ?? undefined);
  const set = (key: string, value: string | undefined) =>
    attempt(() => (value === undefined ? place(kind).removeItem(key) : place(kind).setItem(key, value)));
  return {
    get,
    set,
    read: (key) => {
      const text = get(key);
      return text === undefined ? undefined : attempt((): unknown => JSON.parse(text));
    },
    write: (key, value) => set(key, value === undefined ? undefined : JSON.stringify(value)),
  };
}

const place = (kind: 'local' | 'session'): Storage =>
  kind === 'local' ? globalThis.localStorage : globalThis.sessionStorage;

/** A full or forbidden storage is no error of the user's: what would be remembered is forgotten. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
