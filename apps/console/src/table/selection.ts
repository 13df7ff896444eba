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

/** What was selected and is still there; the same selection where nothing of it went away. */
export function stillThere(selection: Selection, items: readonly { readonly id: number }[]): Selection {
  if (selection.size === 0) return selection;
  const kept = new Set<number>();
  for (const { id } of items) if (selection.has(id)) kept.add(id);
  return kept.size === selection.size ? selection : kept;
}
