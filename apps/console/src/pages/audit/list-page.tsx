import { Button, Group, Select } from '@mantine/core';
import { routes } from '@skerry/contract';
import type { Answer } from '@skerry/sdk';
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useNames } from '../../api/use-object.ts';
import { useGo, useSearch } from '../../app/use-route.ts';
import { useText } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { TroubleNote } from '../../ui/trouble-note.tsx';
import { AuditTable } from './audit-table.tsx';

type Page = Answer<'audit.list'>;
type Cursor = string | undefined;

/** What can be done at all, for the filter. */
const actions = Object.entries(routes)
  .filter(([, { method }]) => method !== 'get')
  .map(([id]) => id);

/** Who did what. Records never change, so events are not needed here: new ones come with the next look. */
export default function AuditPage() {
  const t = useText();
  const go = useGo();
  const { action, user } = useSearch();
  const users = useNames('user');
  const filter = {
    ...(action === undefined ? {} : { action }),
    ...(user === undefined ? {} : { userId: Number(user) }),
  };
  const list = useInfiniteQuery<Page, Error, InfiniteData<Page, Cursor>, unknown[], Cursor>({
    queryKey: ['audit', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...filter, ...(pageParam === undefined ? {} : { after: pageParam }) };
      return (await api().call('audit.list', { query, signal })).data;
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: 30_000,
    staleTime: 0,
  });
  const change = (next: Readonly<Record<string, Cursor>>) => {
    const all = Object.entries({ action, user, ...next });
    const search = Object.fromEntries(all.filter((e): e is [string, string] => e[1] !== undefined));
    go('/audit', { search, replace: true });
  };
  const records = list.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <PageHeader title={t('audit.title')} under={t('audit.under')} />
      <Group mb="md">
        <Select
          aria-label={t('audit.actionFilter')}
          placeholder={t('audit.allActions')}
          data={actions}
          value={action ?? null}
          onChange={(chosen) => change({ action: chosen ?? undefined })}
          searchable
          clearable
        />
        <Select
          aria-label={t('audit.userFilter')}
          placeholder={t('audit.allUsers')}
          data={[...users].map(([id, name]) => ({ value: String(id), label: name }))}
          value={user ?? null}
          onChange={(chosen) => change({ user: chosen ?? undefined })}
          searchable
          clearable
        />
      </Group>
      {list.error === null ? null : <TroubleNote error={list.error} onRetry={() => void list.refetch()} />}
      {records === undefined && list.error === null ? <PageSkeleton /> : null}
      {records?.length === 0 ? <Empty title={t('audit.emptyTitle')} hint={t('audit.emptyHint')} /> : null}
      {records === undefined || records.length === 0 ? null : (
        <>
          <AuditTable records={records} />
          <Group justify="center" mt="md">
            {list.hasNextPage ? (
              <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t('audit.more')}
              </Button>
            ) : (
              t('audit.end')
            )}
          </Group>
        </>
      )}
    </>
  );
}
