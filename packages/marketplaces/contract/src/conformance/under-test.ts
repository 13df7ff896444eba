import type { OutboundOptions } from '@skerry/outbound';
import type { Marketplace } from '../marketplace.ts';
import type { FaultyServer } from '../testing/faulty-server.ts';

/** Something that is at the marketplace under test. */
export interface Known {
  readonly reference: string;
  readonly architecture: string;
  /** An architecture it is not there for; absent: the marketplace knows none. */
  readonly otherArchitecture?: string;
  /** A search that finds it first. */
  readonly text: string;
  readonly name: string;
  /** What its blobs hold, in their order; one at least has 1,000 bytes. */
  readonly contents: readonly Buffer[];
}

export interface MarketplaceUnderTest {
  /** What it asks; nobody else does. */
  readonly server: FaultyServer;
  /** One that remembers nothing yet. */
  make(outbound: OutboundOptions): Marketplace;
  readonly known: Known;
  /** A reference to nothing that is there. */
  readonly missing: string;
  /** How many entries the search finds with no words; absent: a marketplace that does not list all. */
  readonly total?: number;
  dispose(): Promise<void>;
}

/** As in use, but for what a test would wait for; and it may ask this machine. */
export const testOutbound: OutboundOptions = {
  addresses: { allowed: ['127.0.0.0/8'] },
  patience: { tries: 3, firstMs: 5, longestWaitMs: 50 },
  idleMs: 300,
  wholeMs: 5_000,
};
