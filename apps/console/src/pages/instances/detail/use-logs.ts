import type { logLines } from '@skerry/contract';
import { useEffect, useState } from 'react';
import type { z } from 'zod';
import { api } from '../../../api/client.ts';

export type LogLine = z.output<typeof logLines>['lines'][number];

interface Logs {
  /** Undefined: they were not read yet. */
  readonly lines: readonly LogLine[] | undefined;
  readonly error: unknown;
}

/** Lines that are shown. More is for the file, and slows the page down. */
const mostLines = 5000;
/** Each question waits so long on the host for something new. */
const waitSeconds = 5;
/** Milliseconds after a question that failed. */
const againMs = 4000;

/** What an instance prints, as it prints it, until nobody looks any more. */
export function useLogs(id: number): Logs {
  const [logs, setLogs] = useState<Logs>({ lines: undefined, error: null });
  useEffect(() => {
    const stop = new AbortController();
    void follow(id, stop.signal, setLogs);
    return () => stop.abort();
  }, [id]);
  return logs;
}

async function follow(id: number, signal: AbortSignal, show: (logs: Logs) => void): Promise<void> {
  let lines: readonly LogLine[] | undefined;
  let after: string | undefined;
  while (!signal.aborted) {
    try {
      const query = after === undefined ? { tail: mostLines } : { after, waitSeconds };
      const { data } = await api().call('instance.logs', { params: { id }, query, signal });
      after = data.next;
      lines = [...(lines ?? []), ...data.lines].slice(-mostLines);
      if (!signal.aborted) show({ lines, error: null });
    } catch (error) {
      if (signal.aborted) return;
      show({ lines, error });
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }
}
