/** How often a condition is asked: often enough for a prompt test, seldom enough for two busy cores. */
const askEveryMs = 100;

/** Resolves when `condition` holds; rejects with `what` when it does not within `withinMs`. */
export async function until(what: string, withinMs: number, condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}
