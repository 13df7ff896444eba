import type { Links } from '../clusters/cluster-links.ts';
import type { Marketplaces } from '../marketplaces/marketplaces.ts';
import type { ImageFiles } from '../images/image-files.ts';
import type { ImageImports } from '../images/imports/image-imports.ts';

/** What only the owner of the catalogue has, beside what every handler may use. */
export interface Owner {
  readonly images: ImageFiles;
  readonly imports: Pick<ImageImports, 'recordOf' | 'forget'>;
  readonly marketplaces: Marketplaces;
  readonly links: Pick<Links, 'joinToken' | 'forget'>;
}
