import { Text } from '@mantine/core';
import type { Kind } from '../api/kinds.ts';
import { useExplanation } from '../api/use-object.ts';
import { useText } from '../i18n/i18n.ts';
import { Disclosure } from './disclosure.tsx';
import { Facts } from './facts.tsx';
import { PageSkeleton } from './page-skeleton.tsx';
import styles from './story.module.css';
import { TroubleNote } from './trouble-note.tsx';
import { When } from './when.tsx';

interface ExplainProps {
  readonly kind: Kind;
  readonly id: number;
}

/** The API writes times as programs read them. */
const isMoment = (value: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value);

/** Why an object is as it is, told in order: the sentence, the reasons, what can be done, and what is known. */
export function Story({ kind, id }: ExplainProps) {
  const t = useText();
  const { data, error, refetch } = useExplanation(kind, id);
  if (data === undefined) {
    return error === null ? <PageSkeleton /> : <TroubleNote error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div className={styles['story']}>
      <Text className={styles['summary'] ?? ''}>{data.summary}</Text>
      {data.reasons.length === 0 ? null : (
        <ul>
          {data.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {data.next.map((sentence) => (
        <Text key={sentence} size="sm" c="dimmed">
          {sentence}
        </Text>
      ))}
      <Disclosure label={t('objects.facts')}>
        <Facts
          rows={data.facts.map(({ name, value }) => [name, isMoment(value) ? <When at={value} /> : value] as const)}
        />
      </Disclosure>
    </div>
  );
}

/** What was done to an object, newest first. */
export function History({ kind, id }: ExplainProps) {
  const t = useText();
  const { data, error, refetch } = useExplanation(kind, id);
  if (data === undefined) {
    return error === null ? <PageSkeleton /> : <TroubleNote error={error} onRetry={() => void refetch()} />;
  }
  if (data.history.length === 0) return <Text c="dimmed">{t('objects.noHistory')}</Text>;
  return (
    <ol className={styles['history']}>
      {data.history.map(({ at, what }, i) => (
        <li key={`${at} ${what} ${String(i)}`} data-mark="asked">
          <span>{what}</span>
          <span className={styles['beside']}>
            <When at={at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
