import { plainText } from '@skerry/kit/plain-text';
import { Button, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../../api/client.ts';
import { useText } from '../../../i18n/i18n.ts';
import { PageSkeleton } from '../../../ui/page-skeleton.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { TroubleNote } from '../../../ui/trouble-note.tsx';
import styles from './console-log.module.css';

/** Bytes from the end. More is for the file. */
const shownBytes = 65_536;
/** No event tells that a guest printed something; a person who reads along waits no longer than this. */
const everyMs = 4_000;

/** What the guest printed on its console, kept also when nobody looked. */
export function ConsoleLog({ id, name }: { readonly id: number; readonly name: string }) {
  const t = useText();
  const [follows, setFollows] = useState(true);
  const place = useRef<HTMLPreElement>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['console-log', id],
    queryFn: async ({ signal }) => {
      const options = { params: { id }, query: { bytes: shownBytes }, signal };
      return plainText((await api().call('instance.console-log', options)).data.text);
    },
    staleTime: 0,
    refetchInterval: everyMs,
  });
  useEffect(() => {
    if (follows) place.current?.scrollTo({ top: place.current.scrollHeight });
  }, [data, follows]);
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
          <Button size="xs" variant="default" disabled={!data} onClick={() => saveFile(`${name}.log`, data ?? '')}>
            {t('instances.logSave')}
          </Button>
        </div>
      }
    >
      {error === null ? null : <TroubleNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <PageSkeleton /> : null}
      {data === '' ? <Text c="dimmed">{t('instances.logEmpty')}</Text> : null}
      {data === undefined || data === '' ? null : (
        <pre ref={place} className={styles['log']} tabIndex={0} role="log" aria-label={t('instances.log')}>
          {data}
        </pre>
      )}
    </Panel>
  );
}
