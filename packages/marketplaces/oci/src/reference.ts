/** How images are named: `[host[:port]/]path[:tag][@digest]`, as every tool of this world reads it. Pure. */
import { registryIn } from '@skerry/domain';
import { plainWords } from '@skerry/marketplace-contract';
import { type Digest, parseStrongDigest, sourceError } from '@skerry/outbound';

export interface Repository {
  /** With its port, as it was written; `docker.io` for Docker Hub. */
  readonly host: string;
  readonly path: string;
}

export interface ImageReference extends Repository {
  /** Absent only where a digest is given. */
  readonly tag?: string;
  readonly digest?: Digest;
}

export const dockerHub = 'docker.io';

const pathPattern = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const hostPattern =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;

/** `usual`: the registry of names that say none. Throws `source-not-understood`. */
export function parseReference(text: string, usual = dockerHub): ImageReference {
  const bare = text.replace(/^(docker|oci):\/\//, '');
  const [named = '', digestText, ...more] = bare.split('@');
  if (more.length > 0) throw noReference(text, 'it has two digests');
  const digest = digestText === undefined ? undefined : parseStrongDigest(digestText);
  if (digestText !== undefined && digest === undefined) throw noReference(text, 'what stands after the @ is no digest');
  const { host, rest } = hostOf(named, usual);
  const colon = rest.lastIndexOf(':');
  const [path, tag] = colon === -1 ? [rest, undefined] : [rest.slice(0, colon), rest.slice(colon + 1)];
  if (!hostPattern.test(host)) throw noReference(text, 'what stands before the first slash is no host');
  if (tag !== undefined && !tagPattern.test(tag)) throw noReference(text, 'what stands after the colon is no tag');
  if (path !== path.toLowerCase() && pathPattern.test(path.toLowerCase())) {
    throw noReference(text, 'names of images have no capital letters');
  }
  if (path.length > 255 || !pathPattern.test(path)) throw noReference(text, 'such a name no registry has');
  const whole = host === dockerHub && !path.includes('/') ? `library/${path}` : path;
  if (digest !== undefined) return { host, path: whole, digest, ...(tag === undefined ? {} : { tag }) };
  return { host, path: whole, tag: tag ?? 'latest' };
}

function hostOf(named: string, usual: string): { host: string; rest: string } {
  const said = registryIn(named);
  if (said === undefined) return { host: usual, rest: named };
  const isHub = said.host === 'index.docker.io' || said.host === 'registry-1.docker.io';
  return isHub ? { ...said, host: dockerHub } : said;
}

const noReference = (text: string, why: string) =>
  sourceError('source-not-understood', `"${plainWords(text, 100)}" names no image: ${why}.`, {
    hint: 'Name it as in nginx, nginx:1.27 or registry.example.org/team/app:2.',
  });

/** As people write it: Docker Hub is not named, nor what it runs itself. */
export function shortName({ host, path }: Repository, usual = dockerHub): string {
  if (host !== usual) return `${host}/${path}`;
  return host === dockerHub ? path.replace(/^library\/(?=[^/]+$)/, '') : path;
}
