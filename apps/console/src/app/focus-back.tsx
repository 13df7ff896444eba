import { type ReactNode, useEffect, useRef } from 'react';

/** Gives the focus back to what had it before this stood over the page, unless something else has taken it. */
export function FocusBack({ children }: { readonly children: ReactNode }) {
  const before = useRef(document.activeElement);
  useEffect(() => {
    const opener = before.current;
    return () => {
      // After the page is drawn without it: until then the focus is still inside.
      setTimeout(() => {
        const lost = document.activeElement === null || document.activeElement === document.body;
        if (lost && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
      });
    };
  }, []);
  return children;
}
