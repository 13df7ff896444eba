export type { Application, HealthCheck } from '@skerry/domain';
export { architectureInName, architectureWords, ourArchitecture } from './architecture-words.ts';
export { parseChecksums } from './checksum-list.ts';
export { type ListedFile, parseListing } from './directory-listing.ts';
export type * from './entry.ts';
export { formatOfName, formatTable, type FormatTraits, type ImageFormat, imageFormats, kindsOf } from './format.ts';
export { isChecksums, listedFile, readChecksums } from './image-files.ts';
export { indexOfLines, linesOfIndex } from './index-text.ts';
export { KeptIndex, type KeptIndexOptions } from './kept-index.ts';
export { MarketplaceIndex } from './marketplace-index.ts';
export type * from './marketplace.ts';
export { plainName, plainWords } from './plain-words.ts';
export {
  type Listed,
  ListedMarketplace,
  type ListedOffer,
  type ListedOptions,
  type ListedSource,
} from './listed-marketplace.ts';
