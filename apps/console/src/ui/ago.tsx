import { useEffect } from 'react';
import { signal, useSignal } from '../api/signal.ts';
import { ago, moment } from '../format/time.ts';

/** One clock for all ages on the page. */
const now = signal(Date.now());
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** How long ago; the exact time when pointed at. */
export function Ago({ at }: { readonly at: string }) {
  const time = useSignal(now);
  useEffect(() => {
    if (users++ === 0) timer = setInterval(() => now.set(Date.now()), 15_000);
    return () => {
      if (--users === 0) clearInterval(timer);
    };
  }, []);
  return (
    <time dateTime={at} title={moment(at)}>
      {ago(at, Math.max(time, Date.parse(at) > time ? Date.now() : time))}
    </time>
  );
}
