import type { KeyboardEvent } from 'react';

/** Frames to wait for a row that has to be fetched first: some seconds. Longer: the focus jumps when nobody expects it. */
const patience = 300;
let latestMove = 0;

/** Arrows move from row to row, also to those that are not drawn or not fetched yet. */
export function moveFocus(
  event: KeyboardEvent,
  scroller: HTMLElement | null,
  count: number,
  scrollTo: (index: number) => void,
  onToggle: (id: number, range: boolean) => void,
): void {
  const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
  const at = row === null ? -1 : Number(row.dataset['index']);
  if (event.key === ' ' && row?.dataset['id'] !== undefined && (event.target as HTMLElement).tagName === 'A') {
    event.preventDefault();
    onToggle(Number(row.dataset['id']), event.shiftKey);
    return;
  }
  const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 };
  const wanted = steps[event.key];
  if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey || count === 0) return;
  event.preventDefault();
  const index = Math.max(0, Math.min(wanted, count - 1));
  scrollTo(index);
  // Drawn in the next frame when it was out of sight; who moves on meanwhile wants to be elsewhere.
  const move = ++latestMove;
  const focus = (tries: number) => {
    const link = scroller?.querySelector<HTMLElement>(`[data-index="${index}"] a`);
    if (link) link.focus({ preventScroll: true });
    else if (tries > 0 && move === latestMove) requestAnimationFrame(() => focus(tries - 1));
  };
  focus(patience);
}
