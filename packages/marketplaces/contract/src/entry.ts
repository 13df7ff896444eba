import type { InstanceKind } from '@skerry/domain';

/** One thing that is offered, as a list shows it. All text is fit to be shown. */
export interface Entry {
  /** What `resolve` takes. Stays what it is when the list is read again. */
  readonly reference: string;
  readonly name: string;
  readonly description?: string;
  /** In our words; empty: not known before it is resolved. */
  readonly architectures: readonly string[];
  /** Empty: not known before it is resolved. */
  readonly kinds: readonly InstanceKind[];
  /** The newest. */
  readonly version?: string;
  /** ISO 8601. */
  readonly publishedAt?: string;
  /** To be transferred. */
  readonly sizeBytes?: number;
  /** Those who run the marketplace answer for it. */
  readonly official?: boolean;
}

export interface Query {
  /** Words that must all occur; empty: everything. */
  readonly text?: string;
  readonly architecture?: string;
  readonly kind?: InstanceKind;
  /** Entries of a page; at most 200. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}
