type Closer = () => unknown;
export type OnClose = (closer: Closer) => void;

export interface Opened<T> {
  readonly opened: T;
  /** What was opened last first, for it may use what was opened before; all of it, also when one fails. */
  readonly close: () => Promise<void>;
}

/**
 * Opens what consists of many parts. Each part is told to `onClose` as soon as it is there: when the rest fails, nothing
 * of it is left, and the failure is thrown.
 */
export async function openAll<T>(open: (onClose: OnClose) => Promise<T>): Promise<Opened<T>> {
  const closers: Closer[] = [];
  const close = async () => {
    const failures: unknown[] = [];
    for (const closer of closers.splice(0).toReversed()) {
      try {
        await closer();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    return { opened: await open((closer) => void closers.push(closer)), close };
  } catch (error) {
    // Why it could not be opened is what matters; what could not be closed is gone with the process.
    await close().catch(() => {});
    throw error;
  }
}
