export { createSite, type Site, type SiteOptions } from './site/create-site.ts';
export type { SiteController } from './site/site-controller.ts';
