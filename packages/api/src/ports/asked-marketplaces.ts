import type { Failure } from '@skerry/kit';

/** What is known of a marketplace since it was asked. */
export interface MarketplaceFacts {
  /** Of its list, as it was read last. */
  readonly list?: { readonly entries: number; readonly readAt: string };
  /** Why it did not answer last. */
  readonly failure?: Failure;
  readonly allowance?: { readonly limit: number; readonly remaining: number; readonly resetsAt: string };
}

/** What the API knows of marketplaces besides their records. Who asks them does the rest. */
export interface AskedMarketplaces {
  /** What is at hand: nobody is asked for it. */
  aboutOf(id: number): MarketplaceFacts;
}
