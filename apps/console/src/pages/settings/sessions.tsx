import { Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import { useText } from '../../i18n/i18n.ts';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TroubleNote } from '../../ui/trouble-note.tsx';
import { programOf } from './program.ts';
import styles from './sessions.module.css';
import { When } from '../../ui/when.tsx';

function Program({ agent }: { readonly agent: string }) {
  const t = useText();
  const { program, system } = programOf(agent);
  return system === undefined ? program : t('settings.programOn', { program, system });
}

const key = ['sessions'];

/** Where this person is logged in, and the way to end it from here. */
export function Sessions() {
  const t = useText();
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api().call('session.list', { signal })).data.items,
    staleTime: 0,
  });
  const end = async (id: number) => {
    try {
      await api().call('session.revoke', { params: { id } });
      announce({ title: t('settings.ended'), state: 'done' });
      await cache.invalidateQueries({ queryKey: key });
    } catch (trouble) {
      announceTrouble(t('settings.notEnded'), trouble, () => void end(id));
    }
  };
  return (
    <Panel title={t('settings.sessions')}>
      {error === null ? null : <TroubleNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <PageSkeleton /> : null}
      <ul className={styles['sessions']}>
        {data?.map(({ id, createdAt, address, client, current }) => (
          <li key={id}>
            <div>
              <Text size="sm" title={client}>
                {client === undefined ? t('settings.someProgram') : <Program agent={client} />}
              </Text>
              <Text size="xs" c="dimmed">
                {address}, <When at={createdAt} />
              </Text>
            </div>
            {current ? (
              <Text size="sm" c="dimmed">
                {t('settings.current')}
              </Text>
            ) : (
              <Button size="xs" variant="default" onClick={() => void end(id)}>
                {t('settings.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
