export type { Credentials } from './authorization.ts';
export { OciMarketplace, type OciOptions } from './oci-marketplace.ts';
export { dockerHub, type ImageReference, parseReference } from './reference.ts';
export type { RegistrySetting } from './registry.ts';
