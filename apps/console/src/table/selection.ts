/** Which rows are selected, by the numbers of their objects. Pure. */
export type Selection = ReadonlySet<number>;

export const nothing: Selection = new Set();

export function toggled(selection: Selection, id: number): Selection {
  const next = new Set(selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Shift: all from the row touched last to this one, on or off as this one becomes. */
export function ranged(
  selection: Selection,
  order: readonly number[],
  from: number | undefined,
  to: number,
): Selection {
  const start = from === undefined ? -1 : order.indexOf(from);
  const end = order.indexOf(to);
  if (start === -1 || end === -1) return toggled(selection, to);
  const next = new Set(selection);
  const on = !selection.has(to);
  for (const id of order.slice(Math.min(start, end), Math.max(start, end) + 1)) {
    if (on) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** What was selected and is still there. */
export function stillThere(selection: Selection, order: ReadonlySet<number>): Selection {
  const kept = [...selection].filter((id) => order.has(id));
  return kept.length === selection.size ? selection : new Set(kept);
}
