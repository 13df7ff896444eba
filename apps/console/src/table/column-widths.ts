/** Widths of columns in pixels: what a person dragged, else the share that a column asks for. Pure. */
export type Widths = Readonly<Record<string, number>>;

/** Pixels; a column that cannot be seen cannot be dragged back. */
export const leastWidth = 56;
export const mostWidth = 1200;

export const bounded = (width: number): number => Math.round(Math.max(leastWidth, Math.min(mostWidth, width)));

interface Wish {
  readonly least: number;
  /** Parts of what is left; 0: exactly `least`. */
  readonly share: number;
}

/** Of their least width columns with a share give way so far, on a telephone, before the table scrolls sideways. */
const mostSqueezed = 0.72;

export const leastOf = (width: string): number => wishOf(width).least;

/** `110px` or `minmax(150px, 2fr)`. */
function wishOf(width: string): Wish {
  const [, least, share] = /^minmax\((\d+)px, ([\d.]+)fr\)$/.exec(width) ?? [];
  if (least !== undefined) return { least: Number(least), share: Number(share) };
  return { least: Number.parseFloat(width), share: 0 };
}

/**
 * Fills `room` as a grid of these columns would: who asks for a share gets it, but never less than its least. Where
 * there is too little room the table is wider, and scrolls.
 */
export function columnWidths(
  columns: readonly { readonly id: string; readonly width: string }[],
  dragged: Widths,
  room: number,
): readonly number[] {
  const plain = columns.map(({ id, width }): Wish => {
    const own = dragged[id];
    return own === undefined ? wishOf(width) : { least: bounded(own), share: 0 };
  });
  const sum = (of: readonly Wish[]) => of.reduce((all, { least }) => all + least, 0);
  const [fixed, elastic] = [plain.filter(({ share }) => share === 0), plain.filter(({ share }) => share > 0)];
  const squeeze = Math.max(mostSqueezed, Math.min(1, (room - sum(fixed)) / sum(elastic)));
  const wishes = plain.map(({ least, share }) => ({ least: share > 0 ? least * squeeze : least, share }));
  let growing = wishes.filter(({ share }) => share > 0);
  for (;;) {
    const taken = wishes.reduce((sum, wish) => sum + (growing.includes(wish) ? 0 : wish.least), 0);
    const parts = growing.reduce((sum, { share }) => sum + share, 0);
    const part = parts === 0 ? 0 : (room - taken) / parts;
    const fit = growing.filter(({ least, share }) => part * share >= least);
    if (fit.length === growing.length) {
      return wishes.map((wish) => Math.floor(growing.includes(wish) ? part * wish.share : wish.least));
    }
    growing = fit;
  }
}
