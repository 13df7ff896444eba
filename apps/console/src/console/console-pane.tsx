import { Button, SegmentedControl, Text } from '@mantine/core';
import { type ConsoleType, consoleTypes } from '@skerry/domain';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { later } from '../ui/later.tsx';
import { ConsoleBar } from './console-bar.tsx';
import styles from './console.module.css';
import { KeyBar } from './key-bar.tsx';
import { useConsole } from './use-console.ts';
import { useFullScreen } from './use-full-screen.ts';
import type { ViewHandle } from './view-handle.ts';

const waiting = <Connecting />;
const DisplayView = later(() => import('./display-view.tsx'), { waiting });
const TerminalView = later(() => import('./terminal-view.tsx'), { waiting });

function Connecting() {
  return <Overlay sentence={useText()('console.connecting')} />;
}

interface ConsolePaneProps {
  readonly instanceId: number;
  readonly name: string;
  /** Each type: null where it can be opened, else why not. */
  readonly consoles: Readonly<Record<ConsoleType, string | null>>;
}

/** The consoles of an instance; the first that can be opened is opened. */
export function ConsolePane({ instanceId, name, consoles }: ConsolePaneProps) {
  const t = useText();
  const open = consoleTypes.filter((type) => consoles[type] === null);
  const [wanted, setWanted] = useState<ConsoleType>();
  const type = wanted !== undefined && open.includes(wanted) ? wanted : open[0];
  if (type === undefined) {
    return (
      <div className={styles['none']}>
        {[...new Set(Object.values(consoles))].map((sentence) => (
          <Text key={sentence}>{sentence}</Text>
        ))}
      </div>
    );
  }
  const chooser =
    open.length < 2 ? null : (
      <SegmentedControl
        aria-label={t('console.which')}
        value={type}
        onChange={(value) => setWanted(value)}
        data={open.map((value) => ({ value, label: t(`console.${value}`) }))}
      />
    );
  return <OpenConsole key={type} instanceId={instanceId} name={name} type={type} chooser={chooser} />;
}

interface OpenConsoleProps {
  readonly instanceId: number;
  readonly name: string;
  readonly type: ConsoleType;
  readonly chooser: ReactNode;
}

function OpenConsole({ instanceId, name, type, chooser }: OpenConsoleProps) {
  const t = useText();
  const { state, reconnect } = useConsole(instanceId, type);
  const [view, setView] = useState<ViewHandle>();
  const frame = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const View = type === 'display' ? DisplayView : TerminalView;
  // The guest takes every key, Tab too; this one gives the keyboard back.
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    view?.blur();
    bar.current?.querySelector('button')?.focus();
  };
  const full = useFullScreen(frame);
  // Who points with a finger has no such keys.
  const [keys, setKeys] = useState(() => matchMedia('(pointer: coarse)').matches);
  return (
    <div ref={frame} className={styles['frame']}>
      <div ref={bar}>
        <ConsoleBar
          view={view}
          connected={state.state === 'ready'}
          chooser={chooser}
          full={full}
          onReconnect={reconnect}
          keys={keys}
          onKeys={() => setKeys(!keys)}
        />
        {keys && view !== undefined ? <KeyBar view={view} /> : null}
      </div>
      <div
        className={styles['screen']}
        onKeyDownCapture={leave}
        role="group"
        aria-label={t('console.of', { name })}
        aria-busy={view === undefined && state.state !== 'closed'}
      >
        {state.state === 'ready' ? <View connect={state.connect} onReady={setView} /> : null}
        {state.state === 'connecting' ? <Overlay sentence={t('console.connecting')} /> : null}
        {state.state === 'closed' ? (
          <Overlay sentence={`${state.sentence || t('console.closed')} ${state.again ? t('console.again') : ''}`}>
            <Button onClick={reconnect}>{t('console.reconnect')}</Button>
          </Overlay>
        ) : null}
      </div>
      <Text size="xs" c="dimmed" px="sm" py={6}>
        {t('console.leave')}
      </Text>
    </div>
  );
}

const Overlay = ({ sentence, children }: { readonly sentence: string; readonly children?: ReactNode }) => (
  <div className={styles['overlay']} role="status">
    <p>{sentence}</p>
    {children}
  </div>
);
