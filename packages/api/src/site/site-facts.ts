import type { RouteId, siteStatus } from '@skerry/contract';
import type { SiteLink } from '@skerry/store/layout/controller';
import type { Cluster } from '@skerry/domain';
import type { z } from 'zod';
import { RequestError } from '../errors.ts';

type SiteStatus = z.input<typeof siteStatus>;

/** What makes the console of a site differ from the front-end's. */
export interface SiteFacts {
  /** Throws `site-read-only` for what only the front-end may change. */
  checkWrite(route: RouteId): void;
  status(): SiteStatus;
  /** Of the password with which administrators log in here; undefined: none was set. */
  credentialHash(): string | undefined;
}

/** Instances belong to their cluster, and a log-in to where it was made; all else here is a copy of the front-end's. */
const isOurs = (route: RouteId): boolean => route.startsWith('instance.') || route.startsWith('session.');

export function siteFacts(
  clusterId: number,
  cluster: () => Cluster | undefined,
  link: () => SiteLink,
  isLost: () => boolean,
): SiteFacts {
  const name = () => cluster()?.name ?? String(clusterId);
  return {
    credentialHash: () => cluster()?.siteCredentialHash,
    checkWrite(route) {
      if (isLost() && !route.startsWith('session.')) {
        throw new RequestError(
          'cluster-lost',
          `The cluster "${name()}" was declared lost: nothing runs here any more.`,
        );
      }
      if (isOurs(route)) return;
      const kind = route.split('.')[0] as string;
      throw new RequestError(
        'site-read-only',
        `This is the local console of the cluster "${name()}": it has a copy of the front-end's ${kind}s and cannot change them.`,
      );
    },
    status() {
      const { state, at } = link();
      return {
        clusterId,
        name: name(),
        link: state,
        since: at,
        sentence: sentenceOf(name(), isLost() ? 'lost' : state),
      };
    },
  };
}

const sentenceOf = (name: string, state: SiteLink['state'] | 'lost'): string =>
  state === 'lost'
    ? `This is the local console of the cluster "${name}", which was declared lost at the front-end: its guests are stopped, and nothing can be changed here.`
    : state === 'cut'
      ? `This is the local console of the cluster "${name}". Its link to the front-end is cut: what you do with instances is done here now, and told to the front-end when the link is back.`
      : `This is the local console of the cluster "${name}". Its link to the front-end is up.`;
