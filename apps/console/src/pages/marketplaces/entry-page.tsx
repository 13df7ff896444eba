import { Select, Text } from '@mantine/core';
import { architectures, defaultArchitecture } from '@skerry/domain';
import type { Answer } from '@skerry/sdk';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useObject } from '../../api/use-object.ts';
import { useGo, usePathname, useRouteId, useSearch } from '../../app/use-route.ts';
import { useText } from '../../i18n/i18n.ts';
import { MarketplaceIcon } from '../../icons/marketplace.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { Panel } from '../../ui/panel.tsx';
import { To } from '../../ui/to.tsx';
import { TroubleNote } from '../../ui/trouble-note.tsx';
import { onlyAtFrontEnd } from '../catalogue/rights.ts';
import styles from './browse.module.css';
import { importEntry } from './import-entry.ts';
import { OfferFacts } from './offer-facts.tsx';
import { Versions } from './versions.tsx';

type Offer = Answer<'marketplace.offer'>;

/** Something that a marketplace has: its versions, and what would be imported of the one that is chosen. */
export default function MarketplaceEntryPage() {
  const t = useText();
  const id = useRouteId();
  const go = useGo();
  const pathname = usePathname();
  const search = useSearch();
  const { reference = '', chosen = reference, architecture = defaultArchitecture } = search;
  const { data: marketplace } = useObject('marketplace', id);
  const offer = useQuery({
    queryKey: ['marketplace', id, 'offer', chosen, architecture],
    queryFn: async ({ signal }): Promise<Offer> => {
      const query = { reference: chosen, architecture };
      return (await api().call('marketplace.offer', { params: { id }, query, signal })).data;
    },
    retry: false,
  });
  const change = (next: Readonly<Record<string, string>>) =>
    go(pathname, { search: { ...search, ...next }, replace: true });
  return (
    <>
      <PageHeader
        title={chosen}
        icon={<MarketplaceIcon size={22} />}
        under={<To to={`/marketplaces/${id}`}>{t('marketplaces.back', { name: marketplace?.name ?? String(id) })}</To>}
        actions={
          offer.data === undefined ? null : (
            <ActionButton
              variant="filled"
              refusal={onlyAtFrontEnd()}
              onClick={() =>
                void importEntry({ marketplaceId: id, reference: chosen, architecture }, (image) =>
                  go(`/images/${image}`),
                )
              }
            >
              {t('marketplaces.importEntry')}
            </ActionButton>
          )
        }
      />
      <div className={styles['columns']}>
        <Panel
          title={t('marketplaces.offer')}
          beside={
            <Select
              size="xs"
              aria-label={t('marketplaces.architecture')}
              data={[...new Set([...architectures, architecture])]}
              value={architecture}
              onChange={(value) => change({ architecture: value ?? defaultArchitecture })}
              allowDeselect={false}
            />
          }
        >
          {offer.error === null ? null : <TroubleNote error={offer.error} onRetry={() => void offer.refetch()} />}
          {offer.isPending ? <PageSkeleton /> : null}
          {offer.data === undefined ? null : (
            <>
              <Text mb="md">{offer.data.description ?? t('marketplaces.noDescription')}</Text>
              <OfferFacts offer={offer.data} />
            </>
          )}
        </Panel>
        <Panel title={t('marketplaces.versions')}>
          <Versions
            id={id}
            type={marketplace?.type}
            reference={reference}
            chosen={chosen}
            choose={(next) => change({ chosen: next })}
          />
        </Panel>
      </div>
    </>
  );
}
