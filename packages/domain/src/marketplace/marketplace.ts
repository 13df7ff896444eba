import type { ObjectMeta } from '../object/meta.ts';
import type { MarketplaceType } from './marketplace-types.ts';

/** With what one logs in at a marketplace. */
export interface Credentials {
  readonly user: string;
  /** Told to nobody but the marketplace, and sealed where it lies. */
  readonly password: string;
}

/** Somebody outside who has images, and how this cloud asks there. */
export interface Marketplace extends ObjectMeta {
  readonly type: MarketplaceType;
  /** Holds neither name nor password. */
  readonly url: string;
  readonly credentials?: Credentials;
  /** What is not protected on its way is believed all the same. */
  readonly insecure?: true;
  /** Asked before it, in this order; believed by the digests of what they give. */
  readonly mirrors?: readonly string[];
  /** Addresses and CIDRs that are not of the public Internet and may be reached: an administrator's word. */
  readonly allowedAddresses?: readonly string[];
}
