import type { z } from 'zod';

/** The type with nothing left out, so that a field which only one side knows is seen. */
type Whole<T> = T extends readonly (infer E)[]
  ? Whole<E>[]
  : T extends object
    ? { -readonly [K in keyof T]-?: Whole<T[K]> }
    : T;
/** The same with what may be missing. */
type Plain<T> = T extends readonly (infer E)[]
  ? Plain<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<T[K]> }
    : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Fits<S extends z.ZodType, T> =
  Same<Whole<z.output<S>>, Whole<T>> extends true
    ? Same<Plain<z.output<S>>, Plain<T>> extends true
      ? unknown
      : 'one of the two may leave out what the other may not'
    : 'the schema and the type of the domain differ';

/**
 * A schema of a record whose type is the domain's: where the two differ, in either direction, it does not compile. What
 * a schema does not name is dropped: a newer child may say more than we know.
 */
export const record =
  <T>() =>
  <S extends z.ZodType>(schema: S & Fits<S, T>): z.ZodType<T> =>
    schema as unknown as z.ZodType<T>;
