/** Query of an address as plain text values, so that links read well: `?sort=name&state=running`. */
export type Search = Readonly<Record<string, string>>;

export const parseSearch = (text: string): Search => Object.fromEntries(new URLSearchParams(text));

/** What is undefined or empty is left out. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(search).filter(
    (e): e is [string, string | number] => (typeof e[1] === 'string' && e[1] !== '') || typeof e[1] === 'number',
  );
  if (entries.length === 0) return '';
  return `?${new URLSearchParams(entries.map(([k, v]): [string, string] => [k, String(v)])).toString()}`;
}
