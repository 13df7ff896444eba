import { Button, Skeleton, Text } from '@mantine/core';
import { announce, announceTrouble } from '../activity/activities.ts';
import { cache } from '../api/cache.ts';
import { api } from '../api/client.ts';
import type { Command } from '../api/kinds.ts';
import { useCommands } from '../api/use-object.ts';
import { useText } from '../i18n/i18n.ts';
import { Ago } from '../ui/ago.tsx';
import { To } from '../ui/to.tsx';
import { TroubleNote } from '../ui/trouble-note.tsx';
import styles from './command-list.module.css';

interface CommandListProps {
  readonly query: { readonly state?: 'waiting'; readonly clusterId?: number; readonly limit: number };
  /** Each that is not answered can be taken back. */
  readonly cancellable?: boolean;
}

/** What was asked of clusters, newest first: one's own, and of everybody for administrators. */
export function CommandList({ query, cancellable = false }: CommandListProps) {
  const t = useText();
  const { data, error, refetch } = useCommands(query);
  if (data === undefined) {
    return error === null ? <Skeleton height={90} /> : <TroubleNote error={error} onRetry={() => void refetch()} />;
  }
  const { items, total } = data;
  if (items.length === 0) {
    return <Text c="dimmed">{t(query.state === 'waiting' ? 'commands.noneWaiting' : 'commands.none')}</Text>;
  }
  return (
    <ul className={styles['commands']}>
      {items.map((command) => (
        <Row key={command.id} command={command} cancellable={cancellable} />
      ))}
      {total > items.length ? (
        <li className={styles['more']}>{t('commands.more', { count: total - items.length })}</li>
      ) : null}
    </ul>
  );
}

function Row({ command, cancellable }: { readonly command: Command; readonly cancellable: boolean }) {
  const t = useText();
  const { instanceId, instanceName, type, issuedAt, userId, userName, state, failure } = command;
  const name = instanceName ?? (instanceId === undefined ? '' : t('commands.instance', { id: instanceId }));
  const shown = command.cancelled && state === 'waiting' ? 'cancelled' : state;
  return (
    <li>
      <span className={styles['what']}>
        <b>{type}</b> {instanceName === undefined ? name : <To to={`/instances/${instanceId}`}>{name}</To>}
      </span>
      <span className={styles['state']} data-state={shown}>
        {t(`commands.states.${shown}`)}
      </span>
      <span className={styles['beside']}>
        <Ago at={issuedAt} />
        <span>{t('commands.by', { name: userName ?? t('commands.user', { id: userId }) })}</span>
        {failure === undefined ? null : <span>{failure.message}</span>}
      </span>
      {cancellable && shown === 'waiting' ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('commands.cancelOf', { what: `${type} ${name}` })}
          onClick={() => void cancel(command, `${type} ${name}`, t)}
        >
          {t('commands.cancel')}
        </Button>
      ) : null}
    </li>
  );
}

async function cancel({ id }: Command, what: string, t: ReturnType<typeof useText>): Promise<void> {
  try {
    await api().call('command.cancel', { params: { id } });
    announce({ title: `${t('commands.cancelled', { what })}. ${t('commands.cancelledHint')}`, state: 'done' });
  } catch (error) {
    announceTrouble(t('commands.notCancelled', { what }), error);
  }
  await cache.invalidateQueries({ queryKey: ['commands'] });
}
