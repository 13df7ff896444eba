/** The layout of the front-end's store, as its code calls it. */
export {
  type CatalogueKind,
  catalogueKinds,
  type CatalogueObjects,
  frontEndKeys as keys,
  isCatalogueKind,
} from '@skerry/store/layout/front-end';
