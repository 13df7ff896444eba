/** A terminal over the console's WebSocket, drawn by xterm.js. Its own piece of code. */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import styles from './console.module.css';
import { terminalHand } from './terminal-hand.ts';
import type { ViewHandle } from './view-handle.ts';

interface TerminalViewProps {
  readonly connect: () => WebSocket;
  readonly onReady: (handle: ViewHandle | undefined) => void;
}

export default function TerminalView({ connect, onReady }: TerminalViewProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const terminal = new Terminal({
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", "DejaVu Sans Mono", monospace',
      fontSize: 14,
      scrollback: 5_000,
      screenReaderMode: true,
      theme: { background: '#0b141b', foreground: '#dbe4e9', cursor: '#74bdd1', selectionBackground: '#2b5f74' },
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(place.current);
    const socket = connect();
    const encoder = new TextEncoder();
    const send = (text: string) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(encoder.encode(text));
    };
    const onMessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) terminal.write(new Uint8Array(data));
    };
    const size = () => {
      fit.fit();
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(JSON.stringify({ type: 'resize', columns: terminal.cols, rows: terminal.rows }));
    };
    const observer = new ResizeObserver(size);
    observer.observe(place.current);
    socket.addEventListener('open', size);
    socket.addEventListener('message', onMessage);
    const typed = terminal.onData(send);
    // Bytes that are no text, as mice send them.
    const bytes = terminal.onBinary((data) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(Uint8Array.from(data, (c) => c.charCodeAt(0)));
    });
    terminal.focus();
    onReady({
      paste: (value) => terminal.paste(value),
      copied: () => terminal.getSelection(),
      hand: terminalHand(send, () => terminal.modes.applicationCursorKeysMode),
      focus: () => terminal.focus(),
      blur: () => terminal.blur(),
    });
    return () => {
      onReady(undefined);
      observer.disconnect();
      socket.removeEventListener('message', onMessage);
      typed.dispose();
      bytes.dispose();
      terminal.dispose();
    };
  }, [connect, onReady]);
  return <div ref={place} className={styles['terminal']} />;
}
