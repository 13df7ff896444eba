import { announce, announceTrouble } from '../../activity/activities.ts';
import { cache, keys } from '../../api/cache.ts';
import { api } from '../../api/client.ts';
import type { ObjectOf } from '../../api/kinds.ts';
import { number } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { MarketplaceIcon } from '../../icons/marketplace.tsx';
import { RebootIcon } from '../../icons/reboot.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { When } from '../../ui/when.tsx';
import { ObjectActions } from '../catalogue/object-actions.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';
import { Browse } from './browse.tsx';
import { MarketplaceMark } from './state-mark.tsx';

type Marketplace = ObjectOf<'marketplace'>;

/** One marketplace: what it has, searched, and how it is asked. */
export default function MarketplacePage() {
  const t = useText();
  return (
    <ObjectPage
      kind="marketplace"
      icon={<MarketplaceIcon size={22} />}
      mark={(marketplace) => <MarketplaceMark {...marketplace} />}
      actions={(marketplace) => (
        <ObjectActions
          kind="marketplace"
          object={marketplace}
          deleteBody={t('marketplaces.deleteBody')}
          list="/marketplaces"
        >
          <ActionButton icon={<RebootIcon size={16} />} refusal={null} onClick={() => void refresh(marketplace)}>
            {t('marketplaces.refresh')}
          </ActionButton>
        </ObjectActions>
      )}
      facts={({ type, url, user, insecure, mirrors, allowedAddresses, entries, asOf, allowance }) => [
        [t('marketplaces.type'), t(`marketplaces.types.${type}`)],
        [t('marketplaces.url'), <code key="url">{url}</code>],
        [t('marketplaces.user'), user],
        [t('marketplaces.insecure'), insecure ? t('marketplaces.insecureYes') : undefined],
        [t('marketplaces.mirrors'), mirrors?.join(', ')],
        [t('marketplaces.allowed'), allowedAddresses?.join(', ')],
        [t('marketplaces.entries'), entries === undefined ? undefined : number(entries)],
        [t('marketplaces.asOf'), asOf === undefined ? undefined : <When key="as-of" at={asOf} />],
        [
          t('marketplaces.allowance'),
          allowance === undefined
            ? undefined
            : t('marketplaces.allowanceOf', { ...allowance, until: moment(allowance.resetsAt) }),
        ],
      ]}
    >
      {(marketplace) => <Browse key={marketplace.id} id={marketplace.id} />}
    </ObjectPage>
  );
}

async function refresh({ id, name }: Marketplace): Promise<void> {
  try {
    await api().call('marketplace.refresh', { params: { id } });
    announce({ title: text('marketplaces.refreshed', { name }), state: 'done' });
  } catch (error) {
    announceTrouble(
      text('marketplaces.notRefreshed', { name }),
      error,
      () => void refresh({ id, name } as Marketplace),
    );
  }
  await askAgain(id);
}

/** What is known since it was asked has no event of its own. */
export const askAgain = (id: number): Promise<unknown> =>
  Promise.all([
    cache.invalidateQueries({ queryKey: keys.object('marketplace', id) }),
    cache.invalidateQueries({ queryKey: keys.derived('marketplace', id, 'explain') }),
    cache.invalidateQueries({ queryKey: ['marketplace', id] }),
  ]);
