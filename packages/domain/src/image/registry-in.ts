/**
 * The registry that the name of an application image says, as every tool of this world reads it: the first part is a host
 * when it could be no part of a path, or is `localhost`. Undefined: the usual one.
 */
export function registryIn(name: string): { readonly host: string; readonly rest: string } | undefined {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const isHost = slash !== -1 && (/[.:[A-Z]/.test(first) || first === 'localhost');
  return isHost ? { host: first.toLowerCase(), rest: name.slice(slash + 1) } : undefined;
}
