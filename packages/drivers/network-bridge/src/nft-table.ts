import { plainLine } from '@skerry/kit';
import { networkFailed } from './failures.ts';

/**
 * A table of nftables as a value, and the text that makes the kernel hold it. Pure. A table that is there is never
 * deleted and made anew: its hooks would be away for a moment, and packets pass unseen or are lost. Rules are replaced
 * and elements added inside the table, all in one transaction.
 */
export interface NftTable {
  readonly family: 'bridge' | 'inet';
  readonly name: string;
  readonly sets: readonly NftSet[];
  readonly chains: readonly NftChain[];
}

export interface NftSet {
  readonly name: string;
  /** `type …` or `typeof …`. */
  readonly type: string;
  readonly elements: readonly NftElement[];
}

export interface NftChain {
  readonly name: string;
  /** Of a base chain: type, hook, priority and policy. */
  readonly hook?: string;
  readonly rules: readonly string[];
}

/** Parts of a concatenation; the first is the name of an interface. Numbers are whole. */
export type NftElement = readonly (string | number)[];

/** What a table that is there has and should not have, or lacks. */
export interface TableChanges {
  readonly strayChains: readonly string[];
  readonly add: readonly { readonly set: string; readonly elements: readonly NftElement[] }[];
  readonly remove: readonly { readonly set: string; readonly elements: readonly NftElement[] }[];
}

/** For `nft -f -`: declares what is missing, then puts our rules in the place of those that are there. */
export function replaceRules(table: NftTable, { strayChains, add, remove }: TableChanges): string {
  const of = `${table.family} ${table.name}`;
  const flushed = [...table.chains.map(({ name }) => name), ...strayChains];
  return [
    ...block(table, () => []),
    ...flushed.map((chain) => `flush chain ${of} ${chain}`),
    ...strayChains.map((chain) => `delete chain ${of} ${chain}`),
    ...remove.map(({ set, elements }) => elementsLine('delete', of, set, elements)),
    ...add.map(({ set, elements }) => elementsLine('add', of, set, elements)),
    ...block(table, ({ rules }) => rules),
    '',
  ].join('\n');
}

/** The table as people read it. */
export const wholeTable = (table: NftTable): string => `${block(table, ({ rules }) => rules).join('\n')}\n`;

/** Also when it is not there: adding before deleting, for deleting a table that is not there would fail. */
export const noTable = ({ family, name }: Pick<NftTable, 'family' | 'name'>): string =>
  `add table ${family} ${name}\ndelete table ${family} ${name}\n`;

/** Puts elements in the place of others; either may be there already, or be gone. */
export function exchangeElements(
  table: NftTable,
  before: ReadonlyMap<string, readonly NftElement[]>,
  after: ReadonlyMap<string, readonly NftElement[]>,
): string {
  const of = `${table.family} ${table.name}`;
  const lines: string[] = [];
  for (const [set, elements] of before) {
    if (elements.length === 0) continue;
    lines.push(elementsLine('add', of, set, elements), elementsLine('delete', of, set, elements));
  }
  for (const [set, elements] of after) if (elements.length > 0) lines.push(elementsLine('add', of, set, elements));
  return lines.map((line) => `${line}\n`).join('');
}

export const elementKey = (element: NftElement): string => element.join(' . ');

const elementsLine = (verb: string, of: string, set: string, elements: readonly NftElement[]): string =>
  `${verb} element ${of} ${set} { ${elements.map(elementText).join(', ')} }`;

const elementText = ([name = '', ...rest]: NftElement): string => [`"${word(name)}"`, ...rest.map(word)].join(' . ');

/** A value from outside: nothing in it ends the word, the element, or the line. */
function word(value: string | number): string {
  const text = String(plainLine(value, 'An element of a set of nftables'));
  if (/^[\w.:/-]+$/.test(text)) return text;
  throw networkFailed(`"${text}" cannot be a word of a rule of nftables.`, undefined);
}

function block(table: NftTable, rulesOf: (chain: NftChain) => readonly string[]): string[] {
  return [
    `table ${table.family} ${table.name} {`,
    ...table.sets.flatMap(({ name, type }) => [`  set ${name} {`, `    ${type}`, '  }']),
    ...table.chains.flatMap((chain) => [
      `  chain ${chain.name} {`,
      ...[...(chain.hook === undefined ? [] : [chain.hook]), ...rulesOf(chain)].map(
        (line) => `    ${plainLine(line, 'A rule of nftables')}`,
      ),
      '  }',
    ]),
    '}',
  ];
}
