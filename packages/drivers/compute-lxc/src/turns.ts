/** One change at a time per guest, in the order asked for; different guests do not wait for each other. */
export function createTurns() {
  const last = new Map<number, Promise<unknown>>();
  return {
    busy: (id: number): boolean => last.has(id),
    async take<T>(id: number, work: () => Promise<T>): Promise<T> {
      const before = last.get(id) ?? Promise.resolve();
      const mine = before.then(work, work);
      last.set(id, mine);
      try {
        return await mine;
      } finally {
        if (last.get(id) === mine) last.delete(id);
      }
    },
  };
}
