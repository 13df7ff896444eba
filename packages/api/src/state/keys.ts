/** The layout of the front-end's store, as its code calls it. */
export { type CatalogueObjects, frontEndKeys as keys } from '@skerry/store/layout/front-end';
