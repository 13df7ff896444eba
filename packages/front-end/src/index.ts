export { createFrontEnd, type FrontEnd, type FrontEndOptions } from './front-end.ts';
export { FrontEndError, type FrontEndErrorCode } from './errors.ts';
export { createSite, type Site, type SiteOptions } from './site/create-site.ts';
export type { SiteController } from './site/site-controller.ts';
