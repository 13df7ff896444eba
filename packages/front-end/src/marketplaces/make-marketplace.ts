/** How one is made of each type of marketplace. A new type is a line here and one in the table of the domain. */
import type { Credentials, Marketplace as Setting, MarketplaceType } from '@skerry/domain';
import type { Clock } from '@skerry/kit';
import type { Marketplace, MarketplaceIndex } from '@skerry/marketplace-contract';
import { createHttpDirectory } from '@skerry/marketplace-http';
import { createLinuxContainers } from '@skerry/marketplace-linux-containers';
import { dockerHub, OciMarketplace } from '@skerry/marketplace-oci';
import { createOpenNebula } from '@skerry/marketplace-opennebula';
import { createS3 } from '@skerry/marketplace-s3';
import { createTurnKey, gpgvVerifier } from '@skerry/marketplace-turnkey';
import { Outbound, type OutboundOptions } from '@skerry/outbound';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface MakeParts {
  /** What this front-end may ask of the world. */
  readonly world: OutboundOptions;
  readonly clock: Clock;
  /** Where the keys lie by which appliances are signed: `turnkey-<release of Debian>.gpg`. */
  readonly keyDirectory: string;
  readonly kept?: MarketplaceIndex | undefined;
  readonly keep?: (index: MarketplaceIndex) => void;
}

interface Listed extends Omit<MakeParts, 'world'> {
  readonly outbound: Outbound;
}

type Make = (setting: Setting, parts: Listed, world: OutboundOptions) => Marketplace;

const makers: Readonly<Record<MarketplaceType, Make>> = {
  oci: makeOci,
  'linux-containers': ({ url }, parts) => createLinuxContainers({ ...parts, url }),
  opennebula: ({ url }, parts) => createOpenNebula({ ...parts, url }),
  turnkey: ({ url, insecure }, { keyDirectory, ...parts }) =>
    createTurnKey({
      ...parts,
      url,
      ...(insecure === true ? {} : { verify: gpgvVerifier((release) => keysFor(keyDirectory, release)) }),
    }),
  http: ({ url }, parts) => createHttpDirectory({ ...parts, url }),
  // It signs each request, and so asks by itself.
  s3: ({ url, credentials }, parts, world) =>
    createS3({
      ...parts,
      url,
      world,
      ...(credentials === undefined ? {} : { key: { id: credentials.user, secret: credentials.password } }),
    }),
};

/** Throws `source-setting` when it cannot be asked with these settings. */
export function makeMarketplace(setting: Setting, { world, ...parts }: MakeParts): Marketplace {
  const { type, url, credentials, allowedAddresses = [] } = setting;
  const { addresses } = world;
  const allowed = {
    ...world,
    // Those that administrators may import from are not for whoever makes a marketplace.
    addresses: { ...addresses, allowed: allowedAddresses },
    clock: parts.clock,
  };
  const byName =
    credentials === undefined || type === 'oci' ? {} : { authorize: basicFor(new URL(url).origin, credentials) };
  return makers[type](setting, { ...parts, outbound: new Outbound({ ...allowed, ...byName }) }, allowed);
}

/** Nobody but its origin hears it, wherever that sends us. */
function basicFor(origin: string, { user, password }: Credentials) {
  const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  return (_: string, url: URL): Readonly<Record<string, string>> => (url.origin === origin ? headers : {});
}

/** Under which people know it; its registry has another name. */
const hubNames: ReadonlySet<string> = new Set([dockerHub, 'hub.docker.com', 'index.docker.io', 'registry-1.docker.io']);

function makeOci({ url, credentials, mirrors = [] }: Setting, parts: Listed): Marketplace {
  const { host } = new URL(url);
  const isHub = hubNames.has(host);
  return new OciMarketplace({
    ...parts,
    // One registry of a site may be let where others must not be: it is asked for its own images alone.
    ...(isHub ? {} : { registry: host, onlyUsual: true }),
    registries: {
      [isHub ? dockerHub : host]: {
        ...(isHub ? {} : { url: new URL(url).origin }),
        mirrors,
        ...(credentials === undefined
          ? {}
          : { credentials: { name: credentials.user, password: credentials.password } }),
      },
    },
  });
}

function keysFor(directory: string, release: string): string | undefined {
  const path = join(directory, `turnkey-${release}.gpg`);
  return existsSync(path) ? path : undefined;
}
