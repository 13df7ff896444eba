import { Text } from '@mantine/core';
import { plainText } from '@skerry/kit/plain-text';
import { useInstanceHistory } from '../../../api/use-object.ts';
import type { InstanceHistory as Told } from '../../../api/kinds.ts';
import { span } from '../../../format/time.ts';
import { useText } from '../../../i18n/i18n.ts';
import { Disclosure, Verbatim } from '../../../ui/disclosure.tsx';
import { When } from '../../../ui/when.tsx';
import { PageSkeleton } from '../../../ui/page-skeleton.tsx';
import { TroubleNote } from '../../../ui/trouble-note.tsx';
import styles from '../../../ui/story.module.css';

type Entry = Told['entries'][number];

/** How an entry is marked, beside its sentence. */
const marks: Partial<Readonly<Record<Entry['what'], 'asked' | 'good' | 'bad'>>> = {
  asked: 'asked',
  started: 'good',
  rebooted: 'good',
  restored: 'good',
  resumed: 'good',
  mended: 'good',
  unplaced: 'bad',
  failed: 'bad',
  crashed: 'bad',
  'host-restarted': 'bad',
  lost: 'bad',
};
/** Of these, the seconds are how long the guest had run. */
const ends: ReadonlySet<Entry['what']> = new Set(['stopped', 'ended', 'crashed', 'host-restarted']);

/** What happened to an instance and what was asked of it, newest first. */
export function InstanceHistory({ id }: { readonly id: number }) {
  const t = useText();
  const { data, error, refetch } = useInstanceHistory(id);
  if (data === undefined) {
    return error === null ? <PageSkeleton /> : <TroubleNote error={error} onRetry={() => void refetch()} />;
  }
  if (data.entries.length === 0) return <Text c="dimmed">{t('instances.historyEmpty')}</Text>;
  return (
    <ol className={styles['history']}>
      {data.entries.map((entry, i) => (
        <li key={`${entry.at} ${entry.what} ${String(i)}`} data-mark={markOf(entry)}>
          <span>{entry.sentence}</span>
          <Beside entry={entry} />
          {entry.log === undefined ? null : (
            <Disclosure label={t('instances.historyLog')}>
              <Verbatim>{plainText(entry.log)}</Verbatim>
            </Disclosure>
          )}
        </li>
      ))}
    </ol>
  );
}

const markOf = ({ what, command }: Entry) => (what === 'asked' && command?.state === 'refused' ? 'bad' : marks[what]);

/** When, how long, and by whom; who asked for a command stands in its sentence. */
function Beside({ entry: { at, what, seconds, by } }: { readonly entry: Entry }) {
  const t = useText();
  const said = [
    // Less than a second is nothing that anybody waits for.
    seconds === undefined || seconds < 1
      ? undefined
      : t(ends.has(what) ? 'instances.historyRan' : 'instances.historyTook', { span: span(seconds) }),
    by === undefined || what === 'asked'
      ? undefined
      : t('instances.historyBy', { name: by.name ?? t('instances.historyUser', { id: by.userId }) }),
  ].filter((text) => text !== undefined);
  return (
    <span className={styles['beside']}>
      <When at={at} />
      {said.map((text) => (
        <span key={text}>{text}</span>
      ))}
    </span>
  );
}
