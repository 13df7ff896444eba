/** Works on all items, at most `atOnce` at a time. The first failure ends it. */
export async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++] as T);
  };
  const failed = (error: unknown) => {
    next = items.length;
    throw error;
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, () => worker().catch(failed)));
}
