export type { Json } from './json.ts';
export * from './link/feeds.ts';
export * from './link/methods.ts';
export * from './rest/audit.ts';
export * from './rest/catalogue.ts';
export * from './rest/console-stream.ts';
export * from './rest/instance.ts';
export * from './rest/object.ts';
export * from './rest/routes.ts';
