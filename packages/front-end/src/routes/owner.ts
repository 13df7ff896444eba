import type { Links } from '../clusters/cluster-links.ts';
import type { Marketplaces } from '../marketplaces/marketplaces.ts';
import type { ImageFiles } from '../images/image-files.ts';

/** What only the owner of the catalogue has, beside what every handler may use. */
export interface Owner {
  readonly images: ImageFiles;
  readonly marketplaces: Marketplaces;
  readonly links: Pick<Links, 'joinToken' | 'forget'>;
}
