/** What travels over links and lies in stores. `undefined` fields are left out. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
