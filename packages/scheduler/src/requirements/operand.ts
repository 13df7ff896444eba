import type jsep from 'jsep';
import { attributes, families, knownAttributes, member, type Read } from './attributes.ts';
import { invalid } from './invalid.ts';

export type Node = jsep.CoreExpression;

/** What compiling finds out on its way. */
export interface Scope {
  /** An attribute that changes while a batch is planned was named. */
  changes: boolean;
}

/** A value of the language. `any`: known only on the host (labels, attributes). */
export interface Operand {
  readonly type: 'text' | 'number' | 'boolean' | 'list' | 'any';
  readonly read: Read;
  readonly said: string;
}

/** Throws `requirements-invalid` for what is no value, and for attributes that no host has. */
export function operand(node: Node, scope: Scope): Operand {
  switch (node.type) {
    case 'Literal':
      return constant(node.value);
    case 'UnaryExpression': {
      const argument = node.argument as Node;
      if (node.operator === '-' && argument.type === 'Literal' && typeof argument.value === 'number') {
        return constant(-argument.value);
      }
      throw invalid(`"${node.operator}" stands before a value.`, 'Put the condition in parentheses: !(name == "a").');
    }
    case 'Identifier': {
      const attribute = attributes.get(node.name);
      if (!attribute) throw unknown(node.name);
      if (attribute.changes) scope.changes = true;
      return { type: attribute.type, read: attribute.read, said: node.name };
    }
    case 'MemberExpression':
      return familyMember(node);
    default:
      throw invalid(
        `${capital(said(node))} stands where a value is expected.`,
        'A value is a host attribute, a text in quotes or a number; conditions are joined with && and ||.',
      );
  }
}

function constant(value: unknown): Operand {
  if (typeof value === 'string') return { type: 'text', read: () => value, said: JSON.stringify(value) };
  if (typeof value === 'number') return { type: 'number', read: () => value, said: String(value) };
  if (typeof value === 'boolean') return { type: 'boolean', read: () => value, said: String(value) };
  throw invalid('The requirements hold a value that is neither text, number, true nor false.');
}

function familyMember(node: jsep.MemberExpression): Operand {
  const path: string[] = [];
  let here: Node = node;
  while (here.type === 'MemberExpression') {
    const property: Node = here.property as Node;
    if (here.optional) throw invalid('"?." is not known.', 'A plain "." is enough: what is not set matches nothing.');
    if (!here.computed && property.type === 'Identifier') path.unshift(property.name);
    else if (property.type === 'Literal' && typeof property.value === 'string') path.unshift(property.value);
    else throw invalid('Between [ and ] after an attribute comes a text in quotes.', 'As in labels["rack/row"].');
    here = here.object as Node;
  }
  const root = here.type === 'Identifier' ? here.name : said(here);
  const family = families.get(root);
  if (!family) throw unknown(`${root}.${path.join('.')}`);
  return { type: 'any', read: (host) => member(family(host), path), said: `${root}.${path.join('.')}` };
}

function unknown(name: string) {
  return invalid(`A host has no attribute "${name}".`, `Known are: ${knownAttributes.join(', ')}.`);
}

/** A part of the text, as a message calls it. */
export function said(node: Node): string {
  switch (node.type) {
    case 'Literal':
      return constant(node.value).said;
    case 'Identifier':
      return `"${node.name}"`;
    case 'MemberExpression':
      return 'an attribute';
    case 'ArrayExpression':
      return 'a list';
    case 'BinaryExpression':
      return 'a condition';
    case 'UnaryExpression':
      return `"${node.operator}"`;
    case 'CallExpression':
      return 'a function';
    case 'ConditionalExpression':
      return '"? :"';
    case 'ThisExpression':
      return '"this"';
    default:
      return 'this part';
  }
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
