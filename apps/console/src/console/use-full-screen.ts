import { type RefObject, useEffect, useState } from 'react';

export interface FullScreen {
  readonly on: boolean;
  readonly toggle: () => void;
}

export function useFullScreen(frame: RefObject<HTMLElement | null>): FullScreen {
  const [on, setOn] = useState(false);
  useEffect(() => {
    const changed = () => setOn(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  const toggle = () => {
    // A browser may refuse it, on phones mostly; the console works all the same.
    const change = on ? document.exitFullscreen() : frame.current?.requestFullscreen();
    change?.catch(() => undefined);
  };
  return { on, toggle };
}
