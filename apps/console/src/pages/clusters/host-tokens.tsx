import { Button, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Cluster } from '../../api/kinds.ts';
import { moment } from '../../format/time.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { Panel } from '../../ui/panel.tsx';

/** Tokens with which hosts can still join. The cluster keeps them: while its link is cut nothing is shown of them. */
export function HostTokens({ cluster }: { readonly cluster: Cluster }) {
  const t = useText();
  const { id, state } = cluster;
  const { data, refetch } = useQuery({
    queryKey: ['host-join-tokens', id],
    queryFn: async () => (await api().call('cluster.host-join-tokens', { params: { id } })).data.items,
    enabled: state === 'online',
  });
  if (data === undefined || data.length === 0) return null;
  const revoke = async (token: string) => {
    try {
      await api().call('cluster.revoke-host-join-token', { params: { id, token } });
      announce({ title: text('clusters.tokenRevoked'), state: 'done' });
    } catch (error) {
      announceTrouble(text('clusters.tokenNotRevoked'), error);
    }
    await refetch();
  };
  return (
    <Panel title={t('clusters.hostTokens')}>
      <List size="sm" spacing="xs">
        {data.map((token) => (
          <List.Item key={token.id}>
            <Text span size="sm">
              {t('clusters.hostToken', { token: token.id, until: moment(token.expiresAt) })}
            </Text>{' '}
            <Button size="compact-xs" variant="default" onClick={() => void revoke(token.id)}>
              {t('clusters.revokeToken')}
            </Button>
          </List.Item>
        ))}
      </List>
    </Panel>
  );
}
