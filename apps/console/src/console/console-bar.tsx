import { Button, Group, Popover, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { ClipboardIcon } from '../icons/clipboard.tsx';
import { KeyboardIcon } from '../icons/keyboard.tsx';
import { RebootIcon } from '../icons/reboot.tsx';
import { ScreenIcon } from '../icons/screen.tsx';
import type { FullScreen } from './use-full-screen.ts';
import type { ViewHandle } from './view-handle.ts';

interface ConsoleBarProps {
  readonly view: ViewHandle | undefined;
  readonly connected: boolean;
  readonly chooser: ReactNode;
  readonly full: FullScreen;
  readonly onReconnect: () => void;
  readonly keys: boolean;
  readonly onKeys: () => void;
}

export function ConsoleBar({ view, connected, chooser, full, onReconnect, keys, onKeys }: ConsoleBarProps) {
  const t = useText();
  return (
    <Group gap={6} p="xs">
      {chooser}
      {view?.ctrlAltDel === undefined ? null : (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<KeyboardIcon size={16} />}
          onClick={() => {
            view.ctrlAltDel?.();
            view.focus();
          }}
        >
          {t('console.ctrlAltDel')}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<KeyboardIcon size={16} />}
        onClick={onKeys}
        aria-pressed={keys}
      >
        {t('console.keys')}
      </Button>
      <Clipboard view={view} />
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<ScreenIcon size={16} />}
        onClick={full.toggle}
        aria-pressed={full.on}
      >
        {t('console.fullScreen')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<RebootIcon size={16} />}
        onClick={onReconnect}
        data-connected={connected}
      >
        {t('console.reconnect')}
      </Button>
    </Group>
  );
}

/** Browsers let pages read the clipboard only on secure origins, and not all do: a field works everywhere. */
function Clipboard({ view }: { readonly view: ViewHandle | undefined }) {
  const t = useText();
  const [text, setText] = useState('');
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} width={320} trapFocus withRoles withinPortal={false}>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<ClipboardIcon size={16} />}
          disabled={view === undefined}
          onClick={() => {
            setText(view?.copied() ?? '');
            setOpened(!opened);
          }}
        >
          {t('console.clipboard')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('console.clipboard')}>
        <Stack gap="xs">
          <Text size="sm">{t('console.clipboardHint')}</Text>
          <Textarea
            aria-label={t('console.clipboard')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={3}
            maxRows={8}
            spellCheck={false}
          />
          <Group justify="flex-end">
            <Button
              size="compact-sm"
              onClick={() => {
                setOpened(false);
                view?.paste(text);
                view?.focus();
              }}
            >
              {t('console.send')}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
