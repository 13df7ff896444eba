/**
 * Code that is loaded when it is needed. What cannot be loaded is told in its place, with a way to try again, and tried
 * again when the server is back: a page must never be replaced because a server was away for a moment.
 */
import { type ComponentType, type FunctionComponent, type ReactNode, useEffect, useState } from 'react';
import { linkState } from '../api/live.ts';
import { LoadOnce } from '../api/load-once.ts';
import { reloadByItself } from '../api/reload.ts';
import { useSignal } from '../api/signal.ts';
import { Failed } from './failed.tsx';
import { PageSkeleton } from './page-skeleton.tsx';

type Later<P extends object> = FunctionComponent<P> & {
  /** Begins to load; never rejects, for it is only a head start. */
  readonly preload: () => Promise<void>;
};

interface Meanwhile {
  readonly waiting?: ReactNode;
  /** Instead of the note in its place: for what has no place of its own. */
  readonly failed?: ReactNode;
}

export function later<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  { waiting = <PageSkeleton />, failed }: Meanwhile = {},
): Later<P> {
  const code = new LoadOnce(load);
  function Loaded(props: P) {
    const [Component, setComponent] = useState<ComponentType<P> | undefined>(() => code.loaded?.default);
    const [error, setError] = useState<unknown>();
    const link = useSignal(linkState);
    useEffect(() => {
      if (Component !== undefined) return;
      let wanted = true;
      code.get().then(
        (module) => wanted && setComponent(() => module.default),
        (failure: unknown) => {
          if (!wanted) return;
          setError(failure);
          // The server is there: it has other code by now, or the browser keeps the failure in mind.
          if (link === 'up') void reloadByItself();
        },
      );
      return () => {
        wanted = false;
      };
    }, [Component, link]);
    if (Component !== undefined) return <Component {...props} />;
    if (error === undefined) return waiting;
    return failed ?? <Failed error={error} />;
  }
  return Object.assign(Loaded, {
    preload: () =>
      code.get().then(
        () => undefined,
        () => undefined,
      ),
  });
}
