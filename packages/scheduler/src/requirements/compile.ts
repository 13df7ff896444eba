import { err, type Failure, ok, type Result, SkerryError } from '@skerry/kit';
import type jsep from 'jsep';
import type { ScheduleHost } from '../host.ts';
import type { Remaining } from './attributes.ts';
import { globMatches } from './glob.ts';
import { invalid } from './invalid.ts';
import { capital, type Node, type Operand, operand, said, type Scope } from './operand.ts';
import { parse } from './parse.ts';

type Test = (host: ScheduleHost, remaining: Remaining) => boolean;
type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export interface Requirements {
  /** False: the answer for a host stays the same while a batch is planned. */
  readonly changes: boolean;
  readonly matches: Test;
}

const always: Requirements = { changes: false, matches: () => true };

/** Never throws. The grammar is in README.md beside this file. */
export function compileRequirements(text: string): Result<Requirements, Failure> {
  if (text.trim() === '') return ok(always);
  try {
    const scope = { changes: false };
    const matches = condition(parse(text), scope);
    return ok({ changes: scope.changes, matches });
  } catch (error) {
    if (error instanceof SkerryError) return err(error.failure);
    throw error;
  }
}

function condition(node: Node, scope: Scope): Test {
  switch (node.type) {
    case 'BinaryExpression':
      if (node.operator === '&&') {
        const tests = chain(node, '&&').map((n) => condition(n, scope));
        return (h, r) => tests.every((t) => t(h, r));
      }
      if (node.operator === '||') {
        const tests = chain(node, '||').map((n) => condition(n, scope));
        return (h, r) => tests.some((t) => t(h, r));
      }
      return comparison(node, scope);
    case 'UnaryExpression':
      if (node.operator === '!') {
        const test = condition(node.argument as Node, scope);
        return (h, r) => !test(h, r);
      }
      break;
    case 'CallExpression':
      return has(node, scope);
    case 'Literal':
      if (typeof node.value === 'boolean') return () => node.value as boolean;
      break;
    case 'SequenceExpression':
    case 'Compound':
      throw invalid('Two parts of the requirements stand side by side.', 'Join them with && or ||.');
    default:
  }
  throw invalid(
    `${capital(said(node))} is not a condition by itself.`,
    'Compare it, as in labels.zone == "a", or ask has(labels.zone).',
  );
}

/** `a && b && c` as a list: a long chain then needs no deep recursion. */
function chain(node: jsep.BinaryExpression, operator: string): Node[] {
  const parts: Node[] = [];
  let here = node as Node;
  while (here.type === 'BinaryExpression' && here.operator === operator) {
    parts.unshift(here.right as Node);
    here = here.left as Node;
  }
  parts.unshift(here);
  return parts;
}

function has(node: jsep.CallExpression, scope: Scope): Test {
  const callee = node.callee as Node;
  const argument = node.arguments[0] as Node | undefined;
  if (callee.type !== 'Identifier' || callee.name !== 'has' || node.arguments.length !== 1 || !argument) {
    throw invalid('The only function is has(…), with one attribute, as in has(labels.zone).');
  }
  const { read } = operand(argument, scope);
  return (h, r) => read(h, r) !== undefined;
}

function comparison(node: jsep.BinaryExpression, scope: Scope): Test {
  const left = operand(node.left as Node, scope);
  const operator = node.operator;
  if (operator === 'in') return membership(left, node.right as Node, scope);
  const right = operand(node.right as Node, scope);
  if (operator === '=~') return pattern(left, right);
  if (left.type === 'list' || right.type === 'list') {
    throw invalid(
      `A list cannot be compared: ${left.type === 'list' ? left.said : right.said}.`,
      'Ask for a member, as in "vm" in runtimes.',
    );
  }
  if (left.type !== 'any' && right.type !== 'any' && left.type !== right.type) {
    throw invalid(
      `Comparing ${left.said} (a ${left.type}) with ${right.said} (a ${right.type}) makes no sense.`,
      'Quotes make a text, none a number.',
    );
  }
  const compare = comparisons[operator as Comparison];
  return (h, r) => compare(left.read(h, r), right.read(h, r));
}

/** Labels are text: beside a number they count as one where they read as one. Otherwise unlike types never compare. */
function order(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'string') return numeric(b, (n) => a - n);
  if (typeof a === 'string' && typeof b === 'number') return numeric(a, (n) => n - b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return undefined;
}

function numeric(text: string, compare: (n: number) => number): number | undefined {
  const n = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(n) ? undefined : compare(n);
}

const comparisons: Readonly<Record<Comparison, (a: unknown, b: unknown) => boolean>> = {
  '==': (a, b) => order(a, b) === 0,
  '!=': (a, b) => order(a, b) !== 0,
  '<': (a, b) => (order(a, b) ?? 0) < 0,
  '<=': (a, b) => (order(a, b) ?? 1) <= 0,
  '>': (a, b) => (order(a, b) ?? 0) > 0,
  '>=': (a, b) => (order(a, b) ?? -1) >= 0,
};

function membership(left: Operand, node: Node, scope: Scope): Test {
  if (node.type === 'ArrayExpression') {
    const members = node.elements.map((e) => {
      if (!e) throw invalid('A list has an empty place.', 'Write it as ["a", "b"].');
      return operand(e as Node, scope);
    });
    return (h, r) => {
      const value = left.read(h, r);
      return members.some((m) => order(value, m.read(h, r)) === 0);
    };
  }
  const list = operand(node, scope);
  if (list.type !== 'list' && list.type !== 'any') {
    throw invalid(`After "in" comes a list; ${list.said} is a ${list.type}.`, 'Write it as in ["a", "b"].');
  }
  return (h, r) => {
    const [value, within] = [left.read(h, r), list.read(h, r)];
    return Array.isArray(within) && within.some((m) => order(value, m) === 0);
  };
}

function pattern(left: Operand, right: Operand): Test {
  if (left.type !== 'text' && left.type !== 'any') {
    throw invalid(`"=~" matches a text; ${left.said} is a ${left.type}.`, 'Compare it with == or <.');
  }
  if (right.type !== 'text') {
    throw invalid('After "=~" comes a pattern in quotes.', 'As in name =~ "old-*": * is any text, ? one character.');
  }
  return (h, r) => {
    const [value, glob] = [left.read(h, r), right.read(h, r)];
    return typeof value === 'string' && typeof glob === 'string' && globMatches(glob, value);
  };
}
