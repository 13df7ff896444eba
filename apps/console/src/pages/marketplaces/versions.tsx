import { Anchor, Button, Text } from '@mantine/core';
import { type MarketplaceType, marketplaceTable } from '@skerry/domain';
import type { Answer } from '@skerry/sdk';
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useText } from '../../i18n/i18n.ts';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { TroubleNote } from '../../ui/trouble-note.tsx';
import styles from './browse.module.css';

type Page = Answer<'marketplace.versions'>;
type Cursor = string | undefined;

interface VersionsProps {
  readonly id: number;
  readonly type: MarketplaceType | undefined;
  readonly reference: string;
  readonly chosen: string;
  readonly choose: (reference: string) => void;
}

/** Versions of what the reference names; one of them is looked at. */
export function Versions({ id, type, reference, chosen, choose }: VersionsProps) {
  const t = useText();
  const list = useInfiniteQuery<Page, Error, InfiniteData<Page, Cursor>, unknown[], Cursor>({
    queryKey: ['marketplace', id, 'versions', reference],
    queryFn: async ({ pageParam, signal }) => {
      const query = { reference, ...(pageParam === undefined ? {} : { after: pageParam }) };
      return (await api().call('marketplace.versions', { params: { id }, query, signal })).data;
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next,
    retry: false,
  });
  const versions = list.data?.pages.flatMap(({ items }) => items);
  const sign = type === undefined ? '@' : marketplaceTable[type].versionSign;
  return (
    <>
      {list.error === null ? null : <TroubleNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending ? <PageSkeleton /> : null}
      {versions?.length === 0 ? <Text c="dimmed">{t('marketplaces.noVersions')}</Text> : null}
      <ul className={styles['versions']} aria-label={t('marketplaces.versions')}>
        {versions?.map((version) => {
          const named = `${reference}${sign}${version}`;
          return (
            <li key={version}>
              <Anchor
                component="button"
                type="button"
                aria-pressed={named === chosen}
                className={named === chosen ? (styles['chosen'] ?? '') : ''}
                onClick={() => choose(named)}
              >
                {version}
              </Anchor>
            </li>
          );
        })}
      </ul>
      {list.hasNextPage ? (
        <Button
          mt="sm"
          size="xs"
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('marketplaces.more')}
        </Button>
      ) : null}
    </>
  );
}
