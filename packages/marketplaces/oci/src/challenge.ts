/** What a registry wants to hear of who asks (`WWW-Authenticate`, RFC 9110). Pure. */

export interface Challenge {
  /** In small letters. */
  readonly scheme: string;
  /** Names in small letters. */
  readonly parameters: Readonly<Record<string, string>>;
}

const parameter = /([!#$%&'*+.^_`|~0-9a-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~0-9a-z/:-]+))/gi;
const schemes = /(?:^|,)\s*([!#$%&'*+.^_`|~0-9a-z-]+)(?=\s+[^\s=,]|\s*$|\s*,)/gi;

/** One header may hold several. Nonsense is none. A longer one is cut: nobody means it. */
export function parseChallenges(header: string): Challenge[] {
  const text = header.slice(0, 8_192);
  // What stands in quotes is no scheme.
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => `"${'_'.repeat(Math.max(0, quoted.length - 2))}"`);
  const begins = [...bare.matchAll(schemes)].map((match) => ({
    scheme: (match[1] as string).toLowerCase(),
    at: match.index + match[0].length,
  }));
  return begins.map(({ scheme, at }, i) => ({
    scheme,
    parameters: Object.fromEntries(
      [...text.slice(at, begins[i + 1]?.at).matchAll(parameter)].map(([, name = '', quoted, token]) => [
        name.toLowerCase(),
        quoted?.replace(/\\(.)/g, '$1') ?? token ?? '',
      ]),
    ),
  }));
}
