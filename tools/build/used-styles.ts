/**
 * The component library has styles for all its components in one file; two thirds of them are for components that the
 * console does not show. A browser draws nothing before it has read them all. Pure.
 */

/** The library's names of classes, which stand in its code word by word. */
const libraryClass = /\bm_[0-9a-f]{6,10}\b/g;

export const classesIn = (code: string): ReadonlySet<string> => new Set(code.match(libraryClass));

/** The rules that can apply where only these classes of the library are used. Takes minified CSS. */
export function usedStyles(css: string, used: ReadonlySet<string>): string {
  let kept = '';
  for (const { head, body } of rulesOf(css)) {
    if (body === undefined) kept += head;
    else if (/^@(media|supports|layer|container)\b/.test(head)) {
      const inner = usedStyles(body, used);
      if (inner !== '') kept += `${head}{${inner}}`;
    } else if (head.startsWith('@')) kept += `${head}{${body}}`;
    else {
      const selectors = split(head).filter((selector) => canMatch(selector, used));
      if (selectors.length > 0) kept += `${selectors.join(',')}{${body}}`;
    }
  }
  return kept;
}

interface Rule {
  readonly head: string;
  /** Undefined: a statement without one, such as `@charset`. */
  readonly body?: string;
}

function* rulesOf(css: string): Generator<Rule> {
  let start = 0;
  while (start < css.length) {
    const open = find(css, start, (c) => c === '{' || c === ';');
    if (open === -1) return;
    const head = css.slice(start, open).trim();
    if (css[open] === ';') {
      yield { head: `${head};` };
      start = open + 1;
      continue;
    }
    let depth = 1;
    const close = find(css, open + 1, (c) => {
      depth += c === '{' ? 1 : c === '}' ? -1 : 0;
      return depth === 0;
    });
    yield { head, body: css.slice(open + 1, close) };
    start = close + 1;
  }
}

/** The first place from `from` on that is meant, outside of strings; -1: none. */
function find(text: string, from: number, isMeant: (character: string) => boolean): number {
  let quote = '';
  for (let i = from; i < text.length; i++) {
    const c = text[i] as string;
    if (c === '\\') i++;
    else if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (isMeant(c)) return i;
  }
  return -1;
}

/** Selectors of a list; commas within brackets are not between selectors. */
function split(list: string): string[] {
  const selectors: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= list.length; i++) {
    const c = list[i];
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    else if (c === undefined || (c === ',' && depth === 0)) {
      selectors.push(list.slice(start, i).trim());
      start = i + 1;
    }
  }
  return selectors;
}

/** Within brackets there may be a choice, so only what stands outside of them must be there. */
function canMatch(selector: string, used: ReadonlySet<string>): boolean {
  let outside = selector;
  for (let before = ''; before !== outside; ) {
    before = outside;
    outside = outside.replaceAll(/\([^()]*\)/g, '');
  }
  return [...classesIn(outside)].every((name) => used.has(name));
}
