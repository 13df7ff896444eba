/** What a message body may be. Schemas live in the contract; the link only carries. `undefined` fields are left out. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
