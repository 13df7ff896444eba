/**
 * A key or prefix that says what lies there. Both are plain text when the program runs: what is read is what was written
 * under it, by typed code or examined at the first reading, so nothing is parsed again. Only the layout makes them.
 */
declare const at: unique symbol;
declare const under: unique symbol;

export type Key<T> = string & { readonly [at]?: T };
export type Prefix<T> = string & { readonly [under]?: T };

/** The number at the end of a key. */
export const idOf = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1));
