/**
 * What people type to say where an image comes from: `docker://nginx:1.27`, `lxc:debian/12`, `turnkey:wordpress`,
 * `https://…/disk.qcow2`, or a marketplace by its own name, `ours:web/2`. The one reading of it, for server, command line
 * and console. Which marketplace is meant of several of a type is said here too.
 */
import { didYouMean, err, ok, type Result } from '@skerry/kit';
import type { Marketplace } from '../marketplace/marketplace.ts';
import { marketplaceTable, type MarketplaceType } from '../marketplace/marketplace-types.ts';
import { maxNameLength, nameProblem } from '../object/name.ts';
import { registryIn } from './registry-in.ts';

export type ImageReference =
  | { readonly from: 'url'; readonly url: string }
  /** At whichever marketplace of this type. */
  | { readonly from: 'type'; readonly type: MarketplaceType; readonly reference: string }
  | { readonly from: 'marketplace'; readonly marketplace: string; readonly reference: string };

/** What stands before the colon. */
const schemes: Readonly<Record<string, MarketplaceType>> = {
  docker: 'oci',
  oci: 'oci',
  lxc: 'linux-containers',
  'linux-containers': 'linux-containers',
  turnkey: 'turnkey',
  opennebula: 'opennebula',
};

export const imageSchemes: readonly string[] = Object.keys(schemes);

const shape = /^([A-Za-z0-9][A-Za-z0-9._-]*):(?:\/\/)?(.*)$/s;
const longest = 1024;
const examples = 'Write it like docker://nginx:1.27, lxc:debian/12 or https://example.org/disk.qcow2.';

/** The sentence of what is wrong says how to write it. */
export function parseImageReference(text: string): Result<ImageReference, string> {
  const trimmed = text.trim();
  if (trimmed.length > longest) return err(`A reference has at most ${longest} characters.`);
  if (/^https?:\/\//i.test(trimmed)) {
    return URL.canParse(trimmed) ? ok({ from: 'url', url: trimmed }) : err(`"${trimmed}" is no address.`);
  }
  const [, word = '', reference = ''] = shape.exec(trimmed) ?? [];
  if (word === '') return err(`"${trimmed}" does not say where it comes from. ${examples}`);
  const type = Object.hasOwn(schemes, word.toLowerCase()) ? schemes[word.toLowerCase()] : undefined;
  const isScheme = trimmed.startsWith(`${word}://`);
  if (type === undefined && (isScheme || nameProblem(word) !== undefined)) {
    const near = didYouMean(word, imageSchemes);
    return err(`"${word}" is no way to an image. ${near ?? examples}`);
  }
  if (reference === '') return err(`"${trimmed}" does not say which image. ${examples}`);
  return ok(
    type === undefined ? { from: 'marketplace', marketplace: word, reference } : { from: 'type', type, reference },
  );
}

/**
 * Which of the marketplaces is meant, of those that may be used: that of the registry which the reference names, else the
 * public one of the type, else the only one there is.
 */
export function marketplaceFor(
  asked: Exclude<ImageReference, { readonly from: 'url' }>,
  usable: Iterable<Pick<Marketplace, 'id' | 'name' | 'type' | 'url'>>,
): Result<number, string> {
  const all = [...usable].toSorted((a, b) => a.id - b.id);
  if (asked.from === 'marketplace') {
    const named = all.filter(({ name }) => name === asked.marketplace);
    if (named.length > 1) return err(`There are ${named.length} marketplaces "${asked.marketplace}": give its number.`);
    const [one] = named;
    if (one !== undefined) return ok(one.id);
    const near = didYouMean(asked.marketplace, [...imageSchemes, ...all.map(({ name }) => name)]);
    return err(`There is no marketplace "${asked.marketplace}" that you may use. ${near ?? examples}`);
  }
  const { type, reference } = asked;
  const { url, word } = marketplaceTable[type];
  const ofType = all.filter((each) => each.type === type);
  const host = type === 'oci' ? registryIn(reference)?.host : undefined;
  const publicOnes = ofType.filter((each) => url !== undefined && new URL(each.url).host === new URL(url).host);
  const own = host === undefined ? undefined : ofType.find((each) => new URL(each.url).host === host);
  const chosen = own ?? publicOnes[0] ?? (ofType.length === 1 && host === undefined ? ofType[0] : undefined);
  if (chosen !== undefined) return ok(chosen.id);
  if (ofType.length === 0) return err(`There is no ${word} that you may use: make one, skerry marketplace create.`);
  const names = ofType.map(({ name }) => `${name}:${reference}`).join(', ');
  return err(`Which ${word} is meant? Write ${names}.`);
}

/** What an image of this reference may be called when nobody says: `team/app:1.27` becomes `app-1.27`. */
export function imageNameOf(reference: string): string {
  const [named = ''] = reference.split('#');
  const [path = '', ...digest] = named.split('@sha');
  const short = digest.length === 0 && registryIn(path) === undefined && !path.includes(':') ? path : lastOf(path);
  const name = short.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  return name === '' ? 'image' : name.slice(0, maxNameLength);
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
