import { type Boundary, type Combination, type Fault, faults } from './boundary.ts';

/** Every fault at every boundary, in a fixed order. */
export function allCombinations(operation: string, boundaries: readonly Boundary[]): Combination[] {
  return boundaries.flatMap((boundary) =>
    boundary.faults.map((fault): Combination => ({ operation, boundary, fault })),
  );
}

/**
 * Some of them: of each level as many, and of each level each fault in turn, so that a small sample still has a bit of
 * everything. The same numbers choose the same.
 */
export function sample(all: readonly Combination[], perLevel: number, random: () => number): Combination[] {
  const levels = [...new Set(all.map((c) => c.boundary.level))].sort();
  return levels.flatMap((level) => {
    const here = all.filter((c) => c.boundary.level === level);
    if (here.length <= perLevel) return here;
    const first = Math.floor(random() * faults.length);
    return Array.from({ length: perLevel }, (_, i) => {
      const fault = faults[(first + i) % faults.length] as Fault;
      const fitting = here.filter((c) => c.fault === fault);
      const from = fitting.length > 0 ? fitting : here;
      return from[Math.floor(random() * from.length)] as Combination;
    });
  });
}
