import { Alert, Button, Group, Text } from '@mantine/core';
import { troubleOf } from '../api/sentence.ts';
import { useText } from '../i18n/i18n.ts';
import { WarningIcon } from '../icons/warning.tsx';

interface TroubleNoteProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  /** It stands in a form whose button sends again. */
  readonly sending?: boolean;
}

/** An error as a sentence, with what to do next. */
export function TroubleNote({ error, onRetry, sending = false }: TroubleNoteProps) {
  const t = useText();
  const { message, hint, requestId } = troubleOf(error, sending ? 'sending' : 'reading');
  return (
    <Alert color="red" variant="light" icon={<WarningIcon />} role="alert" title={message}>
      {hint === undefined ? null : <Text size="sm">{hint}</Text>}
      {requestId === undefined ? null : (
        <Text size="xs" c="dimmed" mt={4} ff="monospace">
          {requestId}
        </Text>
      )}
      {onRetry === undefined ? null : (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('shell.retry')}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
