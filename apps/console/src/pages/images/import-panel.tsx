import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { ObjectOf } from '../../api/kinds.ts';
import { useMe } from '../../api/session.ts';
import { useSignal } from '../../api/signal.ts';
import { useText } from '../../i18n/i18n.ts';
import { RebootIcon } from '../../icons/reboot.tsx';
import { WarningIcon } from '../../icons/warning.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { lackOf } from '../catalogue/rights.ts';
import { FileDrop } from './file-drop.tsx';
import { ImportProgress } from './import-progress.tsx';
import { pauseSending, sendFile, sending } from './uploads.ts';
import { useLiveImage } from './use-live-image.ts';

type Image = ObjectOf<'image'>;

/** While an image comes: how far it is; when it did not come: why, and what to do. */
export function ImportPanel({ image }: { readonly image: Image }) {
  const t = useText();
  if (image.state === 'failed') return <Failed image={image} />;
  if (image.state !== 'importing') return null;
  return (
    <Panel title={t('images.import')}>
      <Stack>
        <ImportProgress image={image} />
        <Upload image={image} />
      </Stack>
    </Panel>
  );
}

function Upload({ image }: { readonly image: Image }) {
  const t = useText();
  const { progress } = useLiveImage(image);
  const isSent = useSignal(sending).has(image.id);
  if (image.origin?.source !== 'upload' || progress?.step !== 'uploading') return null;
  if (isSent) {
    return (
      <Group>
        <Text size="sm" c="dimmed">
          {t('images.sentHere')}
        </Text>
        <Button size="compact-sm" variant="default" onClick={() => pauseSending(image.id)}>
          {t('images.pause')}
        </Button>
      </Group>
    );
  }
  return <FileDrop file={undefined} hint={t('images.goOn')} onFile={(file) => void sendFile(image, file)} />;
}

function Failed({ image }: { readonly image: Image }) {
  const t = useText();
  const me = useMe();
  const { failure } = image;
  const retry = async () => {
    try {
      await api().call('image.retry', { params: { id: image.id } });
    } catch (error) {
      announceTrouble(t('images.notTried', { name: image.name }), error, () => void retry());
    }
  };
  return (
    <Alert color="red" variant="light" icon={<WarningIcon />} title={t('images.failedTitle')} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{failure?.message}</Text>
        {failure?.hint === undefined ? null : <Text size="sm">{failure.hint}</Text>}
        <ActionButton
          icon={<RebootIcon size={16} />}
          refusal={lackOf('manage', image, me)}
          onClick={() => void retry()}
        >
          {t('shell.retry')}
        </ActionButton>
      </Stack>
    </Alert>
  );
}
