import { SkerryError } from '@skerry/kit';

interface Waiter {
  readonly revision: number;
  readonly settle: (error?: SkerryError) => void;
}

/** Who waits for the mirror to have seen a revision. */
export class RevisionWaiters {
  private readonly waiting = new Set<Waiter>();

  /** Rejects with `mirror-behind` after the time, milliseconds. */
  wait(revision: number, deadlineMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiter.settle(behind(revision, deadlineMs)), deadlineMs);
      const waiter: Waiter = {
        revision,
        settle: (error) => {
          clearTimeout(timer);
          this.waiting.delete(waiter);
          if (error) reject(error);
          else resolve();
        },
      };
      this.waiting.add(waiter);
    });
  }

  reached(revision: number): void {
    for (const waiter of this.waiting) if (waiter.revision <= revision) waiter.settle();
  }

  fail(error: SkerryError): void {
    for (const waiter of this.waiting) waiter.settle(error);
  }
}

function behind(revision: number, deadlineMs: number): SkerryError {
  return new SkerryError(
    {
      code: 'mirror-behind',
      kind: 'failed',
      message: 'What was just written is not yet visible.',
      hint: 'The change itself is kept; read again in a moment.',
    },
    { revision, deadlineMs },
  );
}
