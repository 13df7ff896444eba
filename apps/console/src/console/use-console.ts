/**
 * The way to one console: a ticket, a WebSocket, and again when it was cut. The view draws what comes through and owns
 * nothing that outlives it.
 */
import type { ConsoleType } from '@skerry/domain';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { troubleOf } from '../api/sentence.ts';
import { afterClose, retryAfterMs } from './console-close.ts';

export type ConsoleState =
  | { readonly state: 'connecting' }
  /**
   * There is a ticket. The view calls `connect` when it is ready to listen: what the guest says first, before anybody
   * listens, would be lost.
   */
  | { readonly state: 'ready'; readonly connect: () => WebSocket }
  | { readonly state: 'closed'; readonly sentence: string; readonly again: boolean };

export interface ConsoleLink {
  readonly state: ConsoleState;
  readonly reconnect: () => void;
}

/** A connection that lived this long was a good one: the next failure is the first again. */
const goodMs = 10_000;

export function useConsole(instanceId: number, type: ConsoleType): ConsoleLink {
  const [state, setState] = useState<ConsoleState>({ state: 'connecting' });
  const [attempt, setAttempt] = useState(0);
  const failures = useRef(0);
  const reconnect = useCallback(() => {
    failures.current = 0;
    setAttempt((n) => n + 1);
  }, []);
  useEffect(() => {
    const stop = new AbortController();
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const closed = (sentence: string, again: boolean) => {
      if (stop.signal.aborted) return;
      setState({ state: 'closed', sentence, again });
      if (again) timer = setTimeout(() => setAttempt((n) => n + 1), retryAfterMs(++failures.current));
    };
    const open = async () => {
      setState({ state: 'connecting' });
      const { data: ticket } = await api().call('instance.console', {
        params: { id: instanceId },
        body: { type },
        signal: stop.signal,
      });
      if (stop.signal.aborted) return;
      const url = new URL(ticket.path, globalThis.location.href);
      url.protocol = url.protocol.replace('http', 'ws');
      const connect = () => {
        const made = new WebSocket(url, ticket.protocols);
        socket = made;
        made.binaryType = 'arraybuffer';
        const since = performance.now();
        made.addEventListener('close', ({ code, reason }) => {
          if (performance.now() - since > goodMs) failures.current = 0;
          closed(reason, afterClose(code) === 'again');
        });
        return made;
      };
      setState({ state: 'ready', connect });
    };
    open().catch((error: unknown) => {
      const { message, hint } = troubleOf(error);
      closed([message, hint].filter(Boolean).join(' '), false);
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
      socket?.close();
    };
  }, [instanceId, type, attempt]);
  return { state, reconnect };
}
