import type { NftElement } from './nft-table.ts';

/** A table as the kernel holds it. */
export interface TableListing {
  /** Everything but the elements of sets and what the kernel numbers, in one form: equal rules, equal text. */
  readonly rules: string;
  readonly chains: readonly string[];
  readonly elements: ReadonlyMap<string, readonly NftElement[]>;
}

/** `nft --json list table`: libnftables-json(5), as far as it matters here. */
interface Printed {
  readonly nftables: readonly {
    readonly metainfo?: object;
    readonly chain?: { readonly name: string };
    readonly set?: { readonly name: string; readonly elem?: readonly PrintedElement[] };
  }[];
}
type PrintedElement = { readonly concat: NftElement } | { readonly elem: { readonly val: PrintedElement } };

export function readListing(json: string): TableListing {
  const { nftables } = JSON.parse(json) as Printed;
  const objects = nftables.filter(({ metainfo }) => metainfo === undefined);
  const sets = objects.flatMap(({ set }) => set ?? []);
  return {
    rules: objects.map((object) => JSON.stringify(object, withoutState)).join('\n'),
    chains: objects.flatMap(({ chain }) => chain?.name ?? []),
    elements: new Map(sets.map(({ name, elem = [] }) => [name, elem.map(partsOf)])),
  };
}

const partsOf = (printed: PrintedElement): NftElement =>
  'concat' in printed ? printed.concat : partsOf(printed.elem.val);

/** A set inside of a rule has no order; the elements of a named set are compared by themselves. */
function withoutState(key: string, value: unknown): unknown {
  if (key === 'handle' || key === 'elem') return undefined;
  if (key === 'set' && Array.isArray(value)) return value.map((each) => JSON.stringify(each)).sort();
  return value;
}
