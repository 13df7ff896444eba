/** What is on this host that no store knows, and what stores know that is not there. */
export { audit, type AuditOptions } from './audit.ts';
export { sitesHere, sitesOf } from './find-sites.ts';
export { type Leak, type LeakClass, leakClasses, type Mend, type MendStep, stepAsText } from './leak.ts';
export { type Mended, mendable, mendLeaks } from './mend.ts';
export type { Site } from './site.ts';
