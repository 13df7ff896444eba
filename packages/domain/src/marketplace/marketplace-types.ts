/**
 * The one table of what kinds of marketplaces there are, and what each needs. Who makes one of a record is the front-end
 * (`packages/front-end/src/marketplaces/make-marketplace.ts`); a new type is a line in both.
 */
export const marketplaceTypes = ['oci', 'linux-containers', 'opennebula', 'turnkey', 'http', 's3'] as const;
export type MarketplaceType = (typeof marketplaceTypes)[number];

export interface MarketplaceTraits {
  /** In the middle of a sentence. */
  readonly word: string;
  /** The public one, taken where nobody says another; absent: it must be said. */
  readonly url?: string;
  /** What the public one is called in a new cloud. */
  readonly publicName?: string;
  readonly mirrors: boolean;
  /** What comes is believed by signatures, so that it may come over plain HTTP. */
  readonly signed: boolean;
  /** Its address is that of a server: nothing stands behind its host. */
  readonly wholeServer: boolean;
  /** Between a name and its version in a reference. */
  readonly versionSign: ':' | '@';
}

export const marketplaceTable: Readonly<Record<MarketplaceType, MarketplaceTraits>> = {
  oci: {
    word: 'registry of application images',
    url: 'https://docker.io',
    publicName: 'docker-hub',
    mirrors: true,
    signed: false,
    wholeServer: true,
    versionSign: ':',
  },
  'linux-containers': {
    word: 'server of simplestreams',
    url: 'https://images.linuxcontainers.org/',
    publicName: 'linux-containers',
    mirrors: false,
    signed: false,
    wholeServer: false,
    versionSign: '@',
  },
  opennebula: {
    word: 'marketplace of OpenNebula',
    url: 'https://marketplace.opennebula.io/',
    publicName: 'opennebula',
    mirrors: false,
    signed: false,
    wholeServer: false,
    versionSign: '@',
  },
  turnkey: {
    word: 'mirror of TurnKey Linux',
    url: 'http://mirror.turnkeylinux.org/turnkeylinux/images/proxmox/',
    publicName: 'turnkey',
    mirrors: false,
    signed: true,
    wholeServer: false,
    versionSign: '@',
  },
  s3: { word: 'bucket', mirrors: false, signed: false, wholeServer: false, versionSign: '@' },
  http: { word: 'folder on a web server', mirrors: false, signed: false, wholeServer: false, versionSign: '@' },
};

/** What a new cloud begins with. */
export const publicMarketplaces: readonly {
  readonly name: string;
  readonly type: MarketplaceType;
  readonly url: string;
}[] = marketplaceTypes.flatMap((type) => {
  const { publicName: name, url } = marketplaceTable[type];
  return name === undefined || url === undefined ? [] : [{ name, type, url }];
});
