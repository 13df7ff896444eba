import { useMemo } from 'react';
import { useText } from '../i18n/i18n.ts';
import { Ago } from './ago.tsx';

interface Heard {
  readonly state: string;
  readonly lastHeardSeconds: number | null;
}

/** When a cluster or host was heard last. While its link is up that is now, however old the answer is. */
export function Heard({ of }: { readonly of: Heard }) {
  const t = useText();
  const { state, lastHeardSeconds } = of;
  // Counted from when this answer came: every new answer is another object.
  const at = useMemo(() => new Date(Date.now() - (of.lastHeardSeconds ?? 0) * 1000).toISOString(), [of]);
  if (lastHeardSeconds === null) return t('shell.never');
  return state === 'cut' ? <Ago at={at} /> : t('times.now');
}
