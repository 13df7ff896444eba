import { Alert, Code, CopyButton, Button, Stack, Text } from '@mantine/core';
import { announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Cluster } from '../../api/kinds.ts';
import { moment } from '../../format/time.ts';
import { text } from '../../i18n/i18n.ts';
import { confirm, tell } from '../../ui/confirm.ts';

/** Makes a one-time token and shows the command that spends it. */
export async function showJoinCommand(cluster: Cluster, of: 'controller' | 'host'): Promise<void> {
  try {
    const route = of === 'controller' ? 'cluster.join-token' : 'cluster.host-join-token';
    const { data } = await api().call(route, { params: { id: cluster.id }, body: { lifetimeSeconds: 3600 } });
    await tell(
      text('clusters.joinTitle', { name: cluster.name }),
      <Command command={data.command} until={data.expiresAt} note={data.note} />,
    );
  } catch (error) {
    announceTrouble(text('clusters.notCreated'), error, () => void showJoinCommand(cluster, of));
  }
}

/** Makes the password with which administrators log in at the site's own console, and shows it once. */
export async function showSiteCredential(cluster: Cluster): Promise<void> {
  const { id, name } = cluster;
  try {
    const agreed = await confirm({
      title: text('clusters.credentialTitle', { name }),
      body: text('clusters.credentialBody'),
      action: text('clusters.credentialNow'),
    });
    if (!agreed) return;
    const { data } = await api().call('cluster.site-credential', { params: { id } });
    await tell(text('clusters.credentialMade', { name }), <Code block>{data.password}</Code>);
  } catch (error) {
    announceTrouble(text('clusters.credentialNot'), error, () => void showSiteCredential(cluster));
  }
}

interface CommandProps {
  readonly command: string;
  readonly until: string;
  readonly note: string | undefined;
}

const Command = ({ command, until, note }: CommandProps) => (
  <Stack gap="sm">
    {note !== undefined && <Alert color="yellow">{note}</Alert>}
    <Text size="sm">{text('catalogue.command')}</Text>
    <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {command}
    </Code>
    <CopyButton value={command}>
      {({ copied, copy }) => (
        <Button variant="default" onClick={copy}>
          {copied ? text('shell.copied') : text('shell.copy')}
        </Button>
      )}
    </CopyButton>
    <Text size="sm" c="dimmed">
      {text('catalogue.secretOnce', { until: moment(until) })}
    </Text>
  </Stack>
);
