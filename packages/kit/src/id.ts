declare const brand: unique symbol;

/** A number or string that the compiler will not take for another kind's. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
