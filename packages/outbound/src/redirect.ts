/** Where an answer sends us, and whether we go there. Pure. The address behind the name is judged when we connect. */
import type { SkerryError } from '@skerry/kit';
import { describeUrl } from './describe-url.ts';
import { sourceError } from './errors.ts';

/** More is a circle, or somebody's game. Registries and mirrors need two. */
export const mostRedirects = 8;

export type Redirect =
  | {
      readonly to: URL /** What was told in confidence to the one is not told to the other. */;
      readonly sameOrigin: boolean;
    }
  | { readonly refused: SkerryError };

export const redirected = (from: URL, to: URL): SkerryError =>
  sourceError('source-redirect-refused', `${describeUrl(from)} sends on to ${describeUrl(to)} what was for it alone.`);

export const redirectCodes: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function redirectOf(from: URL, location: string | undefined, followed: number): Redirect {
  const refuse = (message: string): Redirect => ({ refused: sourceError('source-redirect-refused', message) });
  const where = describeUrl(from);
  if (followed >= mostRedirects) return refuse(`${where} was reached by ${mostRedirects} redirects, and sends on.`);
  if (location === undefined || !URL.canParse(location, from.href)) {
    return refuse(`${where} sends on, and does not say where to.`);
  }
  const to = new URL(location, from);
  const target = `${where} sends on to ${describeUrl(to)}`;
  if (to.protocol !== 'https:' && to.protocol !== 'http:') return refuse(`${target}, which is not of the web.`);
  if (from.protocol === 'https:' && to.protocol !== 'https:') {
    return refuse(`${target}, where everybody on the way could change what comes.`);
  }
  if (to.username !== '' || to.password !== '') return refuse(`${target} with a name or password in the address.`);
  return { to, sameOrigin: to.origin === from.origin };
}
