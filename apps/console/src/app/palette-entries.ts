import type { PageEntry } from './page-entry.ts';

export interface Choice {
  readonly id: string;
  readonly label: string;
  /** What it stands beside: the kind of an object, a key. */
  readonly note?: string;
  /** Why it cannot be done now; it is shown, and does nothing. */
  readonly refusal?: string;
  readonly icon?: PageEntry['icon'] | undefined;
  readonly run: () => void;
}
export interface Section {
  readonly title: string;
  readonly choices: readonly Choice[];
}

/** How well a text fits what was typed: larger is better, 0 not at all. Words may be begun in any order. */
export function fit(label: string, typed: string): number {
  const text = label.toLowerCase();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  let score = 0;
  for (const word of words) {
    if (text.startsWith(word)) score += 3;
    else if (text.split(/[\s-]+/).some((part) => part.startsWith(word))) score += 2;
    else if (text.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

/** Those that fit, best first; equal ones stay in their order. */
export function ranked<T extends { readonly label: string }>(choices: readonly T[], typed: string): T[] {
  return choices
    .map((choice) => ({ choice, score: fit(choice.label, typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ choice }) => choice);
}

/** The index that an arrow key leads to; it goes around. */
export function moved(index: number, key: string, count: number): number {
  if (count === 0) return -1;
  if (key === 'ArrowDown') return (index + 1) % count;
  if (key === 'ArrowUp') return (index - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : index;
}
