import { Alert, Button, Select, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue, useIntersection } from '@mantine/hooks';
import { architectures, type InstanceKind, instanceKinds } from '@skerry/domain';
import { useEffect, useState } from 'react';
import { useGo, usePathname, useSearch } from '../../app/use-route.ts';
import { number } from '../../format/number.ts';
import { ago } from '../../format/time.ts';
import { useText } from '../../i18n/i18n.ts';
import { SearchIcon } from '../../icons/search.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TroubleNote } from '../../ui/trouble-note.tsx';
import styles from './browse.module.css';
import { EntryCards } from './entry-cards.tsx';
import { EntryTable } from './entry-table.tsx';
import { type EntryFilter, useEntries } from './use-entries.ts';

/** What a marketplace has: searched, by cards or as a table, as far as somebody scrolls. What is asked stands in the address. */
export function Browse({ id }: { readonly id: number }) {
  const t = useText();
  const { filter, view, words, setWords, change } = useBrowsing();
  const list = useEntries(id, filter);
  const { ref, entry: end } = useIntersection({ rootMargin: '600px' });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (end?.isIntersecting === true && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [end, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const entries = list.data?.pages.flatMap(({ items }) => items);
  const first = list.data?.pages[0];
  const { total, stale } = first ?? {};
  const Shown = view === 'table' ? EntryTable : EntryCards;
  return (
    <Panel
      title={
        total === undefined
          ? t('marketplaces.entries')
          : t('marketplaces.found', { count: total, shown: number(total) })
      }
      beside={
        <SegmentedControl
          size="xs"
          aria-label={t('marketplaces.view')}
          data={[
            { value: 'cards', label: t('marketplaces.cards') },
            { value: 'table', label: t('marketplaces.table') },
          ]}
          value={view}
          onChange={(chosen) => change({ view: chosen === 'cards' ? undefined : chosen })}
        />
      }
    >
      <div className={styles['filters']}>
        <TextInput
          type="search"
          aria-label={t('marketplaces.search')}
          placeholder={t('marketplaces.searchPlaceholder')}
          leftSection={<SearchIcon size={16} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          className={styles['words'] ?? ''}
        />
        <Select
          aria-label={t('marketplaces.kind')}
          placeholder={t('marketplaces.anyKind')}
          data={instanceKinds.map((kind) => ({ value: kind, label: t(`objects.kinds.${kind}`) }))}
          value={filter.kind ?? null}
          onChange={(kind) => change({ kind: kind ?? undefined })}
          clearable
        />
        <Select
          aria-label={t('marketplaces.architecture')}
          placeholder={t('marketplaces.anyArchitecture')}
          data={[...architectures]}
          value={filter.architecture ?? null}
          onChange={(architecture) => change({ architecture: architecture ?? undefined })}
          clearable
        />
      </div>
      <div aria-live="polite">
        {stale === undefined ? null : (
          <Alert color="yellow" variant="light" mb="md">
            {t('marketplaces.old', { ago: ago(first?.asOf ?? '', Date.now()), why: stale.message })}
          </Alert>
        )}
        {list.error === null ? null : <TroubleNote error={list.error} onRetry={() => void list.refetch()} />}
        {entries?.length === 0 ? (
          <Empty title={t('marketplaces.nothingTitle')} hint={t('marketplaces.nothingHint')} />
        ) : null}
      </div>
      {entries === undefined && list.error === null ? <PageSkeleton /> : null}
      {entries === undefined || entries.length === 0 ? null : <Shown id={id} entries={entries} />}
      {entries === undefined || entries.length === 0 ? null : (
        <div ref={ref} className={styles['end']}>
          {hasNextPage ? (
            <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t('marketplaces.more')}
            </Button>
          ) : (
            t('marketplaces.end')
          )}
        </div>
      )}
    </Panel>
  );
}

/** Milliseconds after the last letter. Smaller: somebody outside is asked for each. */
const settleMs = 300;

function useBrowsing() {
  const go = useGo();
  const pathname = usePathname();
  const search = useSearch();
  const [words, setWords] = useState(search['q'] ?? '');
  const [settled] = useDebouncedValue(words, settleMs);
  const change = (next: Readonly<Record<string, string | undefined>>) => {
    const all = Object.entries({ ...search, ...next }).filter((e): e is [string, string] => (e[1] ?? '') !== '');
    go(pathname, { search: Object.fromEntries(all), replace: true });
  };
  useEffect(() => {
    if (settled !== (search['q'] ?? '')) change({ q: settled });
  }, [settled]);
  const kind = instanceKinds.find((known): known is InstanceKind => known === search['kind']);
  const { architecture } = search;
  const filter: EntryFilter = {
    q: search['q'] ?? '',
    ...(kind === undefined ? {} : { kind }),
    ...(architecture === undefined ? {} : { architecture }),
  };
  return { filter, view: search['view'] === 'table' ? 'table' : 'cards', words, setWords, change };
}
