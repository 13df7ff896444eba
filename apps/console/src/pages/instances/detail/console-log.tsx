import { plainText } from '@skerry/kit/plain-text';
import { Button, Switch, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../../../i18n/i18n.ts';
import { PageSkeleton } from '../../../ui/page-skeleton.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { TroubleNote } from '../../../ui/trouble-note.tsx';
import styles from './console-log.module.css';
import { type LogLine, useLogs } from './use-logs.ts';

/** What it prints, kept also when nobody looked; of an application with the time of each line. */
export function ConsoleLog({ id, name }: { readonly id: number; readonly name: string }) {
  const t = useText();
  const [follows, setFollows] = useState(true);
  const place = useRef<HTMLPreElement>(null);
  const { lines, error } = useLogs(id);
  useEffect(() => {
    if (follows) place.current?.scrollTo({ top: place.current.scrollHeight });
  }, [lines, follows]);
  return (
    <Panel
      title={t('instances.log')}
      beside={
        <div className={styles['tools']}>
          <Switch
            label={t('instances.logFollow')}
            checked={follows}
            onChange={(event) => setFollows(event.currentTarget.checked)}
          />
          <Button
            size="xs"
            variant="default"
            disabled={lines === undefined || lines.length === 0}
            onClick={() => saveFile(`${name}.log`, (lines ?? []).map(asText).join(''))}
          >
            {t('instances.logSave')}
          </Button>
        </div>
      }
    >
      {error === null ? null : <TroubleNote error={error} />}
      {lines === undefined && error === null ? <PageSkeleton /> : null}
      {lines?.length === 0 ? <Text c="dimmed">{t('instances.logEmpty')}</Text> : null}
      {lines === undefined || lines.length === 0 ? null : (
        <pre ref={place} className={styles['log']} tabIndex={0} role="log" aria-label={t('instances.log')}>
          {lines.map(({ at, stream, text }, i) => (
            // Lines only come at the end and go at the beginning.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={i} data-stream={stream}>
              {at === undefined ? null : <time dateTime={at}>{at.slice(11, 23)} </time>}
              {`${plainText(text)}\n`}
            </span>
          ))}
        </pre>
      )}
    </Panel>
  );
}

const asText = ({ at, text }: LogLine): string => `${at === undefined ? '' : `${at} `}${plainText(text)}\n`;
