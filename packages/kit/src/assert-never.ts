/** Ends a `switch` over a union: adding a member without a case is then a type error, and a clear throw at run time. */
export function assertNever(value: never, what = 'value'): never {
  throw new Error(`unexpected ${what}: ${JSON.stringify(value)}`);
}
