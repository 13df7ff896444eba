import { Button, Code, CopyButton, Stack, Text } from '@mantine/core';
import { text } from '../../i18n/i18n.ts';
import { tell } from '../../ui/confirm.ts';
import { openCreation } from '../catalogue/changes.ts';

export const openTokenCreation = (): void =>
  openCreation({
    kind: 'token',
    title: text('people.tokens.create'),
    about: text('people.tokens.about'),
    made: (answer) => {
      const { token, secret } = answer as { readonly token: { readonly name: string }; readonly secret: string };
      // After the form has gone: two questions would stand over each other.
      setTimeout(() => void showSecret(token.name, secret), 0);
    },
  });

const showSecret = (name: string, secret: string): Promise<void> =>
  tell(
    text('people.tokens.secretTitle', { name }),
    <Stack gap="sm">
      <Text size="sm">{text('people.tokens.secretBody')}</Text>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {secret}
      </Code>
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {copied ? text('shell.copied') : text('shell.copy')}
          </Button>
        )}
      </CopyButton>
    </Stack>,
  );
