import jsep from 'jsep';
import { invalid } from './invalid.ts';

/**
 * Text to tree, by jsep. Its operators are settings of the whole process: this module owns them, and nothing else in
 * Skerry may import jsep.
 */
jsep.removeAllBinaryOps();
jsep.removeAllUnaryOps();
jsep.removeAllLiterals();
jsep.addBinaryOp('||', 1);
jsep.addBinaryOp('&&', 2);
for (const operator of ['==', '!=', '<', '<=', '>', '>=', '=~', 'in']) jsep.addBinaryOp(operator, 3);
jsep.addUnaryOp('!');
jsep.addUnaryOp('-');
jsep.addLiteral('true', true);
jsep.addLiteral('false', false);

const ends = new WeakMap<object, number>();
jsep.hooks.add('after-expression', function remember(env) {
  if (env.node) ends.set(env.node, this.index);
});

/** Characters. A person writes some hundred; more is a program's mistake. */
export const maxLength = 2000;
/** Parentheses, brackets and `!` inside each other. Keeps recursion far away from the end of the stack. */
export const maxDepth = 50;

/** Throws `requirements-invalid` with the position. */
export function parse(text: string): jsep.CoreExpression {
  if (text.length > maxLength) {
    throw invalid(`The requirements have ${text.length} characters; at most ${maxLength} are allowed.`);
  }
  checkDepth(text);
  let tree: jsep.CoreExpression;
  try {
    tree = jsep(text) as jsep.CoreExpression;
  } catch (error) {
    // jsep throws an Error that carries `index` and `description`.
    const { index, description } = error as { index?: unknown; description?: unknown };
    if (typeof index !== 'number') throw invalid('The requirements cannot be read.', shape);
    throw syntaxError(text, index, String(description));
  }
  const stray = strayPart(text, tree);
  if (stray !== undefined) throw syntaxError(text, stray, 'two parts without an operator between them');
  return tree;
}

const shape = 'Write something like: labels.zone == "a" && freeMemoryMiB >= 1024.';

const closing: Readonly<Record<string, string>> = { '(': '")"', '[': '"]"', quote: 'a closing quote' };

function syntaxError(text: string, index: number, description: string) {
  const position = Math.min(index, text.length);
  const before = text.slice(0, position).trimEnd();
  const wantsValue = before === '' || /(&&|\|\||[=!<>~([,-]|\bin)$/.test(before);
  const unclosed = /^Unclosed (quote|.)/.exec(description)?.[1];
  const expected = unclosed
    ? `${closing[unclosed] ?? 'an end'} is expected there`
    : wantsValue
      ? 'a host attribute, a text in quotes, a number, "!" or "(" is expected there'
      : 'an operator, a closing bracket or the end is expected there';
  const said = description.charAt(0).toLowerCase() + description.slice(1);
  return invalid(`The requirements are wrong at character ${position + 1} (${said}): ${expected}.`, shape);
}

/** Where something follows the first whole expression, if it does: jsep takes several, and forgives `;` and `,`. */
function strayPart(text: string, tree: jsep.CoreExpression): number | undefined {
  const first = tree.type === 'Compound' ? tree.body[0] : tree;
  const end = first ? (ends.get(first) ?? 0) : 0;
  return end < text.trimEnd().length ? end : undefined;
}

function checkDepth(text: string): void {
  let depth = 0;
  let nots = 0;
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quote !== undefined) {
      if (c === '\\') i++;
      else if (c === quote) quote = undefined;
      continue;
    }
    if (c === '"' || c === "'" || c === '`') quote = c;
    else if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    if (c === '!' || c === '-') nots++;
    else if (c.trim() !== '') nots = 0;
    if (depth + nots > maxDepth) {
      throw invalid(
        `The requirements are nested deeper than ${maxDepth} at character ${i + 1}.`,
        'Write them flatter.',
      );
    }
  }
}
