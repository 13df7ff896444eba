/** The screen of a VM: RFB over the console's WebSocket, drawn by noVNC. Its own piece of code. */
import RFB from '@novnc/novnc';
import { useEffect, useRef } from 'react';
import { text } from '../i18n/i18n.ts';
import styles from './console.module.css';
import { displayHand } from './keysyms.ts';
import type { ViewHandle } from './view-handle.ts';

interface DisplayViewProps {
  readonly connect: () => WebSocket;
  readonly onReady: (handle: ViewHandle | undefined) => void;
}

export default function DisplayView({ connect, onReady }: DisplayViewProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const rfb = new RFB(place.current, connect(), { shared: true });
    rfb.scaleViewport = true;
    rfb.background = 'transparent';
    let copied = '';
    rfb.addEventListener('clipboard', (event) => (copied = (event as CustomEvent<{ text: string }>).detail.text));
    rfb.addEventListener('connect', () => rfb.focus({ preventScroll: true }));
    onReady({
      paste: (value) => rfb.clipboardPasteFrom(value),
      copied: () => copied,
      hand: displayHand((keysym, code, down) => rfb.sendKey(keysym, code, down)),
      ctrlAltDel: () => rfb.sendCtrlAltDel(),
      focus: () => rfb.focus(),
      blur: () => rfb.blur(),
    });
    return () => {
      onReady(undefined);
      rfb.disconnect();
    };
  }, [connect, onReady]);
  return <div ref={place} className={styles['display']} role="application" aria-label={text('console.display')} />;
}
